import { expect, it } from 'vitest';
import { splitWords } from '../../../src/values/shell.ts';
import { useHome } from '../../support/hooks.ts';
import { runInProcess } from '../../support/host.ts';
import { errorObject } from '../../support/run.ts';

type Row = Record<string, unknown>;

const home = useHome();
const run = (...args: string[]) => runInProcess(['--sandbox', ...args], { home });

async function findings(...args: string[]): Promise<{ code: number; rows: Row[] }> {
  const { code, stdout } = await run('check', ...args, '--json');
  return { code, rows: JSON.parse(stdout) };
}

it('ends with 13 where something is found, and names the rule, the record and the command that mends it', async () => {
  const { code, rows } = await findings('--rule', 'overdue', '--search', 'Conveyor upgrade');
  expect([code, rows]).toEqual([
    13,
    [
      {
        ...{ rule: 'overdue', id: expect.any(String), name: 'Conveyor upgrade', owner: 'John Doe' },
        detail: 'should be closed since 2026-03-31',
        fix: expect.stringMatching(/^pipeliner --sandbox oppty update \S+ --closing-date \+30d$/),
      },
    ],
  ]);
  const [, ...words] = splitWords(String(rows[0]?.fix))!;
  expect((await runInProcess(words, { home })).code).toBe(0);
  expect(await findings('--rule', 'overdue', '--search', 'Conveyor upgrade')).toEqual({ code: 0, rows: [] });
});

it('agrees with the list of overdue opportunities', async () => {
  const listed = JSON.parse((await run('oppty', 'list', '--closing', 'overdue', '--json')).stdout) as Row[];
  const { rows } = await findings('--rule', 'overdue');
  expect(rows.map(({ id }) => id).sort()).toEqual(listed.map(({ id }) => id).sort());
});

it('tells rules that do not fail the job, and leaves out others', async () => {
  const all = await findings();
  const some = await findings('--except', 'overdue,stale');
  expect(new Set(some.rows.map(({ rule }) => rule))).not.toContain('overdue');
  expect(some.rows.length).toBe(all.rows.filter(({ rule }) => rule !== 'overdue' && rule !== 'stale').length);
  const lenient = await findings('--rule', 'overdue', '--fail-on', 'no-rate');
  expect([lenient.code, lenient.rows.length > 0]).toEqual([0, true]);
});

it('says what was found in one line', async () => {
  const { stderr } = await run('check', '--rule', 'overdue,no-value', '--format', 'csv');
  expect(stderr).toMatch(/^\d+ findings: \d+ overdue, \d+ no-value$/m);
  expect((await run('check', '--rule', 'no-rate')).stderr).toContain('Nothing was found.');
});

it.each([
  [['--rule', 'overdeu'], "There is no rule 'overdeu'", "Did you mean 'overdue'?"],
  [['--except', 'x'], "There is no rule 'x'", /^There are overdue, /],
  [['--fail-on', ','], /--fail-on takes names/, undefined],
  [['--stale', 'long'], "--stale: 'long' is not a length of time: write 30d, 6w, 3m or 1y", undefined],
])('refuses %j', async (args, message, hint) => {
  const ended = await run('check', ...args, '--json');
  const error = errorObject(ended);
  expect([ended.code, ended.stdout]).toEqual([2, '']);
  expect(error.message).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
  if (hint) expect(error.hint).toEqual(typeof hint === 'string' ? hint : expect.stringMatching(hint));
});
