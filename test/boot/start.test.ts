import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { useFakeSpace, useHome } from '../support/hooks.ts';
import { ROOT, run, shell } from '../support/run.ts';

const home = useHome();
const space = useFakeSpace();

const LIST = ['currencies', '--json'];

/** Runs the built program, and gives what it loaded as well. */
async function loadedBy(args: readonly string[], env: Record<string, string> = {}, flags = '') {
  const LOADED = join(home.path, 'loaded.json');
  const NODE_OPTIONS = `-r ${join(ROOT, 'test', 'support', 'loaded.cjs')} ${flags}`;
  const ended = await run(args, { home, env: { ...space.env, LOADED, NODE_OPTIONS, ...env } });
  const { modules, ofNode, files } = JSON.parse(readFileSync(LOADED, 'utf8')) as {
    modules: string[];
    ofNode: string[];
    files: Record<string, string>;
  };
  return { ...ended, modules, ofNode, files };
}

/** The folder of the code caches. */
function cacheFolder(): string {
  const all = join(home.path, 'cache', 'pipeliner', 'compiled');
  const [one, ...more] = readdirSync(all);
  expect(more).toEqual([]);
  return join(all, one!);
}

const cacheOf = (command: string) => join(cacheFolder(), command);
const WITH = { 'program.cjs': 'with' };
const WITHOUT = { 'program.cjs': 'without' };

describe('what is loaded', () => {
  // Milliseconds each. Before anything is added here: could it be loaded when it is needed, or not at all?
  const HELPING = [
    ...['../dist/start.cjs', 'node:fs', 'node:path', 'node:url', 'node:vm', 'node:zlib'],
    ...['node:events', 'node:process'],
  ];
  const READING = [
    ...[...HELPING, 'node:buffer', 'node:diagnostics_channel', 'node:net', 'node:querystring'],
    ...['node:stream', 'node:util'],
    ...(process.versions.node.startsWith('20.') ? ['node:v8'] : []),
  ];
  /** Milliseconds each, and a short command needs none of them. */
  const COSTLY = ['assert', 'perf_hooks', 'http', 'http2', 'child_process', 'crypto', 'tls'].map(
    name => `node:${name}`,
  );
  const named = (modules: readonly string[]) => modules.filter(id => !id.startsWith('/'));

  it('for --version is nothing but the package itself', async () => {
    const { modules, files, stdout } = await loadedBy(['--version']);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(modules.slice(0, -1)).toEqual(['../package.json']);
    expect(files).toEqual({});
  });

  it('for --help is what commander needs', async () => {
    const { modules, files } = await loadedBy(['--help']);
    expect(files).toEqual(WITHOUT);
    expect(named(modules)).toEqual([...HELPING].sort());
  });

  it('for one list is what the client needs', async () => {
    // The first one leaves names for completion behind, under a lock.
    await loadedBy(LIST);
    const { modules, ofNode, files, stdout } = await loadedBy(LIST);
    expect(JSON.parse(stdout)).toEqual(space.records.Currencies);
    expect(files).toEqual(WITH);
    expect(ofNode).toContain('node:net');
    expect(ofNode.filter(name => COSTLY.includes(name))).toEqual([]);
    expect(named(modules)).toEqual([...READING].sort());
  });
});

describe('the code cache', () => {
  it('is written after a run that went well, and used by the next of the same command', async () => {
    expect((await loadedBy(LIST)).files).toEqual(WITHOUT);
    expect(readdirSync(cacheFolder())).toEqual(['currencies']);
    const second = await loadedBy(LIST);
    expect(second.files).toEqual(WITH);
    expect(JSON.parse(second.stdout)).toEqual(space.records.Currencies);
    expect((await loadedBy(['accounts', '--json'])).files).toEqual(WITHOUT);
    expect((await loadedBy(['--help'])).files).toEqual(WITHOUT);
    expect(readdirSync(cacheFolder()).sort()).toEqual(['accounts', 'currencies', 'no-command']);
  });

  it.each([
    ['behind options', ['--no-input', '--format', 'json', 'currencies']],
    ['before options', ['currencies', '--format', 'json', '--no-input']],
    ['by its other name', ['currency', '--no-input', '--format', 'json']],
  ])('is that of the command, %s', async (_, words) => {
    await loadedBy(['currencies', '--no-input', '--format=json']);
    const { files, stdout } = await loadedBy(words);
    expect(JSON.parse(stdout)).toEqual(space.records.Currencies);
    expect(files).toEqual(WITH);
    expect(readdirSync(cacheFolder())).toEqual(['currencies']);
  });

  it('never takes its name, nor anything else, from what a user typed', async () => {
    expect((await loadedBy(['--help', '../evil'])).code).toBe(0);
    expect((await loadedBy(['accounts', '--search', 'Rosebud', '--jq=.[0].name'])).code).toBe(0);
    expect(readdirSync(cacheFolder()).sort()).toEqual(['accounts', 'no-command']);
    expect(wordsIn('accounts')).toEqual(['pipe', '--search', '--jq']);
  });

  it('is written again after a command line with another subcommand or flag, which runs other functions', async () => {
    await loadedBy(LIST);
    const before = readFileSync(cacheOf('currencies'));
    await loadedBy(['currencies', '--format', 'csv']);
    expect(wordsIn('currencies')).toEqual(['pipe', '--json', '--format']);
    expect(readFileSync(cacheOf('currencies')).length).toBeGreaterThan(before.length);
    await loadedBy(['config', 'list']);
    await loadedBy(['config', 'set', 'default-currency', 'EUR']);
    expect(wordsIn('config')).toEqual(['pipe', 'list', 'set']);
    const { mtimeMs } = statSync(cacheOf('currencies'));
    await loadedBy(LIST);
    expect(statSync(cacheOf('currencies')).mtimeMs).toBe(mtimeMs);
  });

  it('is of use after a list of several pages too', async () => {
    const page = (more: boolean) => ({
      body: { success: true, data: [{ id: String(more) }], page_info: { has_next_page: more, end_cursor: 'next' } },
    });
    space.on('GET /Currencies', ({ query }) => page(!query.has('after')));
    await loadedBy(LIST);
    expect(space.received).toHaveLength(2);
    expect((await loadedBy(LIST)).files).toEqual(WITH);
  });

  it('of a run that failed is not written: the next one takes another way', async () => {
    space.on('*', { status: 401, body: { success: false } });
    const { code } = await loadedBy(LIST);
    expect(code).toBe(4);
    expect(existsSync(join(home.path, 'cache'))).toBe(false);
  });

  it.each([
    ['damaged in one place', (whole: Buffer) => whole.fill(whole[5000]! ^ 1, 5000, 5001)],
    ['cut off', (whole: Buffer) => whole.subarray(0, 10_000)],
    ['empty', () => Buffer.alloc(0)],
    ['of nothing but zeros', (whole: Buffer) => whole.fill(0)],
    ['something else', () => Buffer.from('{"no":"code"}{"no":"code"}')],
  ])('is ignored and written anew when its file is %s', async (_, damage) => {
    await loadedBy(LIST);
    const file = cacheOf('currencies');
    writeFileSync(file, damage(readFileSync(file)));
    const { code, stdout, stderr, files } = await loadedBy(LIST);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual(space.records.Currencies);
    expect(files).toEqual(WITHOUT);
    expect((await loadedBy(LIST)).files).toEqual(WITH);
  });

  it('that V8 refuses, as one made under other flags, is written anew', async () => {
    await loadedBy(LIST);
    const { code, files } = await loadedBy(LIST, {}, '--interpreted-frames-native-stack');
    expect({ code, files }).toEqual({ code: 0, files: { 'program.cjs': 'refused' } });
    expect((await loadedBy(LIST, {}, '--interpreted-frames-native-stack')).files).toEqual(WITH);
  });

  it('is neither used nor written in a folder where others can write, or in one that is a link', async () => {
    await loadedBy(LIST);
    const folder = cacheFolder();
    chmodSync(folder, 0o777);
    writeFileSync(join(folder, 'currencies'), 'theirs', { mode: 0o600 });
    expect((await loadedBy(LIST)).files).toEqual(WITHOUT);
    expect(readFileSync(join(folder, 'currencies'), 'utf8')).toBe('theirs');
    chmodSync(folder, 0o700);
    renameSync(folder, join(home.path, 'elsewhere'));
    symlinkSync(join(home.path, 'elsewhere'), folder);
    expect((await loadedBy(LIST)).files).toEqual(WITHOUT);
    expect(readFileSync(join(folder, 'currencies'), 'utf8')).toBe('theirs');
  });

  it('needs no home that can be written', async () => {
    writeFileSync(join(home.path, 'cache'), 'not a folder');
    const { code, stdout, stderr } = await loadedBy(LIST);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual(space.records.Currencies);
  });

  it('is not written on a disk that is full, and leaves nothing half written there', async () => {
    // Less than a cache takes; what else the command stores is smaller.
    const { code, stdout } = await shell(`ulimit -f 100; pipeliner ${LIST.join(' ')}`, { home, env: space.env });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual(space.records.Currencies);
    expect(readdirSync(cacheFolder())).toEqual([]);
  });

  it('is neither used nor written in CI', async () => {
    await loadedBy(LIST);
    const { mtimeMs } = statSync(cacheOf('currencies'));
    expect((await loadedBy(LIST, { CI: 'true' })).files).toEqual(WITHOUT);
    expect((await loadedBy(['currencies', '--format', 'csv'], { CI: '1' })).files).toEqual(WITHOUT);
    expect(statSync(cacheOf('currencies')).mtimeMs).toBe(mtimeMs);
    expect((await loadedBy(LIST, { CI: 'false' })).files).toEqual(WITH);
  });

  it('is not written for who wants no compile cache of Node', async () => {
    await loadedBy(LIST, { NODE_DISABLE_COMPILE_CACHE: '1' });
    expect(readdirSync(join(home.path, 'cache', 'pipeliner'))).toEqual(['known']);
  });
});

/** The words of command lines that a cache holds the functions of. */
const wordsIn = (command: string) => readFileSync(cacheOf(command), 'latin1').split('\n', 1)[0]!.split(' ').slice(1);
