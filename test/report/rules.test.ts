import { expect, it } from 'vitest';
import type { Deal } from '../../src/report/deal.ts';
import { RULE_NAMES, RULES, type RuleName } from '../../src/report/rules.ts';

const STEP = { id: 's', name: 'Proposal', pipeline: { id: 'p', name: 'Sales' }, percent: 50, timeframe: 14 };
const DEAL: Deal = {
  ...{ id: 'd', name: 'Deal', status: 'open', amount: '100', step: STEP, owner: 'Jo', unit: '', account: 'Acme' },
  ...{ reason: '', created: undefined, closing: '2026-05-04', closed: undefined, daysInStep: 14 },
  ...{ modified: '2026-04-04', hasContact: true },
};
const DAYS = { today: '2026-05-04', staleBefore: '2026-04-04' };
const find = (name: RuleName, more: Partial<Deal>) =>
  RULES.find(rule => rule.name === name)!.find({ ...DEAL, ...more }, DAYS);

it('each rule has a name of its own, and finds nothing in a deal that is in order', () => {
  expect(RULES.map(({ name }) => name)).toEqual(RULE_NAMES);
  for (const { name, find } of RULES) expect([name, find(DEAL, DAYS)]).toEqual([name, undefined]);
});

it.each<[RuleName, Partial<Deal>, string]>([
  ['overdue', { closing: '2026-05-03' }, 'should be closed since 2026-05-03'],
  ['no-value', { amount: 'no_value' }, 'has no value'],
  ['no-value', { amount: '0.00' }, 'has no value'],
  ['no-rate', { amount: 'no_rate' }, 'its value is not converted to the base currency'],
  ['no-account', { account: '' }, 'has no account'],
  ['no-contact', { hasContact: false }, 'has no primary contact'],
  ['stale', { modified: '2026-04-03' }, 'not changed since 2026-04-03'],
  ['slow-step', { daysInStep: 15 }, '15 days in Proposal, which takes 14'],
  ['zero-percent', { step: { ...STEP, percent: 0 } }, 'weighs nothing in Proposal'],
])('%s finds %j', (name, more, detail) => {
  expect(find(name, more)?.detail).toBe(detail);
});

it.each<[RuleName, Partial<Deal>]>([
  ['no-value', { amount: 'no_rate' }],
  ['slow-step', { daysInStep: 99, step: { ...STEP, timeframe: undefined } }],
  ['zero-percent', { amount: 'no_value', step: { ...STEP, percent: 0 } }],
])('%s leaves %j to others', (name, more) => {
  expect(find(name, more)).toBeUndefined();
});
