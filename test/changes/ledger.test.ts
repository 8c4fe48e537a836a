import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/changes/change.ts';
import { openLedger, type RunHead } from '../../src/changes/ledger.ts';
import { expiredRuns } from '../../src/changes/retention.ts';
import { parseRun } from '../../src/changes/run.ts';
import type { RecordWrite } from '../../src/changes/write.ts';
import { CliError } from '../../src/errors.ts';
import { LosslessNumber } from '../../src/wire/json.ts';

const HEAD: RunHead = {
  id: '20261130-154501-3f9a',
  time: '2026-11-30T15:45:01.000Z',
  command: 'pipeliner oppty update Rocket --value 5',
  space: 'here',
};

const AT = '1970-01-01T00:00:00.000Z';

const update: Change = {
  ...{ op: 'update', entity: 'Opportunities', id: 'a', revision: 3 },
  ...{ before: { name: 'old', value: { value_foreign: new LosslessNumber('12.50') } }, after: { name: 'new' } },
};
const note: Change = {
  op: 'create',
  entity: 'Notes',
  before: {},
  after: { note: '<p>ü\u2028</p>' },
  parent: 'account_id',
};

const writeOf = (name: string, changes: RecordWrite['changes']): RecordWrite => ({
  ...{ ref: name, name, entity: 'Opportunities', id: 'a', changes, readAt: 7 },
  lines: [{ label: 'name', before: 'old', after: 'new' }],
});

/** A run of two records: one is done, of the other the second change is unknown. */
async function writeRun(head: RunHead = HEAD): Promise<string> {
  let text = '';
  const append = async (line: string) => {
    text += `${line}\n`;
  };
  const lines = { append, write: append, close: async () => {} };
  const ledger = await openLedger(head, lines, () => new Date(0));
  const first = await ledger.intend(writeOf('Rocket', [update]));
  const second = await ledger.intend(writeOf('Łódź', [update, note]));
  await second(0, { outcome: 'done', record: undefined, differences: [], wasReadBack: true });
  const record = { id: 'a', revision: 4, name: 'new', city: 'not concerned' };
  await first(0, { outcome: 'done', record, differences: [], wasReadBack: false });
  await second(1, { outcome: 'unknown', error: new CliError('OUTCOME_UNKNOWN', 'No answer came') });
  await ledger.end();
  return text;
}

describe('the file of a run', () => {
  it('tells what was to be sent and what became of it', async () => {
    const { readAt: _, ...intent } = writeOf('Rocket', [update]);
    expect(parseRun(await writeRun())).toEqual({
      head: HEAD,
      isFinished: true,
      entries: [
        { write: intent, at: AT, results: [{ outcome: 'done', record: { id: 'a', revision: 4, name: 'new' } }] },
        {
          at: AT,
          write: { ...intent, ref: 'Łódź', name: 'Łódź', changes: [update, note] },
          results: [
            { outcome: 'done', record: undefined },
            { outcome: 'unknown', error: { code: 'OUTCOME_UNKNOWN', message: 'No answer came' } },
          ],
        },
      ],
    });
  });

  it('cut off at any byte tells all that is whole', async () => {
    const bytes = Buffer.from(await writeRun());
    fc.assert(
      fc.property(fc.nat(bytes.length), length => {
        const text = bytes.subarray(0, length).toString();
        const whole = text.split('\n').length - 1;
        const run = parseRun(text);
        // A last line without its end may be whole by chance.
        const facts = run
          ? 1 + run.entries.length + run.entries.flatMap(({ results }) => results).filter(Boolean).length
          : 0;
        expect([whole, whole + 1]).toContain(facts + Number(run?.isFinished ?? false));
      }),
    );
  });

  it('with a damaged line tells the others', async () => {
    const [head, , second, ...rest] = (await writeRun()).split('\n');
    const run = parseRun([head, '{"write":1,"na', '', second, ...rest].join('\n'));
    expect(run?.entries.map(({ write, results }) => [write.name, results.length])).toEqual([['Łódź', 2]]);
    expect(run?.isFinished).toBe(true);
  });

  it.each(['', 'nonsense', '{"end":1}', '\u0000\u0000'])('that is none is none: %j', text => {
    expect(parseRun(text)).toBeUndefined();
  });
});

describe('the history', () => {
  const idOf = (daysAgo: number, number: number) =>
    `${new Date(Date.parse('2026-11-30') - daysAgo * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '')}-120000-${String(number).padStart(4, '0')}`;
  const now = new Date('2026-11-30T18:00:00Z');

  it('keeps the last hundred runs, however old', () => {
    const ids = Array.from({ length: 100 }, (_, number) => idOf(400 + number, number));
    expect(expiredRuns(ids, now)).toEqual([]);
    expect(expiredRuns([...ids, idOf(900, 1)], now)).toEqual([idOf(900, 1)]);
  });

  it('keeps those of the last ninety days, however many', () => {
    const ids = Array.from({ length: 300 }, (_, number) => idOf(Math.floor(number / 3), number));
    expect(expiredRuns(ids, now)).toEqual(ids.filter((_, number) => number >= 273));
  });
});
