import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sumClosed } from '../../src/report/closed.ts';
import { amountIn, type Deal, weightOf } from '../../src/report/deal.ts';
import { sumForecast } from '../../src/report/forecast.ts';
import { createLeftOut, MAX_NAMED } from '../../src/report/left-out.ts';
import { periodOf } from '../../src/report/periods.ts';
import { sumByStep } from '../../src/report/pipeline.ts';
import { multiplyAmounts, percentageOf, roundTogether } from '../../src/values/money.ts';

const PIPELINE = { id: 'p', name: 'Sales' };
const FIRST = { id: 's1', name: 'First', pipeline: PIPELINE, percent: 15 };
const LAST = { id: 's2', name: 'Last', pipeline: PIPELINE, percent: 50 };
const deal = (more: Partial<Deal> = {}): Deal => ({
  ...{ id: 'd', name: 'Deal', status: 'open', amount: '100', step: FIRST, owner: 'Jo', unit: '', account: '' },
  ...{ reason: '', created: undefined, closing: '2026-06-30', closed: undefined, daysInStep: undefined },
  ...{ modified: undefined, hasContact: true },
  ...more,
});

describe('an amount', () => {
  const BASE = { code: 'USD', rate: undefined };

  it.each([
    ['that of the base currency', { base_value: 12.5, value_foreign: 99 }, BASE, '12.5'],
    ['times the rate of the day', { base_value: '0.1' }, { code: 'EUR', rate: '0.3' }, '0.03'],
    ['exact with 12 decimals', { base_value: '5806.511226252159' }, BASE, '5806.511226252159'],
    [
      'exact where it is large',
      { base_value: '1000000000000000' },
      { code: 'JPY', rate: '150.0001' },
      '150000100000000000',
    ],
    [
      'kept to 20 decimals',
      { base_value: '0.0001' },
      { code: 'X', rate: '0.00000000000000005' },
      '0.00000000000000000001',
    ],
    ['missing', { base_value: null }, BASE, 'no_value'],
    ['missing without a value at all', undefined, BASE, 'no_value'],
    ['not guessed where the server did not convert it', { value_foreign: 7 }, BASE, 'no_rate'],
  ])('is %s', (_, value, currency, expected) => {
    expect(amountIn(value, currency)).toBe(expected);
  });
});

it('a won deal weighs its whole value, a lost one nothing, an open one by the percent of its step', () => {
  const weights = (['won', 'lost', 'open'] as const).map(status => weightOf(deal({ status, amount: '0.1' })));
  expect(weights).toEqual(['0.1', '0', '0.015']);
});

describe('the sums of a pipeline', () => {
  it('name the oldest and the largest of each step, and count what has no value', () => {
    const sums = sumByStep([FIRST, LAST]);
    sums.add(deal({ id: 'a', name: 'A', amount: '0.1', daysInStep: 3 }));
    sums.add(deal({ id: 'b', name: 'B', amount: '0.2', daysInStep: 4 }));
    sums.add(deal({ id: 'c', name: 'C', amount: 'no_value' }));
    const { rows, totals } = sums.sums();
    expect(rows).toMatchObject([
      {
        ...{ step: 'First', count: 3, sum: '0.3', weighted: '0.045', average_days: '3.5' },
        ...{ oldest: { id: 'b', days: 4 }, largest: { id: 'b', amount: '0.2' } },
      },
      { step: 'Last', count: 0, sum: '0', weighted: '0', average_days: null, oldest: null, largest: null },
    ]);
    expect(totals).toEqual({ count: 3, sum: '0.3', weighted: '0.045' });
  });

  it('are those of whole numbers, whatever the amounts', () => {
    const cents = fc.array(fc.tuple(fc.bigInt(-(10n ** 17n), 10n ** 17n), fc.constantFrom(FIRST, LAST)));
    fc.assert(
      fc.property(cents, all => {
        const sums = sumByStep([]);
        for (const [number, step] of all) sums.add(deal({ amount: `${number}e-2`, step }));
        const { totals } = sums.sums();
        // Independent of decimal texts: in ten-thousandths.
        const weighted = all.reduce((sum, [number, step]) => sum + number * BigInt(step.percent), 0n);
        const sum = all.reduce((total, [number]) => total + number, 0n);
        expect(multiplyAmounts(totals.weighted, '10000')).toBe(String(weighted));
        expect(multiplyAmounts(totals.sum, '100')).toBe(String(sum));
      }),
    );
  });
});

describe('a forecast', () => {
  const groupOf = ({ closing = '' }: Deal) => periodOf(closing, 'month');

  it('has what slipped in a row of its own, and no lost deal in its sums', () => {
    const sums = sumForecast(groupOf, { today: '2026-05-04', target: '400' });
    sums.add(deal({ closing: '2026-05-03' }));
    sums.add(deal({ closing: '2026-05-04' }));
    sums.add(deal({ closing: '2026-04-01', status: 'won' }));
    const { rows, totals } = sums.sums();
    expect(rows.map(({ label, won, open, weighted, slipped }) => [label, won, open, weighted, slipped])).toEqual([
      ['Apr 2026', '100', '0', '100', false],
      ['May 2026', '0', '100', '15', false],
      ['Slipped', '0', '100', '15', true],
    ]);
    expect(totals).toEqual({
      ...{ count: 3, won: '100', open: '200', weighted: '130' },
      ...{ target: '400', won_share: '25', weighted_share: '32.5' },
    });
  });
});

it.each([
  ['2026-03-31', 'quarter', 4, '2025-q4'],
  ['2026-04-01', 'quarter', 4, '2026-q1'],
  ['2026-01-01', 'quarter', 1, '2026-q1'],
  ['2026-12-31', 'quarter', 12, '2026-q1'],
  ['2026-12-31', 'month', 4, '2026-12'],
] as const)('%s is in the %s, of years that begin in month %i, of %s', (day, unit, start, key) => {
  expect(periodOf(day, unit, start).key).toBe(key);
});

it('closed deals have a rate of those that were won, and the days from their creation', () => {
  const sums = sumClosed(({ owner }) => ({ key: owner, label: owner }));
  sums.add(deal({ status: 'won', amount: '0.1', created: '2026-01-01', closed: '2026-01-11' }));
  sums.add(deal({ status: 'won', amount: '0.2', created: '2026-01-01', closed: '2026-01-02' }));
  sums.add(deal({ status: 'lost', amount: '5' }));
  expect(sums.sums()).toEqual({
    rows: [
      {
        ...{ group: 'Jo', label: 'Jo', won_count: 2, won_sum: '0.3', lost_count: 1, lost_sum: '5' },
        ...{ rate: '66.7', average_days: '5.5' },
      },
    ],
    totals: { won_count: 2, won_sum: '0.3', lost_count: 1, lost_sum: '5', rate: '66.7', average_days: '5.5' },
  });
});

it('what is left out is counted by reasons, and named up to a limit', () => {
  const leftOut = createLeftOut();
  for (let index = 0; index < MAX_NAMED + 5; index++) leftOut.note(deal({ id: `d${index}`, amount: 'no_value' }));
  leftOut.note(deal({ step: { ...FIRST, percent: 0 } }));
  leftOut.note(deal({ status: 'won', step: { ...FIRST, percent: 0 } }));
  const all = leftOut.all();
  expect(all.map(({ reason, count, deals }) => [reason, count, deals.length])).toEqual([
    ['no_value', MAX_NAMED + 5, MAX_NAMED],
    ['zero_percent', 1, 1],
  ]);
});

describe('amounts rounded together', () => {
  const amount = fc.tuple(fc.bigInt(-(10n ** 15n), 10n ** 15n), fc.integer({ min: 0, max: 12 }));

  it('add up to the rounded sum, and each is off by less than one of its last digits', () => {
    fc.assert(
      fc.property(fc.array(amount, { minLength: 1 }), fc.integer({ min: 0, max: 3 }), (amounts, decimals) => {
        // In units of 10 ** -12.
        const exact = amounts.map(([digits, scale]) => digits * 10n ** BigInt(12 - scale));
        const rounded = roundTogether(
          amounts.map(([digits, scale]) => `${digits}e-${scale}`),
          decimals,
        ).map(text => BigInt(text.replace('.', '')) * 10n ** BigInt(12 - decimals));
        const unit = 10n ** BigInt(12 - decimals);
        for (const [index, value] of rounded.entries()) {
          const difference = value - exact[index]!;
          expect(difference < unit && difference > -unit).toBe(true);
        }
        const difference = rounded.reduce((a, b) => a + b, 0n) - exact.reduce((a, b) => a + b, 0n);
        expect(2n * difference <= unit && 2n * difference >= -unit).toBe(true);
      }),
    );
  });

  it.each([
    [
      ['0.005', '0.005'],
      ['0.01', '0.00'],
    ],
    [
      ['33.333', '33.333', '33.334'],
      ['33.33', '33.33', '33.34'],
    ],
    [
      ['-0.006', '1'],
      ['-0.01', '1.00'],
    ],
  ])('%s are %s', (amounts, expected) => {
    expect(roundTogether(amounts, 2)).toEqual(expected);
  });
});

it.each([
  ['1', '3', '33.3'],
  ['2', '3', '66.7'],
  ['5', '0', undefined],
  ['0.0001', '1000000000000000', '0'],
])('%s of %s is %s %%', (part, whole, expected) => {
  expect(percentageOf(part, whole)).toBe(expected);
});
