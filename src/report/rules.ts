import { compareAmounts } from '../values/money.ts';
import { type Deal, knownAmount } from './deal.ts';

/** What is wrong with a deal, and the words of the command that mends it or shows it. */
interface Finding {
  detail: string;
  fix: readonly string[];
}

/** What rules are about. */
interface RuleDays {
  /** The user's civil day. */
  today: string;
  /** What was last changed before this day is stale. */
  staleBefore: string;
}

/** One thing that an open deal should not be. */
export interface Rule {
  name: RuleName;
  /** One line, as help shows it beside the name. */
  summary: string;
  find(deal: Deal, days: RuleDays): Finding | undefined;
}

/** The names of the rules, in the order they are told. */
export const RULE_NAMES = [
  ...(['overdue', 'no-value', 'no-rate', 'no-account', 'no-contact', 'stale', 'slow-step', 'zero-percent'] as const),
] as const;

export type RuleName = (typeof RULE_NAMES)[number];

const edit = ({ id }: Deal) => ['oppty', 'update', id];
const isWorth = (deal: Deal) => compareAmounts(knownAmount(deal) ?? '0', '0')! > 0;

/** What is checked of each open deal. */
export const RULES: readonly Rule[] = [
  {
    name: 'overdue',
    summary: 'its closing date has passed',
    find: ({ id, closing }, { today }) =>
      closing !== undefined && closing < today
        ? { detail: `should be closed since ${closing}`, fix: ['oppty', 'update', id, '--closing-date', '+30d'] }
        : undefined,
  },
  {
    name: 'no-value',
    summary: 'it has no value, or one of zero',
    find: deal =>
      deal.amount === 'no_value' || (deal.amount !== 'no_rate' && !isWorth(deal))
        ? { detail: 'has no value', fix: edit(deal) }
        : undefined,
  },
  {
    name: 'no-rate',
    summary: 'its value is in a currency that the server has no rate for',
    find: ({ amount }) =>
      amount === 'no_rate' ? { detail: 'its value is not converted to the base currency', fix: ['rates'] } : undefined,
  },
  {
    name: 'no-account',
    summary: 'it has no account',
    find: deal => (deal.account === '' ? { detail: 'has no account', fix: edit(deal) } : undefined),
  },
  {
    name: 'no-contact',
    summary: 'it has no primary contact',
    find: deal => (deal.hasContact ? undefined : { detail: 'has no primary contact', fix: edit(deal) }),
  },
  {
    name: 'stale',
    summary: 'nobody has changed it for the time of --stale',
    find: ({ id, modified }, { staleBefore }) =>
      modified !== undefined && modified < staleBefore
        ? { detail: `not changed since ${modified}`, fix: ['oppty', 'view', id] }
        : undefined,
  },
  {
    name: 'slow-step',
    summary: 'it is longer in its step than the time frame of this',
    find: ({ id, daysInStep = 0, step: { name, timeframe } }) =>
      timeframe !== undefined && daysInStep > timeframe
        ? { detail: `${daysInStep} days in ${name}, which takes ${timeframe}`, fix: ['oppty', 'move', id, '--next'] }
        : undefined,
  },
  {
    name: 'zero-percent',
    summary: 'it has a value, but weighs nothing in its step',
    find: deal =>
      deal.step.percent === 0 && isWorth(deal)
        ? { detail: `weighs nothing in ${deal.step.name}`, fix: ['oppty', 'move', deal.id, '--next'] }
        : undefined,
  },
];
