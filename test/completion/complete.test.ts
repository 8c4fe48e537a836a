import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PROGRAM } from '../../src/cli.ts';
import { isLoadedGroup, loadProgram } from '../../src/commands/define.ts';
import { type FlagDefinition, flagSyntax } from '../../src/commands/flags.ts';
import { treeOf } from '../../src/completion/from-definitions.ts';
import { complete } from '../../src/completion/index.ts';
import { deserializeTree, serializeTree } from '../../src/completion/tree.ts';
import type { Host } from '../../src/host.ts';
import { SETTING_KEYS } from '../../src/settings/keys.ts';
import { namesFile, viewKey } from '../../src/storage/names-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pipeliner-complete-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (path: string, value: unknown) => {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value), { mode: 0o600 });
};
const know = (names: object, view = 'sandbox') => write(namesFile({ cache: folder }, view), { view, names, lists: {} });

const program = await loadProgram(PROGRAM);

/** The commands as each build writes them down. */
const TREE = deserializeTree(JSON.parse(JSON.stringify(serializeTree(treeOf(program)))));

/** What a shell is answered by a program that knows nothing of the world but variables and files. */
const answer = (words: readonly string[], env: Record<string, string> = {}): Promise<string> =>
  complete(words, TREE, {
    ...{ env, folders: { config: folder, state: folder, cache: folder } },
    now: () => new Date('2026-05-20T10:00:00Z'),
  } as unknown as Host);

/** What zsh is answered for these words, without what is told about each. */
async function ask(words: readonly string[], env = {}): Promise<{ how: string; values: string[]; told: string[] }> {
  const [how = '', ...lines] = (await answer(['zsh', ...words], env)).split('\n').slice(0, -1);
  return { how, values: lines.map(line => line.split('\t')[0]!), told: lines };
}
const valuesOf = async (...words: string[]) => (await ask(words)).values;

const SEEN = { seen: '2026-05-04' };
const SALES = { id: 'p1', name: 'New Business' };
const CARE = { id: 'p2', name: 'Renewals' };
const NAMES = {
  Clients: [
    { id: 'c1', name: 'John Doe', detail: 'john.doe@example.com', ...SEEN },
    { id: 'c2', name: 'Jana Novak', detail: 'jana@example.com', ...SEEN },
  ],
  Pipelines: [SALES, CARE].map(one => ({ ...one, ...SEEN })),
  Steps: [
    { id: 's1', name: 'First', detail: '10 %', pipeline: SALES, ...SEEN },
    { id: 's2', name: 'Contacted', detail: '20 %', pipeline: CARE, ...SEEN },
    { id: 's3', name: 'First', detail: '5 %', pipeline: CARE, ...SEEN },
  ],
  Accounts: [
    { id: 'a1', name: 'Ziemann and Sons', detail: 'Kassel, info@ziemann.example', ...SEEN },
    { id: 'a2', name: 'Acme', detail: 'Oslo', ...SEEN },
    { id: 'a3', name: 'Acme', detail: 'Brno, brno@acme.example', ...SEEN },
  ],
};

describe('every command', () => {
  const all: { words: string[]; flags: readonly FlagDefinition[]; commands: string[] }[] = [
    { words: [], flags: program.flags, commands: program.commands.map(({ name }) => name) },
    ...program.commands.flatMap(one =>
      isLoadedGroup(one)
        ? [
            { words: [one.name], flags: [], commands: one.commands.map(({ name }) => name) },
            ...one.commands.map(({ name, flags = [] }) => ({ words: [one.name, name], flags, commands: [] })),
          ]
        : [{ words: [one.name], flags: one.flags ?? [], commands: [] }],
    ),
  ];

  it.each(all.map(one => [one.words.join(' '), one] as const))('pipeliner %s is completed', async (_, one) => {
    const flags = one.flags.map(flag => flagSyntax(flag).long);
    expect(await valuesOf(...one.words, '-')).toEqual(expect.arrayContaining([...flags, '--help', '--sandbox']));
    if (one.commands.length > 0) expect(await valuesOf(...one.words, '')).toEqual(expect.arrayContaining(one.commands));
  });

  it('has for each flag that takes one of several words these words', async () => {
    const choices = all.flatMap(({ words, flags }) =>
      flags.flatMap(flag => (flag.takes?.kind === 'choice' ? [{ words, flag, known: flag.takes.words }] : [])),
    );
    expect(choices.length).toBeGreaterThan(1);
    for (const { words, flag, known } of choices) {
      expect(await valuesOf(...words, flagSyntax(flag).long, '')).toEqual(known);
    }
  });
});

describe('the step that opportunities are moved to', () => {
  const opportunities = [
    { id: 'abcd0001', name: 'Rocket', step: 's1', ...SEEN },
    { id: 'abcd0002', name: 'Trap', step: 's2', ...SEEN },
    { id: 'abce0003', name: 'Magnet', ...SEEN },
    { id: 'abcf0004', name: 'Glue', step: 'gone', ...SEEN },
  ];
  const stepsFor = async (...refs: string[]) => (await ask(['--sandbox', 'oppty', 'move', ...refs, '--to', ''])).told;
  const ALL = ['First\tNew Business, 10 %; Renewals, 5 %', 'Contacted\tRenewals, 20 %'];

  it.each([
    [['Rocket'], ['First\tNew Business, 10 %']],
    [['ROCKET'], ['First\tNew Business, 10 %']],
    [['abcd0002'], ['Contacted\tRenewals, 20 %', 'First\tRenewals, 5 %']],
    [['abcd'], ALL],
    [['Rocket', 'Trap'], ALL],
    [['Magnet'], ALL],
    [['Glue'], ALL],
    [['Rocket', 'Nobody knows'], ALL],
    [['-'], ALL],
    [[], ALL],
  ])('is one of their own pipelines, if all of them are known: %j', async (refs, steps) => {
    know({ ...NAMES, Opportunities: opportunities });
    expect((await stepsFor(...refs)).sort()).toEqual([...steps].sort());
  });
});

describe('what can stand at the cursor', () => {
  it('is a command, or a flag after a dash, whatever stands before', async () => {
    expect(await valuesOf('oppty', 'cr')).toEqual(['create']);
    expect(await valuesOf('opportunity', '')).toEqual(expect.arrayContaining(['create', 'list', 'move', 'win']));
    expect(await valuesOf('--json', '--profile', 'x', 'auth', 'lo')).toEqual(['login', 'logout']);
    expect(await valuesOf('accounts', '--inc')).toEqual(['--include-deleted']);
    expect(await valuesOf('accounts', '--format', 'json', '--')).not.toContain('--format');
    expect(await valuesOf('accounts', '--filter', 'a=b', '--fil')).toEqual(['--filter']);
    expect(await valuesOf('accounts', '--', '--')).toEqual([]);
  });

  it('are the flags, where nothing else can', async () => {
    expect(await valuesOf('oppty', 'create', '')).toEqual(expect.arrayContaining(['--name', '--owner', '--sandbox']));
    expect(await valuesOf('oppty', 'create', 'x')).toEqual([]);
  });

  it('is what a flag takes, after an equals sign too, and after the last comma', async () => {
    expect(await valuesOf('accounts', '--format', 'js')).toEqual(['json', 'jsonl']);
    expect(await valuesOf('accounts', '--format=js')).toEqual(['json', 'jsonl']);
    expect(await valuesOf('oppty', 'create', '--label', 'hot,')).toEqual(['hot,priority', 'hot,stalled']);
    expect(await valuesOf('accounts', '--order-by', 'name,-cit')).toEqual(['name,-city']);
    expect(await valuesOf('accounts', '--fields', 'owner.fir')).toEqual(['owner.first_name']);
    expect(await valuesOf('accounts', '--fields', 'owner.nobody.')).toEqual([]);
    expect(await valuesOf('api', '-X', 'PA')).toEqual(['PATCH']);
    expect(await valuesOf('oppty', 'create', '--name', '')).toEqual([]);
  });

  it('is a condition that goes on', async () => {
    expect(await ask(['accounts', '--filter', 'countr'])).toMatchObject({ how: 'open', values: ['country='] });
    expect((await ask(['accounts', '--filter', 'name:n'])).values).toEqual(
      [...['name:not-eq=', 'name:not-ieq=', 'name:null', 'name:not-null', 'name:not-empty']].filter(one =>
        one.startsWith('name:n'),
      ),
    );
  });

  it('is a file of the shell', async () => {
    expect(await ask(['oppty', 'create', '--from', 'd'])).toMatchObject({ how: 'files', values: [] });
    expect(await ask(['api', 'Accounts', '--input=d'])).toMatchObject({ how: 'files' });
  });

  it('is a topic or a command to be helped with', async () => {
    expect(await valuesOf('help', 'e')).toEqual(['export', 'environment', 'exit-codes']);
    expect(await valuesOf('help', 'oppty', '')).toEqual(expect.arrayContaining(['create', 'list', 'move', 'win']));
  });

  it('is a setting, and what it can be set to', async () => {
    know(NAMES);
    expect(await valuesOf('config', 'unset', '')).toEqual(SETTING_KEYS.map(({ name }) => name));
    expect(await valuesOf('--sandbox', 'config', 'set', 'default-pipeline', '')).toEqual([SALES.name, CARE.name]);
    expect(await valuesOf('--sandbox', 'config', 'set', 'client-key-field', '')).toEqual([]);
  });
});

const ZEROS = '00000000-0000-0000-0000-000000000000';

describe('the records of a space', () => {
  const here = (...words: string[]) => valuesOf('--sandbox', ...words);
  beforeEach(() => know(NAMES));

  it('are named as they are best told apart, or as they were begun', async () => {
    expect(await here('oppty', 'create', '--owner', '')).toEqual(['john.doe@example.com', 'jana@example.com']);
    expect(await here('oppty', 'create', '--owner', 'John D')).toEqual(['John Doe']);
    expect(await here('accounts', 'get', '')).toEqual(['Ziemann and Sons', 'a2', 'brno@acme.example']);
    expect(await here('accounts', 'get', 'info')).toEqual(['info@ziemann.example']);
    expect(await here('contacts', '--account', 'zIE')).toEqual(['Ziemann and Sons']);
    expect((await ask(['--sandbox', 'accounts', 'get', ''])).told[1]).toBe('a2\tAcme, Oslo');
  });

  it('are opportunities by their names, those of one name by the first characters of their ids', async () => {
    const [a, b, c] = ['7d0c2d1f-de00-01', '7d0c2d1f-de00-02', '9a'].map(
      start => `${start}${ZEROS.slice(start.length)}`,
    );
    const deal = (id: string, name: string) => ({ id, name, detail: '2026-12-31', ...SEEN });
    know({ Opportunities: [deal(a!, 'Same'), deal(b!, 'Same'), deal(c!, 'Other')] });
    expect((await ask(['--sandbox', 'oppty', 'view', ''])).told).toEqual([
      ...['7d0c2d1f-de00-01\tSame, 2026-12-31', '7d0c2d1f-de00-02\tSame, 2026-12-31', 'Other\t2026-12-31'],
    ]);
    expect(await here('oppty', 'view', '9a')).toEqual(['9a000000']);
    expect(await here('oppty', 'view', c!.slice(0, 12))).toEqual([c]);
  });

  it('are no people outside the space, but the ids that were begun', async () => {
    know({ Contacts: [{ id: ZEROS, name: '', ...SEEN }] });
    expect(await here('contacts', 'get', '')).not.toContain(ZEROS);
    expect(await here('contacts', 'get', '000')).toEqual([]);
    expect(await here('contacts', 'get', '0000')).toEqual([ZEROS]);
  });

  it('are the steps of the pipeline that was given', async () => {
    expect(await here('oppty', 'create', '--step', '')).toEqual(['first', 'First', 'Contacted']);
    const { told } = await ask(['--sandbox', 'oppty', 'create', '--step', 'F']);
    expect(told).toEqual(['First\tNew Business, 10 %; Renewals, 5 %']);
    for (const pipeline of ['renewals', 'p2']) {
      expect(await here('oppty', 'create', '--pipeline', pipeline, '--step', 'C')).toEqual(['Contacted']);
      expect(await here('oppty', 'create', `--pipeline=${pipeline}`, '--step', 'F')).toEqual(['First']);
    }
    expect(await here('oppty', 'create', '--pipeline', SALES.name, '--step', 'C')).toEqual([]);
  });

  it('are those of the space in use', async () => {
    expect(await valuesOf('oppty', 'create', '--owner', '')).toEqual([]);
    const words = ['oppty', 'create', '--owner', ''];
    expect((await ask(words, { PIPELINER_SANDBOX: '1' })).values).toHaveLength(2);
    const signIn = { origin: 'https://a.example.com', space: 'one', username: 'us-1' };
    know({ Clients: [{ id: 'x', name: 'Xenia', ...SEEN }] }, viewKey(signIn));
    const variables = {
      ...{ PIPELINER_URL: signIn.origin, PIPELINER_SPACE: signIn.space },
      ...{ PIPELINER_USERNAME: signIn.username, PIPELINER_PASSWORD: 'secret' },
    };
    expect((await ask(words, variables)).values).toEqual(['Xenia']);
    write(join(folder, 'pipeliner', 'config.json'), {
      current: 'work',
      profiles: [
        { ...signIn, name: 'work', password: 'file' },
        { ...signIn, space: 'two', name: 'other', password: 'file' },
      ],
    });
    expect((await ask(words)).values).toEqual(['Xenia']);
    expect((await ask(['--profile', 'other', ...words])).values).toEqual([]);
    expect((await ask(['--profile', ''])).told).toEqual(['work\tus-1 in one', 'other\tus-1 in two']);
    expect((await ask(['auth', 'use', 'o'])).values).toEqual(['other']);
  });

  it('have their ids in place of names that drive a terminal or hide from the eye', async () => {
    const names = ['a\u001b[31m', 'b\nc', 'd\u202ee', 'f\u200bg', 'สวัสดี'];
    know({ Accounts: names.map((name, at) => ({ id: `a${at}`, name, detail: `${name}, x`, ...SEEN })) });
    const { told } = await ask(['--sandbox', 'accounts', 'get', '']);
    expect(told).toEqual(['a0\t', 'a1\t', 'a2\t', 'a3\t', 'สวัสดี\tสวัสดี, x']);
  });

  it('are those that were seen in the last thirty days', async () => {
    const days = { c1: '2026-04-20', c2: '2026-04-19', c3: undefined };
    know({ Clients: Object.entries(days).map(([id, seen]) => ({ id, name: `Client ${id}`, seen })) });
    expect(await here('oppty', 'create', '--owner', '')).toEqual(['Client c1']);
  });

  it('are none where the file is damaged, or a link', async () => {
    const path = namesFile({ cache: folder }, 'sandbox');
    write(path, '{"view": "sandbox", "names": {"Clients": [');
    expect(await here('oppty', 'create', '--owner', '')).toEqual([]);
    rmSync(path);
    write(join(folder, 'elsewhere'), JSON.stringify({ view: 'sandbox', names: NAMES }));
    symlinkSync(join(folder, 'elsewhere'), path);
    expect(await here('oppty', 'create', '--owner', '')).toEqual([]);
  });
});

describe('drafts', () => {
  it('are told by their names, damaged ones too', async () => {
    const drafts = join(folder, 'pipeliner', 'drafts');
    write(join(drafts, 'k3f9.json'), { id: 'k3f9', draft: { name: 'New machine' } });
    write(join(drafts, 't4x7.json'), '{');
    for (const words of [
      ['drafts', 'show', ''],
      ['drafts', 'rm', 'k3f9', ''],
      ['oppty', 'create', '--resume', ''],
    ]) {
      expect((await ask(words)).told.sort()).toEqual(['k3f9\tNew machine', 't4x7\t']);
    }
  });
});

describe('a question that makes no sense', () => {
  it.each([
    [[]],
    [['tcsh', 'pipeliner ']],
    [['bash', "pipeliner accounts $'x", ' ']],
    [['bash', "pipeliner 'a'b", ' ']],
  ])('is answered by nothing: %j', async words => expect(await answer(words)).toBe(''));

  it.each([
    [['bash']],
    [['fish', '']],
    [['zsh', 'nonsense', 'more', '']],
    [['zsh', 'accounts', 'get', 'x', 'y', '-']],
    [['zsh', '--profile']],
    [['powershell', '%%%']],
  ])('is answered as far as it makes any: %j', async words => {
    expect(await answer(words)).toMatch(/^words\n-*\w/);
  });
});

describe('PowerShell', () => {
  const lines = async (line: string) =>
    (await answer(['powershell', Buffer.from(line).toString('base64')])).split('\n').slice(1, -1);

  it('gets whole words, quoted for it, with something to show beside each', async () => {
    know({ Accounts: [{ id: 'a1', name: "Smith's $(x) `y", detail: 'Oslo', ...SEEN }] });
    const about = "Smith's $(x) `y\tOslo";
    expect(await lines('pipeliner --sandbox accounts get ')).toEqual([`'Smith''s $(x) \`y'\t${about}`]);
    expect(await lines("pipeliner --sandbox accounts get 'Smith''s")).toEqual([`'Smith''s $(x) \`y'\t${about}`]);
    expect(await lines('pipeliner --sandbox oppty create --account="Smi')).toEqual([
      `'--account=Smith''s $(x) \`y'\t${about}`,
    ]);
    expect(await lines('pipeliner curr')).toEqual(['currencies\tcurrencies\tlist the currencies an amount can be in']);
  });
});

describe('saved views', () => {
  const profile = (name: string, settings?: object) => ({
    ...{ name, origin: 'https://x', space: name, username: 'u', password: 'file' },
    ...(settings ? { settings } : {}),
  });
  beforeEach(() => {
    write(join(folder, 'pipeliner', 'config.json'), {
      ...{
        current: 'work',
        profiles: [profile('work', { 'view.mine': '--mine', 'default-unit': 'x' }), profile('other')],
      },
      ...{
        settings: { 'view.all': '--all', 'view.mine': '--owner me' },
        sandbox: { settings: { 'view.toy': '--all' } },
      },
    });
  });

  it('are those of the space in use, with their flags', async () => {
    expect((await ask(['oppty', 'list', '--view', ''])).told).toEqual(['all\t--all', 'mine\t--mine']);
    expect(await valuesOf('--profile', 'other', 'deals', '--view', 'm')).toEqual(['mine']);
    expect((await ask(['--profile', 'other', 'deals', '--view=m'])).told).toEqual(['mine\t--owner me']);
    expect(await valuesOf('--sandbox', 'oppty', 'list', '--view', '')).toEqual(['toy']);
    const variables = {
      PIPELINER_URL: 'https://a.example.com',
      PIPELINER_SPACE: 's',
      PIPELINER_USERNAME: 'u',
      PIPELINER_PASSWORD: 'p',
    };
    expect((await ask(['oppty', 'list', '--view', ''], variables)).told).toEqual(['all\t--all', 'mine\t--owner me']);
  });

  it('are settings, too', async () => {
    expect(await valuesOf('config', 'get', 'v')).toEqual(['view.all', 'view.mine']);
    expect(await valuesOf('config', 'unset', '')).toEqual([
      ...SETTING_KEYS.map(({ name }) => name),
      'view.all',
      'view.mine',
    ]);
  });

  it('do not spoil anything where the file is odd', async () => {
    write(join(folder, 'pipeliner', 'config.json'), {
      ...{ settings: { 'view.x': 7, 'view.y': '--mine', 'view.z': '\u001b[31m' }, sandbox: 7 },
    });
    expect(await valuesOf('oppty', 'list', '--view', '')).toEqual(['y']);
    expect(await valuesOf('--sandbox', 'oppty', 'list', '--view', '')).toEqual([]);
  });

  it('are not needed for ranges', async () => {
    expect(await valuesOf('oppty', 'list', '--closing', 'o')).toEqual(['overdue']);
    expect(await valuesOf('oppty', 'list', '--created', 'last-w')).toEqual(['last-week']);
    expect(await valuesOf('oppty', 'list', '--status', '')).toEqual(['open', 'won', 'lost', 'deleted', 'all']);
  });
});

describe('aliases', () => {
  const ALIASES = { mine: "oppty list --owner 'John Doe'", late: 'oppty list --closing overdue', odd: 'a\u001b[31m' };
  beforeEach(() => write(join(folder, 'pipeliner', 'config.json'), { profiles: [], aliases: ALIASES }));

  it('are offered where commands are, and nowhere else', async () => {
    expect(await valuesOf('')).toEqual(expect.arrayContaining(['oppty', 'mine', 'late']));
    expect(await valuesOf('mi')).toEqual(['mine']);
    expect((await ask(['mi'])).told).toEqual([expect.stringContaining("oppty list --owner 'John Doe'")]);
    expect(await valuesOf('odd')).toEqual([]);
    expect(await valuesOf('oppty', 'mi')).toEqual([]);
  });

  it('are completed as the lines that they stand for', async () => {
    expect(await valuesOf('mine', '--clo')).toEqual(['--closing']);
    expect(await valuesOf('--sandbox', 'mine', '--own')).toEqual([]);
    expect(await valuesOf('late', '--status', 'wo')).toEqual(['won']);
  });
});
