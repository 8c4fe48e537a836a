import { cpSync, mkdirSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { useFakeSpace, useHome } from '../support/hooks.ts';
import { errorObject, launch, ROOT, STACK_TRACE } from '../support/run.ts';
import { workbook } from '../support/workbook.ts';

const home = useHome();
const space = useFakeSpace();

const NAMES = ['--owner', 'Jane Roe', '--step', 'Opening', '--account', 'Acme'];
const CREATE = ['oppty', 'create', ...NAMES, '--name', 'x', '--value', '1', '--closing-date', '2026-12-31', '--json'];

let program: string;
const pipeliner = (...args: string[]) =>
  launch(process.execPath, [join(program, 'bin', 'pipeliner.js'), ...args], { home, env: space.env }).ended;

beforeEach(() => {
  program = join(home.path, 'program');
  mkdirSync(program);
  for (const part of ['bin', 'dist', 'package.json'])
    cpSync(join(ROOT, part), join(program, part), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(program, 'node_modules'));
});

describe('a package that goes while a create is with the server', () => {
  it.each([
    [201, 0],
    [422, 7],
    [503, 9],
  ])('costs no outcome: %i', async (status, exit) => {
    space.on('POST /Opportunities', ({ body }) => {
      rmSync(program, { recursive: true });
      const data = { id: '0pp00001-1111-2222-3333-444455556666', ...(body as object) };
      return { status, body: status === 201 ? { success: true, data } : { success: false, message: 'No' } };
    });
    const ended = await pipeliner(...CREATE);
    expect(ended.stderr).not.toMatch(STACK_TRACE);
    expect(ended.code).toBe(exit);
    if (exit === 0) expect(JSON.parse(ended.stdout)).toMatchObject({ name: 'x' });
    else expect(errorObject(ended).exit).toBe(exit);
  });

  it('costs no jq filter', async () => {
    space.on('POST /Opportunities', ({ body }) => {
      renameSync(program, `${program}.old`);
      return { status: 201, body: { success: true, data: { id: '0pp00001', ...(body as object) } } };
    });
    expect(await pipeliner(...CREATE, '--jq', '.id')).toMatchObject({ code: 0, stdout: '0pp00001\n' });
  });
});

describe('a package with a part missing', () => {
  it.each<[string, () => void]>([
    ['the program', () => rmSync(join(program, 'dist', 'program.cjs'))],
    ['half of the program', () => truncateSync(join(program, 'dist', 'program.cjs'), 200_000)],
    ['the loader', () => rmSync(join(program, 'dist', 'start.cjs'))],
    ['all that is built', () => rmSync(join(program, 'dist'), { recursive: true })],
  ])('says that it cannot be loaded, without %s', async (_, remove) => {
    remove();
    const ended = await pipeliner('accounts', '--json');
    expect(ended).toMatchObject({ code: 11, stdout: '' });
    expect(ended.stderr).not.toMatch(STACK_TRACE);
    expect(errorObject(ended)).toMatchObject({ code: 'LOCAL_DISK', exit: 11, retry_safe: true });
    expect(errorObject(ended).message).toMatch(/^A part of pipeliner cannot be loaded/);
  });

  it.each([
    ['the thread', 'dist/jq-thread.js'],
    ['the package', 'node_modules'],
  ])('says that jq cannot be loaded, without %s', async (_, part) => {
    rmSync(join(program, part));
    const ended = await pipeliner(...CREATE, '--jq', '.id');
    expect(ended).toMatchObject({ code: 11, stdout: '' });
    expect(errorObject(ended)).toMatchObject({ code: 'LOCAL_DISK', retry_safe: true });
    expect(ended.stderr).not.toMatch(STACK_TRACE);
    expect(space.created).toEqual([]);
  });

  it('says so for a file that needs the readers, without them', async () => {
    rmSync(join(program, 'dist/readers.cjs'));
    const file = join(home.path, 'deals.xlsx');
    writeFileSync(file, workbook({ Deals: [['Name'], ['A']] }));
    const ended = await pipeliner('oppty', 'import', file, '--yes', '--json');
    expect(ended).toMatchObject({ code: 11, stdout: '' });
    expect(errorObject(ended)).toMatchObject({ code: 'LOCAL_DISK', retry_safe: true });
    expect(ended.stderr).not.toMatch(STACK_TRACE);
  });

  it('says so for --version', async () => {
    rmSync(join(program, 'package.json'));
    const ended = await pipeliner('--version');
    expect(ended).toMatchObject({ code: 11, stdout: '' });
    expect(ended.stderr).not.toMatch(STACK_TRACE);
  });
});
