import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { PROGRAM } from '../../src/cli.ts';
import { isLoadedGroup, loadProgram } from '../../src/commands/define.ts';
import { csvLine } from '../../src/values/csv.ts';
import { useFolder, useSandbox } from '../support/hooks.ts';
import { type Around, runHere } from '../support/host.ts';
import { createLine, IDS } from '../support/opportunity.ts';
import { workbook } from '../support/workbook.ts';

/** The words of every command and group; the list of a noun has the help of the noun. */
const commands: string[][] = [
  [],
  ...(await loadProgram(PROGRAM)).commands.flatMap(one => {
    const below = isLoadedGroup(one) ? one.commands.filter(({ name }) => name !== 'list') : [];
    return [[one.name], ...below.map(({ name }) => [one.name, name])];
  }),
];

/** The lines of the help that begin with the name of the program, with what goes on in the next one. */
async function examplesOf(words: readonly string[]): Promise<string[]> {
  const { code, stdout } = await runHere([...words, '--help'], { env: {} });
  expect(code).toBe(0);
  const [, after = ''] = stdout.split(/^(?:Examples|Start here):\n/m);
  return [...after.replaceAll(/\\\n\s+/g, '').matchAll(/^ {2}pipeliner (.*)$/gm)].map(
    ([, line]) => line!.split(/ {3,}/)[0]!,
  );
}

const examples = new Map<string, string[]>();
for (const words of commands) examples.set(words.join(' '), await examplesOf(words));

const folder = useFolder('all');
const space = useSandbox();
let around: Around;
let opportunity: { id: string };
beforeAll(async () => {
  const { env } = space;
  // What waits for an interruption gets it.
  around = { env, signal: AbortSignal.abort('SIGINT') };
  const { stdout } = await runHere([...createLine().slice(1), '--json'], { env });
  opportunity = JSON.parse(stdout);
  writeFileSync(join(folder.path, 'deal.json'), stdout);
  writeFileSync(join(folder.path, 'deals.json'), JSON.stringify([{ id: opportunity.id, ranking: 5 }]));
  writeFileSync(join(folder.path, 'tag.txt'), 'hot');
});
/** A draft that lacks nothing. */
beforeEach(() => {
  const drafts = join(folder.path, 'home', 'pipeliner', 'drafts');
  const [started, saved] = ['2026-05-04T10:00:00Z', '2026-05-04T10:10:00Z'];
  const draft = {
    ...{ name: 'Kept', owner: { words: 'john.doe@example.com' }, pipeline: { words: 'Test Pipeline' } },
    ...{ step: { words: 'first' }, accounts: [{ words: 'Ziemann and Sons' }], value: '1', closing_date: '2026-12-31' },
  };
  const about = { space: `${space.url}/api/v100/rest/spaces/${space.space}`, started, saved, state: 'open' };
  mkdirSync(drafts, { recursive: true, mode: 0o700 });
  writeFileSync(join(drafts, 'k3f9.json'), JSON.stringify({ id: 'k3f9', ...about, holder: 'x', draft }));
});
it.each(commands.map(words => [words.join(' ')]))(
  'pipeliner %s --help names the flags of all commands',
  async command => {
    const { stdout } = await runHere([...command.split(' ').filter(Boolean), '--help'], { env: {} });
    expect(stdout).toMatch(command === '' ? /^ {2}--help .*--format/m : /^ {2}--format <f>/m);
  },
);

it.each(commands.map(words => [words.join(' ')]))('pipeliner %s --help has examples of itself', command => {
  const own = examples
    .get(command)!
    .filter(line => line.startsWith(command) || line.startsWith(`--sandbox ${command}`));
  expect(own).not.toEqual([]);
});

/** Writes something, and gives the id of the run. */
async function newRun(): Promise<string> {
  const how = { env: around.env, folder: join(folder.path, 'home') };
  await runHere(['oppty', 'note', opportunity.id, 'Call back'], how);
  return (await runHere(['history', '--limit', '1', '--format', 'ids'], how)).stdout.trim();
}

let plans = 0;

/** Makes a plan that nobody has carried out, and gives its file. */
async function newPlan(): Promise<string> {
  plans += 1;
  const path = join(folder.path, `${plans}.plan`);
  const how = { env: around.env, folder: join(folder.path, 'home') };
  await runHere(['oppty', 'note', opportunity.id, `Plan ${plans}`, '--plan', path], how);
  return path;
}

/** Writes the file of an import, with rows that nobody has imported. */
function newTable(line: string): void {
  const [, file = ''] = / import (\S+)/.exec(line) ?? [];
  const title = line.includes("'Deal title=name'") ? 'Deal title' : 'name';
  const owner = line.includes('--set owner') ? {} : { owner: 'john.doe@example.com' };
  const deal = {
    ...{ [title]: line, ...owner, pipeline: 'Test Pipeline', step: 'first', account: 'Ziemann and Sons' },
    ...{ value: '12500', 'closing date': '2026-12-31', Contract: 'C-1' },
  };
  const person = { 'last name': 'Stein', ...owner, 'E-mail': 'mara.stein@ziemann-and-sons.de' };
  const record = line.startsWith('oppty') ? deal : line.startsWith('contacts') ? person : { Name: line, ...owner };
  const rows = [Object.keys(record), Object.values(record)];
  const text = rows.map(cells => csvLine(cells, true)).join('\n');
  writeFileSync(join(folder.path, file), file.endsWith('.xlsx') ? workbook({ Deals: rows }) : text);
}

/** Those that ask a person. */
const ASKING = [
  ...[
    'oppty create',
    '--sandbox oppty create',
    'accounts create',
    'contacts create',
    'sandbox reset',
    'auth login',
    'auth logout',
    'drafts rm k3f9',
  ],
  'auth login --url eu-central.api.pipelinersales.com --space my_space --username us-3f9c',
];

/** What a tap is told by: its sign-in, a catalog that selects something, and no state yet. */
function newTapFiles(): void {
  const { url, username, password } = space;
  const metadata = [{ breadcrumb: [], metadata: { selected: true } }];
  const files = {
    config: { url, space: 'sandbox', username, password },
    catalog: { streams: [{ tap_stream_id: 'Currencies', metadata }] },
    state: {},
  };
  for (const [name, value] of Object.entries(files))
    writeFileSync(join(folder.path, `${name}.json`), JSON.stringify(value));
}

it.each([...new Set([...examples.values()].flat())].map(line => [line]))('pipeliner %s works', async line => {
  const [call = '', filter] = line.split(' | ', 1).concat(/ \| (.*)$/.exec(line)?.[1] ?? []);
  const rate = (await runHere(['rates', '--limit', '1', '--format', 'ids'], { env: around.env })).stdout.trim();
  const filled = call
    .replace('Opportunities/<id>', `Opportunities/${opportunity.id}`)
    .replace('owner_id=<id>', `owner_id=${IDS.johnDoe}`)
    .replace('rates get <id>', `rates get ${rate}`)
    .replace('<run>', line.includes('<run>') ? await newRun() : '')
    .replace('month-end.plan', line.startsWith('apply') ? await newPlan() : '')
    .replace('--url ... --space ... --username ...', `--url ${space.url} --space sandbox --username ${space.username}`)
    .replace(/ < \w+\.txt$/, '')
    .replace(/\b\w+\.(json|txt|csv|xlsx)\b/g, name => join(folder.path, name))
    .replace(/^(export .*--to) (\w+)/, (_, words, name) => `${words} ${join(folder.path, name)}`);
  if (line.includes(' import ')) newTable(line);
  if (line.startsWith('export tap')) newTapFiles();
  const words = [...filled.matchAll(/(?:'[^']*'|[^\s'])+/g)].map(([word]) => word.replaceAll("'", ''));
  const serves = words[1] === 'serve';
  const { code, stdout, stderr } = await runHere(words, {
    ...(serves ? around : { env: around.env }),
    ...(line.includes('--password-stdin') ? { stdin: `${space.password}\n` } : {}),
    ...(/^oppty .* -( |$)/.test(call) ? { stdin: `${opportunity.id}\n` } : {}),
    folder: join(folder.path, 'home'),
  });
  if (ASKING.includes(line)) {
    expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: expect.stringContaining('--') });
    return;
  }
  if (words[0] === 'check') {
    expect({ code, stderr }).toEqual({ code: 13, stderr: expect.stringMatching(/^Error: \d+ findings$/m) });
    return;
  }
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringContaining('Error') });
  expect(stdout + stderr).not.toBe('');
  if (filter === undefined) return;
  const shown = spawnSync('sh', ['-c', filter], { input: stdout, encoding: 'utf8' });
  expect({ status: shown.status, stderr: shown.stderr }).toEqual({ status: 0, stderr: '' });
  expect(shown.stdout).not.toBe('');
});
