import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { useHome } from '../support/hooks.ts';
import { runInProcess } from '../support/host.ts';
import { createdIn, createLine, IDS, type Printed } from '../support/opportunity.ts';
import { type Ended, errorObject, run, shell } from '../support/run.ts';

const home = useHome();

/** Runs the line, which has to succeed, and gives the JSON it prints. */
async function json<T = Printed>(args: readonly string[], stdin?: string): Promise<T> {
  const ended = await runInProcess([...args, '--json'], {
    home,
    ...(stdin === undefined ? {} : { stdin: { text: stdin } }),
  });
  expect(ended.stderr.includes('Error') ? ended.stderr : '').toBe('');
  expect(ended.code).toBe(0);
  return JSON.parse(ended.stdout);
}

const file = (name: string, text: string) => {
  const path = join(home.path, name);
  writeFileSync(path, text);
  return path;
};

const cells = ({ stdout }: Ended) =>
  Object.fromEntries(
    stdout
      .trimEnd()
      .split('\n')
      .map(line => line.split('\t')),
  );

describe('an opportunity by flags', () => {
  it('is created and shown as label and value through a pipe', async () => {
    const ended = await run(createLine(), { home });
    expect(ended).toMatchObject({ code: 0, stderr: 'Created opportunity New Opportunity in the sandbox.\n' });
    expect(cells(ended)).toEqual({
      name: 'New Opportunity',
      owner: 'John Doe (john.doe@example.com)',
      step: 'Test Pipeline › First (15 %)',
      accounts: 'Ziemann and Sons',
      type: 'Standard',
      value: '100.00 USD',
      'closing date': '2026-12-31',
      id: createdIn(home)[0]!.id,
    });
  });

  it('is printed as the JSON of the stored record with --json', async () => {
    const args = ['--sandbox', 'oppty', 'create', '--name', 'New Opportunity', '--owner', 'john.doe@example.com'];
    const rest = ['--pipeline', 'Test Pipeline', '--step', 'First', '--account', 'info@ziemann-and-sons.de'];
    const end = ['--value', '100', '--currency', 'USD', '--closing-date', '2026-12-31', '--no-input', '--json'];
    const { code, stdout, stderr } = await run([...args, ...rest, ...end], { home, stdin: 'null' });
    expect(code).toBe(0);
    expect(stderr).toBe('Created opportunity New Opportunity in the sandbox.\n');
    const record = JSON.parse(stdout);
    expect(record.step_id).toBe('de115511-5dc1-46c3-86d9-f714457208dd');
    expect(record).toMatchObject({
      name: 'New Opportunity',
      owner_id: IDS.johnDoe,
      closing_date: '2026-12-31',
      value: { base_value: 100, value_foreign: 100, currency_id: IDS.usDollar },
    });
    expect(createdIn(home).map(({ id }) => id)).toEqual([record.id]);
    expect(home.storedRows('LeadOpptyAccountRelations').at(-1)).toMatchObject({
      account_id: IDS.ziemann,
      lead_oppty_id: record.id,
      is_primary: true,
    });
  });

  it.each([
    ['ids', { '--owner': IDS.johnDoe, '--pipeline': undefined, '--step': IDS.firstStep, '--account': IDS.ziemann }],
    [
      'names in another case',
      { '--owner': 'JOHN DOE', '--pipeline': 'test pipeline', '--account': 'ziemann AND sons' },
    ],
    ['the word first for the step', { '--step': 'first' }],
    ['the name of a step that only one pipeline has', { '--pipeline': undefined }],
    ['the symbol of the currency', { '--currency': '$' }],
    ['no currency, which means the base currency', { '--currency': undefined }],
    [
      'pasted links of the API',
      {
        '--owner': `https://eu-central.api.pipelinersales.com/api/v100/rest/spaces/my_space/entities/Clients/${IDS.johnDoe}`,
        '--account': `https://eu-central.api.pipelinersales.com/api/v100/rest/spaces/my_space/entities/Accounts/${IDS.ziemann}`,
      },
    ],
  ])('means the same with %s', async (_, change) => {
    const record = await json(createLine(change));
    expect(record).toMatchObject({
      owner_id: IDS.johnDoe,
      step_id: IDS.firstStep,
      value: { base_value: 100, currency_id: IDS.usDollar },
    });
    expect(record.primary_account).toContain(IDS.ziemann);
  });

  it('takes several accounts and contacts, the first of each being the primary one', async () => {
    const more = ['--account', 'Bluefern Logistics', '--contact', 'Tom Okafor', '--contact', 'ida ziemann'];
    const record = await json(createLine({}, ...more));
    expect(record.account_relations).toHaveLength(2);
    expect(record.contact_relations).toHaveLength(2);
    expect(record.primary_account).toContain(IDS.ziemann);
    const name = (id: unknown) => home.storedRows('Contacts').find(row => row.id === id)?.first_name;
    const links = home.storedRows('LeadOpptyContactRelations').filter(row => row.lead_oppty_id === record.id);
    expect(links.map(row => [name(row.contact_id), row.is_primary])).toEqual([
      ['Tom', true],
      ['Ida', false],
    ]);
  });

  it('has no contact with --no-contact', async () => {
    expect((await json(createLine({}, '--no-contact'))).contact_relations).toEqual([]);
  });

  it('keeps an amount in a foreign currency, and lets the server work out the other', async () => {
    const { value } = await json(createLine({ '--currency': 'EUR', '--value': '1234.56' }));
    expect(value.value_foreign).toBe(1234.56);
    expect(value.base_value).toBeCloseTo(1234.56 / 0.9246, 1);
  });

  it('keeps both amounts when both are given', async () => {
    const { value } = await json(createLine({ '--currency': 'EUR', '--value': '100', '--base-value': '111.10' }));
    expect(value).toMatchObject({ value_foreign: 100, base_value: 111.1 });
  });

  it('keeps every digit of an amount no binary number can hold', async () => {
    const { stdout } = await runInProcess(createLine({ '--value': '12345678901234567.89' }, '--dry-run', '--json'), {
      home,
    });
    expect(stdout).toContain('"base_value": 12345678901234567.89');
  });

  it('takes every plain field', async () => {
    const record = await json(
      createLine(
        { '--closing-date': '2026-06-30' },
        ...['--description', 'Two\nlines', '--ranking', '7', '--label', 'priority,stalled', '--share-mode', 'all-view'],
        ...['--quick-account-name', 'Acme', '--quick-account-email', 'a@example.com', '--quick-account-phone', '+1'],
        ...['--quick-contact-name', 'Ann', '--quick-email', 'ann@example.com', '--quick-phone', '+2'],
        ...['--was-qualified', '--created', '2026-01-02', '--won-date', '2026-02-03T12:00:00+01:00'],
        ...['--lost-date', '2026-03-04', '--archived', '--auto-value'],
        ...['--lead-source', 'referral', '--reason-of-close', 'Price', '--unit', 'North', '--type', 'standard'],
      ),
    );
    expect(record).toMatchObject({
      description: 'Two\nlines',
      ranking: 7,
      label_flag: 5,
      share_mode: 2,
      quick_account_name: 'Acme',
      quick_account_email: 'a@example.com',
      quick_account_phone: '+1',
      quick_contact_name: 'Ann',
      quick_email: 'ann@example.com',
      quick_phone: '+2',
      was_qualified: true,
      is_archived: true,
      is_value_auto_calculate: true,
    });
    expect(record.created).toMatch(/^2026-01-02 00:00:00/);
    expect(record.won_date).toMatch(/^2026-02-03 11:00:00/);
    expect(record.lost_date).toMatch(/^2026-03-04 00:00:00/);
    const options = home.storedRows('Data');
    const option = (id: unknown) => options.find(row => row.id === id)?.option_name;
    expect(option(record.lead_source_id)).toBe('Referral');
    expect(option(record.reason_of_close_id)).toBe('Price');
    expect(home.storedRows('SalesUnits').find(({ id }) => id === record.unit_id)?.name).toBe('North');
  });

  it('takes any field by --set, as text and as JSON, custom ones too', async () => {
    const fields = ['cf_contract_no=A=1', 'ranking:=9', 'was_qualified:=true', 'description=007'];
    const record = await json(createLine({}, ...fields.flatMap(field => ['--set', field])));
    expect(record).toMatchObject({ cf_contract_no: 'A=1', ranking: 9, was_qualified: true, description: '007' });
  });

  it('takes an option of a custom dropdown by its id', async () => {
    await runInProcess(createLine(), { home });
    const south = home.storedRows('Data').find(row => row.option_name === 'South')!.id;
    const record = await json(createLine({}, '--set', `cf_region_id=${south}`));
    expect(record.cf_region_id).toBe(south);
  });

  it('says which day a word for a day came to', async () => {
    const record = await json(createLine({ '--closing-date': '+30d' }));
    // In this process it is the fourth of May.
    expect(record.closing_date).toBe('2026-06-03');
  });

  it('does not go through a time zone with its closing date', async () => {
    for (const TZ of ['Pacific/Kiritimati', 'Pacific/Pago_Pago']) {
      const { stdout } = await run(createLine({}, '--json'), { home, env: { TZ } });
      expect(JSON.parse(stdout).closing_date).toBe('2026-12-31');
    }
  });
});

describe('an opportunity from JSON', () => {
  const body = JSON.stringify({
    name: 'From a file',
    owner_id: IDS.johnDoe,
    step_id: IDS.firstStep,
    closing_date: '2026-05-05',
    value: { base_value: 50.5, currency_id: IDS.usDollar },
    account_relations: [{ account_id: IDS.ziemann, is_primary: true }],
    ranking: 3,
  });
  const from = (source: string, ...more: string[]) => ['--sandbox', 'oppty', 'create', '--from', source, ...more];

  it('is read from a file', async () => {
    expect(await json(from(file('deal.json', body)))).toMatchObject({
      name: 'From a file',
      ranking: 3,
      value: { base_value: 50.5 },
    });
  });

  it('is read from the standard input with -', async () => {
    expect(await json(from('-'), body)).toMatchObject({ name: 'From a file', closing_date: '2026-05-05' });
  });

  it('gives way to flags', async () => {
    const args = from(
      file('deal.json', body),
      '--name',
      'By flag',
      '--value',
      '7',
      '--ranking',
      '5',
      '--set',
      'description=x',
    );
    expect(await json(args)).toMatchObject({
      name: 'By flag',
      value: { base_value: 7 },
      ranking: 5,
      description: 'x',
      closing_date: '2026-05-05',
    });
  });

  it('can be a record as it was printed', async () => {
    const lines = ['--contact', 'Ida Ziemann', '--lead-source', 'Referral', '--set', 'cf_contract_no=77'];
    const first = await json(createLine({ '--currency': 'EUR' }, ...lines));
    const again = await json(from(file('printed.json', JSON.stringify(first)), '--name', 'Once more'));
    const same = ['owner_id', 'step_id', 'closing_date', 'value', 'lead_source_id', 'cf_contract_no'];
    for (const field of same) expect(again[field]).toEqual(first[field]);
    expect(again).toMatchObject({ name: 'Once more' });
    expect(again.id).not.toBe(first.id);
    for (const field of ['primary_account', 'primary_contact'] as const) {
      expect(new URL(again[field]).pathname).toBe(new URL(first[field]).pathname);
    }
  });

  it('can be what a dry run printed, and comes to the same', async () => {
    const planned = await json<{ body: Printed }>(
      createLine({ '--currency': 'EUR' }, '--contact', 'Ida Ziemann', '--dry-run'),
    );
    const made = await json(from(file('plan.json', JSON.stringify(planned))));
    expect(made).toMatchObject({
      name: planned.body.name,
      owner_id: planned.body.owner_id,
      step_id: planned.body.step_id,
      closing_date: planned.body.closing_date,
    });
    expect(made.value.value_foreign).toBe(planned.body.value.value_foreign);
    expect(made.contact_relations).toHaveLength(1);
  });

  it('may come down a pipe from the command before', async () => {
    const line = `${createLine({}, '--json')
      .map(word => `'${word}'`)
      .join(' ')} | pipeliner ${from('-', '--name', 'Copy', '--json').join(' ')}`;
    const { code, stdout } = await shell(`pipeliner ${line}`, { home });
    expect(code).toBe(0);
    expect(JSON.parse(stdout).name).toBe('Copy');
    expect(createdIn(home).map(({ name }) => name)).toEqual(['New Opportunity', 'Copy']);
  });
});

describe('a dry run', () => {
  it('shows the request and sends nothing', async () => {
    await runInProcess(createLine(), { home });
    const before = createdIn(home).length;
    const { code, stdout, stderr } = await runInProcess(createLine({}, '--dry-run', '--json'), { home });
    expect(code).toBe(0);
    expect(stderr).toContain('Nothing was sent.');
    expect(JSON.parse(stdout)).toMatchObject({
      method: 'POST',
      path: '/api/v100/rest/spaces/sandbox/entities/Opportunities',
      body: {
        name: 'New Opportunity',
        owner_id: IDS.johnDoe,
        step_id: IDS.firstStep,
        closing_date: '2026-12-31',
        value: { base_value: 100, currency_id: IDS.usDollar },
        account_relations: [{ account_id: IDS.ziemann, is_primary: true }],
      },
    });
    expect(createdIn(home)).toHaveLength(before);
  });

  it('does not even make the file of the sandbox', async () => {
    expect((await run(createLine({}, '--dry-run'), { home })).code).toBe(0);
    expect(readdirSync(home.path).filter(name => name === 'state')).toEqual([]);
  });

  it('finds what is wrong as well as the real thing', async () => {
    const ended = await runInProcess(createLine({ '--owner': 'nobody', '--account': 'none' }, '--dry-run', '--json'), {
      home,
    });
    expect(ended.code).not.toBe(0);
    expect(errorObject(ended).details?.map(({ flag }) => flag)).toEqual(
      expect.arrayContaining(['--owner', '--account']),
    );
  });

  it.each([
    ['system-only', 4],
    ['changed-only,system-only', 6],
    ['16', 16],
    ['30', 30],
  ])('sends --validation-level %s as %d', async (given, level) => {
    const { path } = await json<{ path: string }>(createLine({}, '--dry-run', '--validation-level', given));
    expect(path).toBe(`/api/v100/rest/spaces/sandbox/entities/Opportunities?validation-level=${level}`);
  });

  it.each(['1', '31', 'strict', ''])('refuses --validation-level %j', async given => {
    const ended = await runInProcess(createLine({}, '--json', `--validation-level=${given}`), { home });
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(errorObject(ended).flag).toBe('--validation-level');
  });
});
