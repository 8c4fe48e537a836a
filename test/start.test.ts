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
import { useFakeSpace, useHome } from './support/hooks.ts';
import { ROOT, run } from './support/run.ts';

const home = useHome();
const space = useFakeSpace();

const LIST = ['currencies', '--json'];

/** Runs the built program, and gives what it loaded as well. */
async function loadedBy(args: readonly string[], env: Record<string, string> = {}) {
  const LOADED = join(home.path, 'loaded.json');
  const NODE_OPTIONS = `-r ${join(ROOT, 'test', 'support', 'loaded.cjs')}`;
  const ended = await run(args, { home, env: { ...space.env, LOADED, NODE_OPTIONS, ...env } });
  const { modules, files } = JSON.parse(readFileSync(LOADED, 'utf8')) as {
    modules: string[];
    files: Record<string, string>;
  };
  return { ...ended, modules, files };
}

/** The folder of what V8 made of the program. */
function compiled(): string {
  const all = join(home.path, 'cache', 'pipeliner', 'compiled');
  const [one, ...more] = readdirSync(all);
  expect(more).toEqual([]);
  return join(all, one!);
}

describe('what is loaded', () => {
  // Milliseconds each. Before anything is added here: could it be loaded when it is needed, or not at all?
  const STARTING = [
    ...['../dist/start.cjs', 'node:fs', 'node:path', 'node:url', 'node:vm'],
    ...(process.versions.node.startsWith('20.') ? ['node:v8'] : []),
  ];
  const HELPING = [...STARTING, 'node:events', 'node:process'];
  const READING = [
    ...[...HELPING, 'node:buffer', 'node:diagnostics_channel', 'node:net', 'node:querystring'],
    ...['node:stream', 'node:util'],
  ];

  it('for --version is nothing but the package itself', async () => {
    const { modules, files, stdout } = await loadedBy(['--version']);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(modules.slice(0, -1)).toEqual(['../package.json']);
    expect(files).toEqual({});
  });

  it('for --help is commander and the command tree', async () => {
    const { modules, files } = await loadedBy(['--help']);
    expect(Object.keys(files)).toEqual(['main.cjs']);
    expect(modules.filter(id => !id.startsWith('/'))).toEqual([...HELPING].sort());
  });

  it('for one list is the client and what writes JSON', async () => {
    // The first one leaves names for completion behind, under a lock.
    await loadedBy(LIST);
    const { modules, files, stdout } = await loadedBy(LIST);
    expect(JSON.parse(stdout)).toEqual(space.records.Currencies);
    expect(Object.keys(files)).toEqual(['main.cjs', 'reading.cjs']);
    expect(modules.filter(id => !id.startsWith('/'))).toEqual([...READING].sort());
    expect(packagesIn('reading.cjs')).toEqual(['lossless-json', 'undici']);
  });
});

function packagesIn(file: string): string[] {
  const { sections } = JSON.parse(readFileSync(join(ROOT, 'dist', `${file}.map`), 'utf8'));
  const sources = (sections as { map: { sources: string[] } }[]).flatMap(({ map }) => map.sources);
  return [...new Set(sources.flatMap(source => /node_modules\/([^/]+)/.exec(source)?.[1] ?? []))].sort();
}

describe('what V8 made of the program', () => {
  it('is kept after a run that went well, and used by the next', async () => {
    expect((await loadedBy(LIST)).files).toMatchObject({ 'main.cjs': 'without', 'reading.cjs': 'without' });
    expect(readdirSync(compiled())).toEqual(expect.arrayContaining(['main.cjs', 'reading.cjs']));
    const second = await loadedBy(LIST);
    expect(second.files).toEqual({ 'main.cjs': 'with', 'reading.cjs': 'with' });
    expect(JSON.parse(second.stdout)).toEqual(space.records.Currencies);
  });

  it('is made anew when more of a file was run than before', async () => {
    const pieces = () => readFileSync(join(compiled(), 'reading.cjs'), 'latin1').split('\n', 1)[0]!.split(' ');
    const { PIPELINER_URL, PIPELINER_SPACE, PIPELINER_USERNAME } = space.env;
    const where = ['--url', PIPELINER_URL!, '--space', PIPELINER_SPACE!, '--username', PIPELINER_USERNAME!];
    await run(['auth', 'login', '--password-stdin', ...where], { home, stdin: { text: 'secret' } });
    const before = pieces();
    await loadedBy(LIST);
    expect(pieces()).toEqual(expect.arrayContaining(before));
    expect(pieces().length).toBeGreaterThan(before.length);
    const { mtimeMs } = statSync(join(compiled(), 'reading.cjs'));
    await loadedBy(LIST);
    expect(statSync(join(compiled(), 'reading.cjs')).mtimeMs).toBe(mtimeMs);
  });

  it('is made anew when another command was run, which calls other functions', async () => {
    const main = () => readFileSync(join(compiled(), 'main.cjs'));
    await loadedBy(['--help']);
    const before = main();
    await loadedBy(LIST);
    const after = main();
    expect(after.length).toBeGreaterThan(1.1 * before.length);
    expect((await loadedBy(['--help'])).files).toEqual({ 'main.cjs': 'with' });
    expect((await loadedBy(LIST)).files).toEqual({ 'main.cjs': 'with', 'reading.cjs': 'with' });
    expect(main()).toEqual(after);
  });

  it('is of use after a list of several pages too', async () => {
    const page = (more: boolean) => ({
      body: { success: true, data: [{ id: String(more) }], page_info: { has_next_page: more, end_cursor: 'next' } },
    });
    space.on('GET /Currencies', ({ query }) => page(!query.has('after')));
    await loadedBy(LIST);
    expect(space.received).toHaveLength(2);
    expect((await loadedBy(LIST)).files).toEqual({ 'main.cjs': 'with', 'reading.cjs': 'with' });
  });

  it('of a run that failed is not kept: the next one takes another way', async () => {
    space.on('*', { status: 401, body: { success: false } });
    const { code } = await loadedBy(LIST);
    expect(code).toBe(4);
    expect(existsSync(join(home.path, 'cache'))).toBe(false);
  });

  it.each([
    ['changed in one place', (whole: Buffer) => whole.fill(whole[5000]! ^ 1, 5000, 5001)],
    ['cut off', (whole: Buffer) => whole.subarray(0, 10_000)],
    ['empty', () => Buffer.alloc(0)],
    ['of nothing but zeros', (whole: Buffer) => whole.fill(0)],
    ['something else', () => Buffer.from('{"no":"code"}{"no":"code"}')],
  ])('is left aside and made anew when its file is %s', async (_, damage) => {
    await loadedBy(LIST);
    const file = join(compiled(), 'reading.cjs');
    const whole = readFileSync(file);
    writeFileSync(file, damage(Buffer.from(whole)));
    const { code, stdout, stderr, files } = await loadedBy(LIST);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual(space.records.Currencies);
    expect(files).toEqual({ 'main.cjs': 'with', 'reading.cjs': expect.stringMatching(/without|refused/) });
    expect((await loadedBy(LIST)).files).toEqual({ 'main.cjs': 'with', 'reading.cjs': 'with' });
  });

  it('is neither used nor written in a folder where others can write, or in one that is a link', async () => {
    await loadedBy(LIST);
    const folder = compiled();
    const without = { 'main.cjs': 'without', 'reading.cjs': 'without' };
    chmodSync(folder, 0o777);
    writeFileSync(join(folder, 'main.cjs'), 'theirs', { mode: 0o600 });
    expect((await loadedBy(LIST)).files).toEqual(without);
    expect(readFileSync(join(folder, 'main.cjs'), 'utf8')).toBe('theirs');
    chmodSync(folder, 0o700);
    renameSync(folder, join(home.path, 'elsewhere'));
    symlinkSync(join(home.path, 'elsewhere'), folder);
    expect((await loadedBy(LIST)).files).toEqual(without);
    expect(readFileSync(join(folder, 'main.cjs'), 'utf8')).toBe('theirs');
  });

  it('needs no home that can be written', async () => {
    writeFileSync(join(home.path, 'cache'), 'not a folder');
    const { code, stdout, stderr } = await loadedBy(LIST);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual(space.records.Currencies);
  });

  it('is not kept for who wants no compile cache of Node', async () => {
    await loadedBy(LIST, { NODE_DISABLE_COMPILE_CACHE: '1' });
    expect(readdirSync(join(home.path, 'cache', 'pipeliner'))).toEqual(['known']);
  });
});
