import type { Row } from '../../wire/entities.ts';
import { formatTime } from '../rules/times.ts';
import { hasOwnContact } from './accounts.ts';
import { COMPANIES, companyOf } from './companies.ts';
import { dealName, remark } from './deal-words.ts';
import { option } from './ids.ts';
import { type RandomStream, randomStream } from './random.ts';

/** A generated opportunity, by numbers and keys of the other records. */
export interface Deal {
  name: string;
  pipeline: 'test' | 'renewals';
  step: string;
  amount: number;
  code: string;
  /** The number of the owner. */
  owner: number;
  /** The number of the account; undefined for none. */
  account: number | undefined;
  /** Whether the contact of the account's number is linked. */
  hasContact: boolean;
  created: string;
  modified: string;
  closingDate: string;
  revision: number;
  fields: Row;
}

const DAY = 86_400_000;
const HOUR = 3_600_000;
/** The two years before this day are generated: a Monday to a Friday, 104 weeks later. */
const FIRST_MONDAY = Date.UTC(2024, 4, 6);
const LAST_EVENING = Date.UTC(2026, 4, 1, 18);
const WORKDAYS = 520;

/** The open steps in order and the last one, which wins. */
const STEPS = {
  test: { open: ['First', 'Qualified', 'Proposal', 'Negotiation'], last: 'Won' },
  renewals: { open: ['Contacted', 'Proposal'], last: 'Renewed' },
};

/** Deals in the order of their creation, the same ones each time. */
export function* generateDeals(count: number, accounts: number): Iterable<Deal> {
  const random = randomStream(20_260_501);
  for (let index = 0; index < count; index++) {
    const created = workingTime((index + random.next()) / count);
    yield drawDeal(random, index, created, accounts);
  }
}

/** A moment in a working day from eight to five, at this share of the two years. */
function workingTime(share: number): number {
  const seconds = Math.floor(share * WORKDAYS * 9 * 3600);
  const workday = Math.floor(seconds / (9 * 3600));
  const day = Math.floor(workday / 5) * 7 + (workday % 5);
  return FIRST_MONDAY + day * DAY + 8 * HOUR + (seconds % (9 * 3600)) * 1000;
}

/** The same hour of the Monday after, for one on a weekend. */
function toWorkday(time: number): number {
  const weekday = new Date(time).getUTCDay();
  return weekday === 6 ? time + 2 * DAY : weekday === 0 ? time + DAY : time;
}

type Fate = 'won' | 'lost' | 'open' | 'stale';

function drawDeal(random: RandomStream, index: number, created: number, accounts: number): Deal {
  const pipeline = random.chance(0.22) ? 'renewals' : 'test';
  const planned = toWorkday(created + Math.floor(25 + 190 * random.next() ** 1.5) * DAY + random.below(3) * HOUR);
  const fate = drawFate(random, planned);
  const life = { won: drawClosed, lost: drawClosed, open: drawOpen, stale: drawStale }[fate](random, created, planned);
  const account = random.chance(0.02) ? undefined : drawAccount(random, accounts);
  const { open, last } = STEPS[pipeline];
  const code = currencyOf(account);
  return {
    name: dealName(pipeline, index, new Date(life.closing).getUTCFullYear()),
    ...{ pipeline, code, account },
    step: fate === 'won' ? last : open[Math.floor(random.next() * open.length)]!,
    amount: drawAmount(random, pipeline, code),
    owner: account !== undefined && random.chance(0.75) ? account : random.below(7),
    hasContact: account !== undefined && hasOwnContact(account) && random.chance(0.94),
    created: formatTime(new Date(created)),
    modified: formatTime(new Date(life.modified)),
    closingDate: new Date(life.closing).toISOString().slice(0, 10),
    revision: 1 + random.below(12),
    fields: {
      ...closingFields(random, fate, pipeline, index, formatTime(new Date(life.modified))),
      _step_since: formatTime(new Date(life.stepSince)),
      label_flag: fate === 'stale' ? 4 : random.pick([0, 0, 0, 0, 0, 1, 2, 3]),
      ...(random.chance(0.7) ? { ranking: 1 + random.below(10) } : {}),
      ...(random.chance(0.3) ? { description: remark(index) } : {}),
      ...(account === undefined ? { quick_account_name: 'Visitor at the trade fair' } : {}),
    },
  };
}

/** What was planned to be closed by now mostly is; some of it nobody has touched for long. */
function drawFate(random: RandomStream, planned: number): Fate {
  const draw = random.next();
  if (planned > LAST_EVENING) return draw < 0.08 ? 'lost' : 'open';
  return draw < 0.42 ? 'won' : draw < 0.82 ? 'lost' : draw < 0.9 ? 'open' : 'stale';
}

interface Life {
  /** Milliseconds since 1970, as are the others: when the record was closed or last changed. */
  modified: number;
  closing: number;
  stepSince: number;
}

/** A moment in between, never after the last evening. */
const between = (random: RandomStream, from: number, to: number) =>
  Math.floor((from + random.next() * (Math.min(to, LAST_EVENING) - from)) / 1000) * 1000;

function drawClosed(random: RandomStream, created: number, planned: number): Life {
  const closed = planned > LAST_EVENING ? between(random, created, planned) : planned;
  return {
    modified: closed,
    closing: random.chance(0.8) ? closed : closed + random.below(60) * DAY,
    stepSince: closed,
  };
}

/** Every fourth of those whose plan has passed is overdue; the others have a new day. */
function drawOpen(random: RandomStream, created: number, planned: number): Life {
  const stepSince = between(random, created, LAST_EVENING);
  const isOverdue = planned < LAST_EVENING && random.chance(0.4);
  const isPutOff = planned < LAST_EVENING && !isOverdue;
  const closing = isPutOff ? LAST_EVENING + (5 + random.below(300)) * DAY : planned;
  return { modified: between(random, stepSince, LAST_EVENING), closing, stepSince };
}

function drawStale(random: RandomStream, created: number, planned: number): Life {
  const touched = between(random, created, created + 20 * DAY);
  return { modified: touched, closing: random.chance(0.5) ? planned : planned + 400 * DAY, stepSince: touched };
}

/** Some accounts have many opportunities, most have few; archived and deleted ones have none. */
function drawAccount(random: RandomStream, accounts: number): number {
  for (;;) {
    const account = Math.floor(random.next() ** 1.6 * accounts);
    if (!['a', 'd'].includes(COMPANIES[account]?.marks ?? '')) return account;
  }
}

const EURO = 'Austria Belgium Croatia Finland France Germany Greece Ireland Italy Netherlands Portugal Spain'.split(
  ' ',
);

function currencyOf(account: number | undefined): string {
  const country = account === undefined ? '' : companyOf(account).country;
  if (country === 'Japan' || country === '日本') return 'JPY';
  return EURO.includes(country) ? 'EUR' : 'USD';
}

/** From a thousand to some hundred thousand, more often small than large, in round amounts; now and then none yet. */
function drawAmount(random: RandomStream, pipeline: Deal['pipeline'], code: string): number {
  if (random.chance(0.04)) return 0;
  const size = 10 ** (3 + random.next() * (pipeline === 'test' ? 2.2 : 1.2));
  if (code === 'JPY') return Math.round((size * 150) / 1000) * 1000;
  return random.chance(0.1) ? Math.round(size * 100) / 100 : Math.round(size / 50) * 50;
}

function closingFields(random: RandomStream, fate: Fate, pipeline: Deal['pipeline'], index: number, time: string): Row {
  if (fate === 'won') {
    return { won_date: time, ...(pipeline === 'renewals' ? { cf_contract_no: `R-${1000 + index}` } : {}) };
  }
  if (fate !== 'lost') return {};
  return {
    is_archived: true,
    lost_date: time,
    // Price most often.
    reason_of_close_id: option('Opportunity.reason_of_close_id', Math.floor(random.next() ** 1.5 * 4)),
    ...(random.chance(0.4) ? { reason_of_close_description: random.pick(REASONS) } : {}),
  };
}

const REASONS = [
  'They stay with what they have.',
  'A competitor was a fifth cheaper.',
  'The project was stopped by their board.',
  'No answer after three calls.',
  'Our delivery time was too long.',
];
