import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/changes/change.ts';
import { formatPlan, parsePlan } from '../../src/changes/plan.ts';
import type { RecordWrite } from '../../src/changes/write.ts';
import { LosslessNumber } from '../../src/wire/json.ts';

const ABOUT = { time: '2026-11-30T10:00:00.000Z', command: 'pipeliner oppty update - --ranking 7', space: 'here' };

const change = (op: 'update' | 'delete' | 'restore', entity: Change['entity'] = 'Opportunities'): Change => ({
  ...{ op, entity, id: 'a', revision: 3 },
  ...{ before: { value: { value_foreign: new LosslessNumber('0.10') } }, after: { name: 'é\u2028' } },
});
const created: Change = {
  op: 'create',
  entity: 'Opportunities',
  before: {},
  after: {},
  marks: ['name'],
  earlierIds: [],
};
const writeOf = (...changes: RecordWrite['changes']): RecordWrite => ({
  ...{ ref: 'Rocket', name: 'Rocket', entity: 'Opportunities', id: 'a', lines: [], changes, readAt: 9 },
});

const WRITES = [
  writeOf(change('update')),
  writeOf(),
  writeOf(change('update', 'LeadOpptyAccountRelations')),
  writeOf(change('delete')),
  writeOf(change('restore')),
  writeOf(created),
];

describe('a plan', () => {
  it('has every record that changes, with its line, and counts what is done with them', () => {
    const { text, head } = formatPlan(ABOUT, WRITES);
    expect(head).toMatchObject({ version: 1, ...ABOUT, counts: { create: 1, update: 2, delete: 1, restore: 1 } });
    const { readAt: _, ...first } = WRITES[0]!;
    const plan = parsePlan(text, 'x.plan');
    expect(plan.head).toEqual(head);
    expect(plan.writes[0]).toEqual({ ...first, line: 1 });
    expect(plan.writes.map(({ line, changes }) => [line, changes[0]?.op])).toEqual([
      ...[
        [1, 'update'],
        [2, 'update'],
        [3, 'delete'],
        [4, 'restore'],
        [5, 'create'],
      ],
    ]);
  });

  it.each([
    ['a value is another one', (text: string) => text.replace('"revision":3', '"revision":4'), /was changed after/],
    ['a line is missing', (text: string) => text.split('\n').toSpliced(2, 1).join('\n'), /was changed after/],
    ['it is cut off', (text: string) => text.slice(0, -20), /was changed after/],
    ['lines are in another order', (text: string) => swap(text.split('\n')).join('\n'), /was changed after/],
    ['it is of another version', (text: string) => text.replace('"version":1', '"version":2'), /is no plan/],
    ['it is something else', () => '{"name":"x"}', /is no plan/],
    ['it is empty', () => '', /is no plan/],
  ])('of which %s is refused', (_, edit, message) => {
    expect(() => parsePlan(edit(formatPlan(ABOUT, WRITES).text), 'x.plan')).toThrow(message);
  });
});

const swap = ([head, first, second, ...rest]: string[]) => [head, second, first, ...rest];
