import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { expect, it } from 'vitest';
import { useHome } from '../../support/hooks.ts';
import { runInProcess } from '../../support/host.ts';
import { DAY_STYLE, workbook } from '../../support/workbook.ts';

const home = useHome();

type Row = Record<string, unknown>;

interface MixedFile {
  noun?: string;
  content: string | Buffer;
  flags?: readonly string[];
  /** How many rows are to end how. */
  rows: Record<string, number>;
}

const HEAD = 'Name,Account,Value,Close date,Owner,Pipeline,Step,Contract';
const OWNER = 'john.doe@example.com';
const cells = (name: string, more: Partial<Record<string, string>> = {}) => ({
  ...{ Name: name, Account: 'Ziemann and Sons', Value: '10', 'Close date': '2027-03-31', Owner: OWNER },
  ...{ Pipeline: 'Test Pipeline', Step: 'First', Contract: '' },
  ...more,
});
const line = (...deal: Parameters<typeof cells>) => Object.values(cells(...deal)).join(',');
const csv = (...lines: string[]) => `${[HEAD, ...lines].join('\n')}\n`;
const KEY = ['--key', 'Contract=cf_contract_no'];
const UPDATE = [...KEY, '--on-match', 'update'];

/** Made before each file is imported. */
const EARLIER = csv(
  ...['E-1', 'E-2', 'E-3'].map(Contract => line(`Earlier ${Contract}`, { Contract })),
  line('Twin', { Contract: 'E-9' }),
);

const FILES: Record<string, MixedFile> = {
  'plain rows': { content: csv(line('A'), line('B')), rows: { created: 2 } },
  'names that are not there': {
    content: csv(line('A'), line('B', { Account: 'Nobody Ltd' }), line('C', { Owner: 'nobody@example.com' })),
    rows: { created: 1, failed: 2 },
  },
  'steps of several pipelines': {
    content: csv(line('A', { Step: 'Proposal' }), line('B', { Pipeline: 'Renewals' }), line('C', { Step: 'Nowhere' })),
    rows: { created: 2, failed: 1 },
  },
  'cells that cannot be read': {
    content: csv(
      line('A', { 'Close date': '31.02.2027' }),
      line('B', { Value: '4E892' }),
      line('C', { Value: '#N/A' }),
    ),
    rows: { failed: 3 },
  },
  'fields that are missing': { content: csv(line(''), line('B', { Owner: '' })), rows: { failed: 2 } },
  'keys that are new': { content: csv(line('A', { Contract: 'N-1' })), flags: KEY, rows: { created: 1 } },
  'keys that records have': {
    content: csv(line('A', { Contract: 'E-1' }), line('B', { Contract: 'N-1' })),
    flags: KEY,
    rows: { failed: 1, created: 1 },
  },
  'keys that records have, updated': {
    content: csv(line('New name', { Contract: 'E-1' }), line('Earlier E-2', { Contract: 'E-2' })),
    flags: UPDATE,
    rows: { updated: 1, skipped: 1 },
  },
  'keys that records have, left': {
    content: csv(line('A', { Contract: 'E-1' }), line('B', { Contract: 'N-1' })),
    flags: [...KEY, '--on-match', 'skip'],
    rows: { skipped: 1, created: 1 },
  },
  'the same key twice, and none': {
    content: csv(line('A', { Contract: 'X' }), line('B', { Contract: 'X' }), line('C')),
    flags: KEY,
    rows: { failed: 3 },
  },
  'updates of few fields': {
    content: 'Contract,Value,Name\nE-1,20,\nE-2,,Renamed\nE-3,10,\n',
    flags: UPDATE,
    rows: { updated: 2, skipped: 1 },
  },
  'a currency that contradicts': {
    content: `${HEAD},Currency\n${line('A', { Value: '€ 5' })},EUR\n${line('B', { Value: '€ 5' })},USD\n`,
    rows: { created: 1, failed: 1 },
  },
  'accounts that are created': {
    content: csv(
      line('A', { Account: 'Borealis' }),
      line('B', { Account: 'borealis' }),
      line('C', { Account: 'x@y.z' }),
    ),
    flags: ['--create-missing', 'accounts'],
    rows: { created: 2, failed: 1 },
  },
  'commas and comments of a spreadsheet': {
    content: `Report 2027;;\nsep lines;;\n${HEAD.replaceAll(',', ';')}\n${line('A', { Value: '1.234,50' }).replaceAll(',', ';').replace('1.234;50', '1.234,50')}\n`,
    rows: { created: 1 },
  },
  'Windows-1252': { content: iconv.encode(csv(line('Größe €')), 'windows-1252'), rows: { created: 1 } },
  'JSON as this tool prints it': {
    content: JSON.stringify([
      {
        name: 'A',
        owner_id: OWNER,
        step: 'First',
        pipeline: 'Test Pipeline',
        account: 'Kestrel Optics',
        value: 5,
        closing_date: '2027-01-31',
      },
      { name: 'B', owner_id: 7 },
    ]),
    rows: { created: 1, failed: 1 },
  },
  'JSON lines': {
    content: `${JSON.stringify(cells('A'))}\n${JSON.stringify(cells('B', { Step: 'Nowhere' }))}\n`,
    rows: { created: 1, failed: 1 },
  },
  'a workbook': {
    content: workbook({
      Deals: [
        HEAD.split(','),
        [
          'A',
          'Ziemann and Sons',
          { number: '12.5' },
          { number: '46477', style: DAY_STYLE },
          OWNER,
          'Test Pipeline',
          'First',
        ],
        ['B', 'Ziemann and Sons', { error: '#DIV/0!' }, { number: '46477' }, OWNER, 'Test Pipeline', 'First'],
      ],
    }),
    rows: { created: 1, failed: 1 },
  },
  accounts: {
    noun: 'accounts',
    content: `Company,Owner,Class\nNew Co,${OWNER},A\nBad Co,${OWNER},Z\n,${OWNER},A\n`,
    rows: { created: 1, failed: 2 },
  },
  contacts: {
    noun: 'contacts',
    content: `First name,Last name,Company,Owner\nAda,Lund,Ziemann and Sons,${OWNER}\nBo,Lund,Nobody Ltd,${OWNER}\n`,
    rows: { created: 1, failed: 1 },
  },
};

it.each(Object.entries(FILES))(
  'what a dry run says of each row comes to be: %s',
  async (_, { noun = 'oppty', ...file }) => {
    const run = (...args: string[]) => runInProcess(['--sandbox', ...args], { home });
    const path = join(home.path, 'file');
    writeFileSync(path, EARLIER);
    expect((await run('oppty', 'import', path, ...KEY, '--yes')).code).toBe(0);
    writeFileSync(path, file.content);
    const importFile = async (mode: string) => {
      const { stdout, stderr } = await run(noun, 'import', path, mode, '--json', ...(file.flags ?? []));
      expect(stdout, stderr).not.toBe('');
      return (JSON.parse(stdout) as Row[]).map(({ id: _id, ...row }) => row);
    };
    const predicted = await importFile('--dry-run');
    const actual = await importFile('--yes');
    expect(actual).toEqual(predicted);
    const counts: Record<string, number> = {};
    for (const { outcome } of actual) counts[String(outcome)] = (counts[String(outcome)] ?? 0) + 1;
    expect(counts).toEqual(file.rows);
  },
);
