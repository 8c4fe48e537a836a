import { describe, expect, it } from 'vitest';
import { useHome } from '../../support/hooks.ts';
import { runInProcess } from '../../support/host.ts';
import { createdIn, createLine } from '../../support/opportunity.ts';
import { errorObject } from '../../support/run.ts';

const home = useHome();

type Row = Record<string, unknown>;

const run = (...args: string[]) => runInProcess(['--sandbox', ...args], { home });

async function json<T = Row[]>(...args: string[]): Promise<T> {
  const ended = await run(...args, '--json');
  expect(ended.code, ended.stderr).toBe(0);
  return JSON.parse(ended.stdout);
}

const DEAL = 'Conveyor upgrade';
const OTHER = 'Packaging line';
const stored = (name: string) => home.storedRows('Opportunities').find(row => row.name === name);

/** What can be changed of the deal, with its accounts and notes. */
async function facts() {
  const { stdout } = await run('oppty', 'view', DEAL, '--format', 'tsv');
  return stdout.split('\n').filter(line => !/^(modified|revision|lost|won)/.test(line));
}

describe('undo', () => {
  it('takes the newest run back, and then the one before it', async () => {
    await json('oppty', 'update', DEAL, '--ranking', '3');
    await json('oppty', 'update', DEAL, OTHER, '--ranking', '7', '--yes');
    expect(await json('undo', '--yes')).toMatchObject([{ outcome: 'done' }, { outcome: 'done' }]);
    expect([stored(DEAL)?.ranking, stored(OTHER)?.ranking]).toEqual([3, 5]);
    expect(await json('undo', '--yes')).toMatchObject([{ ref: DEAL, before: { ranking: 3 }, after: { ranking: 1 } }]);
    expect((await run('undo', '--yes')).stderr).toContain('There is nothing to undo.');
  });

  it('can be undone, and then the run is one that can be undone again', async () => {
    await json('oppty', 'update', DEAL, '--ranking', '3');
    await json('undo', '--yes');
    const [undo, first] = await json('history');
    expect([undo?.undoes, first?.undone_by]).toEqual([first?.id, undo?.id]);
    const again = await run('undo', String(first?.id), '--yes', '--json');
    expect([again.code, errorObject(again).message]).toEqual([
      2,
      `The run ${first?.id} is undone already, by ${undo?.id}`,
    ]);
    await json('undo', String(undo?.id), '--yes');
    expect(stored(DEAL)?.ranking).toBe(3);
    await json('undo', '--yes');
    expect(stored(DEAL)?.ranking).toBe(1);
  });

  it('leaves what somebody has changed since, names it, and takes the rest back', async () => {
    await json('oppty', 'update', DEAL, OTHER, '--ranking', '7', '--yes');
    const [{ id }] = (await json('history')) as [Row];
    await json('oppty', 'update', OTHER, '--ranking', '9');
    const ended = await run('undo', String(id), '--yes', '--json');
    expect([ended.code, errorObject(ended).code]).toEqual([10, 'PARTIAL']);
    expect(ended.stderr).toContain(`${OTHER}: left as it is, somebody has changed its ranking since`);
    expect([stored(DEAL)?.ranking, stored(OTHER)?.ranking]).toEqual([1, 9]);
  });

  it.each([
    ['a create', createLine().slice(1)],
    ['a loss', ['oppty', 'lose', DEAL, '--reason', 'Price']],
    ['a deletion', ['oppty', 'delete', DEAL, '--yes']],
    ['a note', ['oppty', 'note', DEAL, 'Call back']],
    ['other accounts', ['oppty', 'update', DEAL, '--account', 'Bluefern Logistics']],
  ])('takes back %s', async (_, words) => {
    const before = await facts();
    const count = (await json('oppty', 'list', '--all')).length;
    await json(...words);
    expect((await run('undo', '--yes')).code).toBe(0);
    expect(await facts()).toEqual(before);
    expect((await json('oppty', 'list', '--all')).length).toBe(count);
    expect(createdIn(home).filter(({ is_deleted }) => is_deleted !== true)).toEqual([]);
  });

  it('shows what it would do, and sends nothing without consent', async () => {
    await json('oppty', 'update', DEAL, '--ranking', '3');
    const dry = await run('undo', '--dry-run', '--json');
    expect(JSON.parse(dry.stdout)).toMatchObject([{ op: 'update', before: { ranking: 3 }, after: { ranking: 1 } }]);
    const asked = await run('undo', '--json');
    expect([asked.code, errorObject(asked).code]).toEqual([2, 'MISSING_INPUT']);
    expect(stored(DEAL)?.ranking).toBe(3);
  });

  it('of an unknown run is refused', async () => {
    const ended = await run('undo', 'nothing', '--yes', '--json');
    expect([ended.code, errorObject(ended).code]).toEqual([5, 'NOT_FOUND']);
  });
});

describe('history', () => {
  it('lists the runs, shows one by the beginning of its id, and forgets those that nobody needs', async () => {
    await json('oppty', 'update', DEAL, '--ranking', '3');
    await json('oppty', 'update', DEAL, OTHER, '--ranking', '7', '--yes');
    const [newest, oldest] = await json('history');
    expect(newest).toMatchObject({ done: 2, not_done: 0, unknown: 0, finished: true, space: 'sandbox' });
    expect(await json('history', 'view', String(oldest?.id))).toMatchObject([
      { name: DEAL, outcome: 'done', change: 'ranking 1 -> 3', changes: [{ before: { ranking: 1 } }] },
    ]);
    expect((await run('history', 'prune', '--keep', '1', '--yes')).stderr).toContain('Removed 1 run.');
    expect((await json('history')).map(({ id }) => id)).toEqual([newest?.id]);
    expect(errorObject(await run('history', 'view', String(oldest?.id), '--json')).code).toBe('NOT_FOUND');
  });
});
