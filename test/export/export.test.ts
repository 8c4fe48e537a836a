import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCollector, queryAfter, WHOLE_QUERY } from '../../src/export/collect.ts';
import { toExportRow, toRfc3339 } from '../../src/export/export-row.ts';
import { timeAfter } from '../../src/export/singer.ts';
import { beginAt, type Progress } from '../../src/export/state.ts';
import { LosslessNumber } from '../../src/wire/json.ts';

const BASE = 'https://eu.example.com/api/v100/rest/spaces/x/entities';

it.each([
  ['2026-05-04T12:00:00.123456+00:00', '2026-05-04T12:00:00.123456Z'],
  ['2026-05-04 12:00:00', '2026-05-04T12:00:00Z'],
  ['2026-05-04T12:00:00+0200', '2026-05-04T12:00:00+02:00'],
  ['2026-05-04', '2026-05-04'],
  ['soon', 'soon'],
])('the time %s is %s', (text, expected) => {
  expect(toRfc3339(text)).toBe(expected);
});

it('a record has ids in place of links, exact digits, and what it has of its own', () => {
  const row = {
    ...{ id: 'o', owner: `${BASE}/Clients/c`, owner_id: 'c', step: `${BASE}/Steps/s`, unit: null, is_deleted: true },
    account_relations: [`${BASE}/LeadOpptyAccountRelations/l`, { id: 'm' }],
    value: { base_value: new LosslessNumber('5806.511226252159'), value_foreign: null, currency_id: 'e' },
    ...{
      cf_region: `${BASE}/Data/d`,
      cf_region_id: 'd',
      created: '2026-05-04 12:00:00',
      cf_text: '2026-05-04 12:00:00',
    },
  };
  expect(toExportRow('Opportunities', row)).toEqual({
    ...{ id: 'o', owner_id: 'c', step_id: 's', unit_id: null, is_deleted: true, account_relations: ['l', 'm'] },
    value: { base_value: '5806.511226252159', value_foreign: null, currency_id: 'e' },
    ...{ cf_region_id: 'd', created: '2026-05-04T12:00:00Z', cf_text: '2026-05-04 12:00:00' },
  });
});

describe('exports that go on from each other', () => {
  it('begin a while before the bookmark', () => {
    expect(queryAfter(new Date('2026-05-04T12:00:00.000Z'))).toMatchObject({
      filter: [{ field: 'modified', op: 'gte', value: '2026-05-04 11:58:00' }],
      ...{ orderBy: ['modified'], includeDeleted: true },
    });
  });

  it('export each version of a record once, and the last one always, whenever it is changed', () => {
    const step = fc.oneof(
      fc.record({ change: fc.integer({ min: 0, max: 4 }), seconds: fc.integer({ min: 0, max: 200 }) }),
      fc.record({ run: fc.constant(true), seconds: fc.integer({ min: 0, max: 200 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), steps => {
        let now = Date.parse('2026-05-04T12:00:00Z');
        const server = new Map<string, { id: string; revision: number; modified: string }>();
        const exported: string[] = [];
        let progress: Progress | undefined;
        const run = () => {
          const [condition] = (progress ? queryAfter(new Date(progress.bookmark)) : WHOLE_QUERY).filter ?? [];
          const since = condition ? Date.parse(`${condition.value}Z`) : 0;
          const collector = createCollector('Notes', progress, new Date(now));
          const rows = [...server.values()].filter(({ modified }) => Date.parse(modified) >= since);
          exported.push(...collector.take(rows).map(({ id, revision }) => `${id} ${revision}`));
          progress = collector.progress();
        };
        for (const one of steps) {
          now += one.seconds * 1000;
          if ('run' in one) run();
          else {
            const id = `n${one.change}`;
            const revision = (server.get(id)?.revision ?? 0) + 1;
            server.set(id, { id, revision, modified: new Date(now).toISOString() });
          }
        }
        run();
        expect(new Set(exported).size).toBe(exported.length);
        for (const { id, revision } of server.values()) expect(exported).toContain(`${id} ${revision}`);
      }),
    );
  });
});

describe('the beginning of a run', () => {
  const now = new Date('2026-05-04T12:00:00Z');
  const later = (ms: number) => new Date(now.getTime() + ms);

  it.each([
    ['the time of the server', [], 0],
    ['not before the bookmarks it goes on from', [later(-5000), later(900)], 900],
    ['undefined where one of them is of the future', [later(61_000)], undefined],
  ])('is %s', (_, bookmarks, expected) => {
    expect(beginAt(now, bookmarks)).toEqual(expected === undefined ? undefined : later(expected));
  });

  it('is as far as a stream ever goes on', () => {
    const rows = (modified: unknown) => [
      { id: 'a', modified: '2026-05-04T10:00:00Z' },
      { id: 'b', modified },
    ];
    expect(timeAfter(rows('2026-05-04T11:00:00.123456+00:00'), now)).toEqual(new Date('2026-05-04T11:00:00.123Z'));
    expect(timeAfter(rows('2026-05-04T12:00:01Z'), now)).toEqual(now);
    expect([timeAfter([], now), timeAfter(rows(null), now)]).toEqual([undefined, undefined]);
  });
});
