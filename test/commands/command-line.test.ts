import { describe, expect, it } from 'vitest';
import { PROGRAM } from '../../src/cli.ts';
import { parseCommandLine } from '../../src/commands/command-line.ts';
import type { CommandDefinition, GroupDefinition, ProgramDefinition } from '../../src/commands/define.ts';

const command = (name: string, more: Partial<CommandDefinition> = {}): CommandDefinition => ({
  ...{ name, summary: `the ${name}`, examples: [`x ${name}`], writes: 'nothing', ...more },
});

/** A small program, and which of its groups were loaded. */
function smallProgram() {
  const loaded: string[] = [];
  const group = (name: string, more: Partial<GroupDefinition>, commands: CommandDefinition[], examples?: string[]) => ({
    ...{ name, summary: `all ${name}`, ...more },
    load: async () => {
      loaded.push(name);
      return { commands, ...(examples ? { examples } : {}) };
    },
  });
  const list = command('list', {
    flags: [
      { flag: '--limit <n>', summary: 'at most', takes: { kind: 'integer', min: 1 }, conflicts: ['--all'] },
      { flag: '--all', summary: 'all' },
      { flag: '--fields [names]', summary: 'fields', takes: { kind: 'list' } },
      { flag: '--with <x>', summary: 'with', takes: { kind: 'repeated' } },
      { flag: '--no-with', summary: 'without', conflicts: ['--with'] },
      { flag: '-a, --first <x>', summary: 'a', takes: { kind: 'sequence' } },
      { flag: '-b, --second <x>', summary: 'b', takes: { kind: 'sequence' } },
    ],
  });
  const get = command('get', { arguments: [{ argument: '<ref>' }] });
  const remove = command('rm', { arguments: [{ argument: '[ids...]' }] });
  const program: ProgramDefinition = {
    ...{ name: 'pipeliner', version: '1.2.3', summary: 'a program', explanation: 'Start here.' },
    flags: [
      { flag: '--json', summary: 'json' },
      { flag: '-p, --profile <name>', summary: 'profile' },
      { flag: '--no-input', summary: 'never ask' },
    ],
    commands: [
      group('cars', { aliases: ['car'], default: 'list' }, [list, get]),
      group('trips', { default: 'list' }, [list, remove], ['trips']),
      group('auth', {}, [command('login'), command('use', { arguments: [{ argument: '<profile>' }] })], ['auth']),
      command('api', { arguments: [{ argument: '<path>' }] }),
      command('help', { arguments: [{ argument: '[words...]' }] }),
    ],
  };
  return { program, loaded };
}

const read = (...words: string[]) => parseCommandLine(smallProgram().program, words, 80);

/** The command that runs, its arguments and flags. */
async function runs(...words: string[]) {
  const line = await read(...words);
  if (line.kind === 'text') throw new Error(`a text: ${line.text}`);
  return [line.command.name, line.args, line.flags];
}
const text = async (...words: string[]) => {
  const line = await read(...words);
  return line.kind === 'text' ? line.text.split('\n')[0] : undefined;
};

describe('a command line', () => {
  it('names a command by its name or an alias, and a group runs its default', async () => {
    expect(await runs('api', 'a/b')).toEqual(['api', ['a/b'], {}]);
    expect(await runs('cars', 'get', 'x')).toEqual(['get', ['x'], {}]);
    expect(await runs('car', '--limit', '3')).toEqual(['list', [], { limit: 3 }]);
    expect(await runs('trips', 'rm', 'a', 'b')).toEqual(['rm', ['a', 'b'], {}]);
    expect(await runs('trips', 'rm')).toEqual(['rm', [], {}]);
  });

  it.each([
    [['--json', 'cars', '--limit', '3']],
    [['cars', '--json', 'list', '--limit', '3']],
    [['--profile', 'api', 'cars', '--limit', '3']],
    [['--profile=api', 'cars', '--limit=3']],
    [['-p', 'api', '--no-input', 'car', '--limit', '3', 'list']],
    [['cars', '--limit', '3', '--json']],
  ])('may have the flags of every command anywhere: %j', async words => {
    expect(await runs(...words)).toEqual(['list', [], { limit: 3 }]);
  });

  it('gives the command its own flags, and the flags of every command beside them', async () => {
    expect(await read('--json', 'cars', '--all')).toMatchObject({
      flags: { all: true },
      allFlags: { all: true, json: true, input: true },
    });
    expect(await read('cars', '--no-input')).toMatchObject({ flags: {}, allFlags: { input: false } });
  });

  it.each([[['--json', '-p', 'auth', 'cars', 'get', 'x']], [['cars', 'get', 'x', '--json', '-p', 'auth']]])(
    'loads nothing but what it names: %j',
    async words => {
      const { program, loaded } = smallProgram();
      await parseCommandLine(program, words, 80);
      expect(loaded).toEqual(['cars']);
    },
  );

  it('loads no group for the help of the program', async () => {
    const { program, loaded } = smallProgram();
    const line = await parseCommandLine(program, ['--help'], 80);
    expect(line).toMatchObject({ kind: 'text', incomplete: false, text: expect.stringContaining('  cars   all cars') });
    expect(loaded).toEqual([]);
  });

  it('has flags with values of several kinds', async () => {
    expect(await runs('cars', '--fields', 'a, b', '--with', 'x', '--with', 'y')).toEqual([
      ...['list', [], { fields: ['a', 'b'], with: ['x', 'y'] }],
    ]);
    expect(await runs('cars', '--fields')).toEqual(['list', [], { fields: true }]);
    expect(await runs('cars', '--no-with')).toEqual(['list', [], { noWith: true }]);
    const values = [...['--first 1', '--second 2', '--first 3'].map(one => one.split(' '))];
    const both = values.map(([flag, text]) => ({ flag, text }));
    expect(await runs('cars', ...values.flat())).toEqual(['list', [], { first: both, second: both }]);
  });

  it('ends its flags at --', async () => {
    expect(await runs('cars', 'get', '--', '--json')).toEqual(['get', ['--json'], {}]);
    expect(await runs('--', 'api', '--json')).toEqual(['api', ['--json'], {}]);
  });
});

describe('help', () => {
  it.each([
    [['--help'], 'Usage: pipeliner [flags] <command>'],
    [['--help', 'cars'], 'Usage: pipeliner [flags] <command>'],
    [['cars', '--help'], 'Usage: pipeliner cars list [options]'],
    [['cars', '--limit', '3', '-h'], 'Usage: pipeliner cars list [options]'],
    [['cars', 'get', '--help'], 'Usage: pipeliner cars get [options] <ref>'],
    [['trips', '--help'], 'Usage: pipeliner trips [options] [command]'],
    [['auth', '--help'], 'Usage: pipeliner auth [options] [command]'],
    [['--version'], '1.2.3'],
    [['cars', '-V'], '1.2.3'],
  ])('of %j begins with %s', async (words, first) => {
    expect(await text(...words)).toBe(first);
  });

  it('is what a line without a command gets', async () => {
    expect(await read()).toMatchObject({ kind: 'text', incomplete: true });
    expect(await read('auth', '--json')).toMatchObject({ kind: 'text', incomplete: true });
  });

  it('of a group can be asked for below it, too', async () => {
    expect(await runs('auth', 'help', 'login')).toEqual(['help', ['auth', 'login'], {}]);
    expect(await runs('cars', 'help')).toEqual(['help', ['cars'], {}]);
  });
});

describe('a line that cannot be read', () => {
  it.each([
    [['cars', '--limit', 'abc'], "--limit takes a whole number of at least 1, not 'abc'", '--limit'],
    [['cars', '--limit', '0'], "--limit takes a whole number of at least 1, not '0'", '--limit'],
    [['cars', '--fields', 'a,,b'], "--fields takes names with commas between them, not 'a,,b'", '--fields'],
    [['cars', '--limit'], '--limit needs a value', '--limit'],
    [['cars', '-a'], '--first needs a value', '--first'],
    [['cars', '--limit', '1', '--all'], '--limit cannot be used with --all', '--limit'],
    [['cars', '--with', 'x', '--no-with'], '--no-with cannot be used with --with', '--no-with'],
    [['cars', '--no-with', '--with', 'x'], '--no-with cannot be used with --with', '--no-with'],
    [['cars', '--lmit', '1'], "There is no flag '--lmit'", '--lmit'],
    [['--limit', '1', 'cars'], "There is no flag '--limit'", '--limit'],
    [['cars', 'get', 'x', '--all'], "There is no flag '--all'", '--all'],
    [['--json=1', 'cars'], "There is no flag '--json=1'", '--json'],
    [['crs'], "There is no command 'crs'", undefined],
    [['two\nlines'], "There is no command 'two\nlines'", undefined],
    [['auth', 'logn'], "There is no command 'logn'", undefined],
    [['cars', 'get'], 'Which ref? pipeliner cars get <ref>', undefined],
    [['cars', 'x'], "There is no command 'cars x'", undefined],
    [['cars', '--limit', '1', 'x'], "'x' is a word too many: cars list takes no words besides its flags", undefined],
    [['cars', 'get', 'x', 'y'], "'y' is a word too many: cars get takes <ref>", undefined],
    [['api', 'GET', 'x'], "'x' is a word too many: api takes <path>", undefined],
    [['cars', '--with', 'Caf\ufffd'], "'Caf\ufffd' is not UTF-8", '--with'],
    [['cars', '--with=Caf\ufffd'], "'--with=Caf\ufffd' is not UTF-8", '--with'],
    [['api', 'Caf\ufffd'], "'Caf\ufffd' is not UTF-8", undefined],
  ])('%j: %s', async (words, message, flag) => {
    await expect(read(...words)).rejects.toMatchObject({ code: 'USAGE', message, flag });
  });

  it('comes with what was probably meant', async () => {
    await expect(read('crs')).rejects.toMatchObject({ hint: 'Did you mean cars?' });
    await expect(read('auth', 'logn')).rejects.toMatchObject({ hint: 'Did you mean login?' });
    await expect(read('cars', '--lmit', '1')).rejects.toMatchObject({ hint: 'Did you mean --limit?' });
    await expect(read('cars', '-limit', '1')).rejects.toMatchObject({ hint: 'Did you mean --limit?' });
    await expect(read('cars', '-limit=1')).rejects.toMatchObject({ hint: 'Did you mean --limit?' });
  });

  it.each([
    [
      ['cars', '--with', 'New', 'machine', '--all'],
      ['cars', '--with', 'New machine', '--all'],
    ],
    [
      ['cars', '--with=New', 'big', 'machine'],
      ['cars', '--with=New big machine'],
    ],
    [
      ['cars', '--with', 'a', 'b', '--first', 'c', 'd'],
      ['cars', '--with', 'a b', '--first', 'c d'],
    ],
    [
      ['cars', 'get', 'Ziemann', 'and', 'Sons'],
      ['cars', 'get', 'Ziemann and Sons'],
    ],
    [
      ['--json', 'cars', '\u2014with', 'x'],
      ['--json', 'cars', '--with', 'x'],
    ],
    [
      ['cars', '\u2212\u2212with=x'],
      ['cars', '--with=x'],
    ],
    [
      ['cars', 'gte', 'x'],
      ['cars', 'get', 'x'],
    ],
    [
      ['cars', 'all'],
      ['cars', '--all'],
    ],
    [
      ['cars', 'limit', '3'],
      ['cars', '--limit', '3'],
    ],
    [['cars', '--limit', '3', 'x'], undefined],
    [['api', 'GET', 'x'], undefined],
  ])('with a word too many comes with the line that was meant: %j', async (words, command) => {
    const hint = command ? 'Did you mean:' : 'See --help.';
    await expect(read(...words)).rejects.toMatchObject({ code: 'USAGE', hint, command });
  });

  it('with a name for a list is a search', async () => {
    await expect(parseCommandLine(PROGRAM, ['--sandbox', 'accounts', 'ziemann', 'and'], 80)).rejects.toMatchObject({
      command: ['--sandbox', 'accounts', '--search', 'ziemann and'],
    });
  });

  it.each([
    ['accounts get', 'Which account? pipeliner accounts get <name, e-mail or id>'],
    ['units get', 'Which unit? pipeliner units get <name or id>'],
    ['config set', 'Which setting? pipeliner config set <key> <value>'],
    ['config set default-owner', 'Which value? pipeliner config set <key> <value>'],
    ['drafts show', 'Which draft? pipeliner drafts show <id>'],
    ['auth use', 'Which profile? pipeliner auth use <profile>'],
    ['completion', 'Which shell? pipeliner completion <bash, zsh, fish or powershell>'],
    ['api', 'Which path? pipeliner api <path>'],
  ])('without its argument asks for it: %s', async (line, message) => {
    await expect(parseCommandLine(PROGRAM, line.split(' '), 80)).rejects.toMatchObject({ code: 'USAGE', message });
  });

  it.each([
    ['login', ['auth', 'login']],
    ['version', ['--version']],
    ['list accounts', ['accounts', 'list']],
    ['--sandbox get account Acme', ['--sandbox', 'accounts', 'get', 'Acme']],
    ['create deal', ['oppty', 'create']],
    ['list deals --mine', ['oppty', 'list', '--mine']],
  ])('that is known from other tools is answered with the line for it: %s', async (line, command) => {
    await expect(parseCommandLine(PROGRAM, line.split(' '), 80)).rejects.toMatchObject({ code: 'USAGE', command });
  });

  it.each(['constructor', 'toString', '__proto__'])('that every object of JavaScript has is none: %s', async word => {
    const problem = { code: 'USAGE', message: `There is no command '${word}'` };
    await expect(parseCommandLine(PROGRAM, [word], 80)).rejects.toMatchObject(problem);
  });

  it.each([80, 60])('is not needed for the help, which fits on a screen of %i columns', async columns => {
    const line = await parseCommandLine(PROGRAM, ['--help'], columns);
    const lines = line.kind === 'text' ? line.text.trimEnd().split('\n') : [];
    expect(lines.length).toBeLessThanOrEqual(48);
    if (columns === 80) expect(lines.filter(text => text.length > 80)).toEqual([]);
    for (const { name } of PROGRAM.commands) {
      expect(
        lines.filter(text => text.startsWith(`  ${name} `)),
        name,
      ).toHaveLength(1);
    }
    expect(lines.at(-3)).toBe('Examples:');
  });

  it('is refused for each choice of the program itself', async () => {
    await expect(parseCommandLine(PROGRAM, ['--format', 'xml', 'doctor'], 80)).rejects.toMatchObject({
      ...{ message: "--format takes one of table, json, jsonl, csv, tsv, ids, not 'xml'", flag: '--format' },
    });
    await expect(parseCommandLine(PROGRAM, ['completion', 'tcsh'], 80)).rejects.toMatchObject({
      message: 'No completion for tcsh. Choose bash, zsh, fish or powershell.',
    });
    expect(await parseCommandLine(PROGRAM, ['api', 'x', '-X', 'patch'], 80)).toMatchObject({
      flags: { method: 'PATCH' },
    });
  });
});
