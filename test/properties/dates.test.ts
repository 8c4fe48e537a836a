import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from '../../src/answer.ts';
import { toBody } from '../../src/oppty/draft/to-body.ts';
import { parseFlags } from '../../src/oppty/input/flags.ts';
import { parseJsonInput } from '../../src/oppty/input/json.ts';
import { localDay } from '../../src/values/dates.ts';
import { parseDate } from '../../src/values/parse-date.ts';
import { DEAL } from '../support/deals.ts';
import { echo } from '../support/echo.ts';
import { closeAll } from '../support/loopback.ts';
import { listOf, printed } from '../support/printed.ts';
import { runs } from '../support/runs.ts';

/**
 * Zones with days that were left out, had no midnight, or are long over elsewhere; with their minutes in July 2020. The
 * first four are tried each time.
 */
const ZONES = [
  ['UTC', 0],
  ['Europe/Prague', 120],
  ['America/St_Johns', -150],
  ['Pacific/Apia', 780],
  ['Africa/Casablanca', 60],
  ['America/Sao_Paulo', -180],
  ['Antarctica/Troll', 120],
  ['Asia/Kathmandu', 345],
  ['Australia/Lord_Howe', 630],
  ['Pacific/Kiritimati', 840],
] as const;

/** All days from 1900 to 2199, counted on fingers. The first was a Monday. */
const CALENDAR = [...everyDay()];
const MONTHS = 'January February March April May June July August September October November December'.split(' ');
const DAYS = 'monday tuesday wednesday thursday friday saturday sunday'.split(' ');

function* everyDay() {
  for (let year = 1900; year < 2200; year++) {
    const leap = year % 4 === 0 && ![1900, 2100].includes(year);
    for (const [i, length] of [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].entries()) {
      for (let day = 1; day <= length; day++) {
        yield `${year}-${String(i + 1).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
      }
    }
  }
}

it('the calendar has as many days as 300 years with 73 leap days', () => {
  expect(CALENDAR).toHaveLength(300 * 365 + 73);
});

const home = process.env.TZ;
let send: Awaited<ReturnType<typeof echo>>;
beforeAll(async () => {
  send = await echo();
});
afterAll(async () => {
  if (home === undefined) delete process.env.TZ;
  else process.env.TZ = home;
  await closeAll();
});

describe.each(ZONES.slice(0, runs(4, ZONES.length)))('in %s', (zone, minutes) => {
  beforeAll(() => {
    process.env.TZ = zone;
  });

  // In a short run each zone has days of its own.
  const step = runs(61, 1);
  const from = step === 1 ? 0 : ZONES.findIndex(([name]) => name === zone) * 6;
  const days = CALENDAR.filter((_, i) => i % step === from);

  it('the zone is really that of this process', () => {
    expect(new Date(2020, 6, 1).getTime()).toBe(Date.UTC(2020, 6, 1) - minutes * 60_000);
  });

  it('every day from 1900 to 2199 goes on the wire as it was typed, and is printed as it came', async () => {
    expect(days.length).toBeGreaterThan(CALENDAR.length / step - 1);
    for (let at = 0; at < days.length; at += 100) {
      const some = days.slice(at, at + 100);
      const fields = some.map((day, i) => `"cf_${i}":"${day}"`).join(',');
      const bodies = some.map(day =>
        toBody({ ...DEAL, ...defined(parseFlags({ closingDate: day, wonDate: day }, '2026-07-29').draft) }),
      );
      expect(bodies.map(body => [body.closing_date, body.won_date])).toEqual(
        some.map(day => [day, `${day}T00:00:00Z`]),
      );

      const [first = ''] = some;
      const file = parseJsonInput(`{"closing_date":"${first}",${fields}}`, 'deal.json', '2026-07-29');
      const flags = parseFlags({ closingDate: first, set: some.map((day, i) => `cf_${i}=${day}`) }, '2026-07-29');
      expect([file.problems, flags.problems]).toEqual([[], []]);
      const body = toBody({ ...DEAL, ...defined(file.draft) });
      expect(toBody({ ...DEAL, ...defined(flags.draft) })).toEqual(body);
      const { sent, row } = await send(body);
      expect(sent).toContain(`"closing_date":"${first}"`);
      expect(sent.endsWith(`,${fields}}`)).toBe(true);

      const list = () =>
        listOf(
          some.map((_, i) => ({ d: row[`cf_${i}`] })),
          { d: 'd' },
        );
      const table = (await printed(list(), 'table', 80)).split('\n').slice(1, -1);
      expect(table).toEqual(some);
      expect(await printed(list(), 'tsv')).toBe(`${some.join('\n')}\n`);
      expect(await printed(list(), 'csv')).toBe(`d\r\n${some.join('\r\n')}\r\n`);
      const one: Answer = { kind: 'record', row: { closing_date: row.closing_date } };
      expect(await printed(one, 'tsv')).toBe(`closing_date\t${first}\n`);
      expect(await printed(one, 'table', 80)).toContain(`| closing_date | ${first} |`);
    }
  });

  it('words for a day mean what the calendar says, seen from any day', () => {
    const wrong: unknown[] = [];
    const check = (today: string, word: string, wanted: string | undefined) => {
      const read = parseDate(word, today);
      if (('date' in read ? read.date : undefined) !== wanted) wrong.push([today, word, read, wanted]);
    };
    for (let i = from; i < CALENDAR.length; i += step) {
      const today = CALENDAR[i]!;
      check(today, 'today', today);
      check(today, 'tomorrow', CALENDAR[i + 1]);
      check(today, '+30d', CALENDAR[i + 30]);
      check(today, `+${i % 999}d`, CALENDAR[i + (i % 999)]);
      check(today, '+6w', CALENDAR[i + 42]);
      // One to seven days on, one for each name.
      const ahead = 1 + (i % 7);
      check(today, DAYS[(i + ahead) % 7]!, CALENDAR[i + ahead]);
      check(today, 'friday', CALENDAR[i + 1 + ((DAYS.indexOf('friday') - (i + 1) + 700_000) % 7)]);
      const [year = '', month = '', day = ''] = CALENDAR[(i * 7) % CALENDAR.length]!.split('-');
      const any = `${year}-${month}-${day}`;
      const monthName = MONTHS[Number(month) - 1]!;
      check(today, `${Number(day)}.${Number(month)}.${year}`, any);
      check(today, `${monthName} ${Number(day)}, ${year}`, any);
      check(today, `${day} ${monthName.slice(0, 3)} ${year}`, any);
      check(today, `${day}/${month}/${year}`, Number(day) > 12 || day === month ? any : undefined);
      check(today, `${month}/${day}/${year}`, Number(day) > 12 || day === month ? any : undefined);
      // Without a year it is the next day of that name, at most eight years on.
      const end = CALENDAR.slice(i, i + 8 * 366).find(later => later.endsWith(`-${month}-${day}`));
      check(today, `${day}.${month}.`, end);
      check(today, `${monthName} ${day}`, end);
      const untilMonday = 7 - (i % 7);
      check(today, `next ${DAYS[ahead - 1]}`, CALENDAR[i + untilMonday + ahead - 1]);
      check(today, '30d', CALENDAR[i + 30]);
      check(today, 'eoy', `${today.slice(0, 4)}-12-31`);
      const quarter = { '03-31': '03', '06-30': '06', '09-30': '09', '12-31': '12' };
      const [quarterEnd] = Object.entries(quarter).find(([, last]) => today.slice(5, 7) <= last)!;
      check(today, 'eoq', `${today.slice(0, 4)}-${quarterEnd}`);
      let last = i;
      while (CALENDAR[last + 1]?.startsWith(today.slice(0, 7))) last++;
      check(today, 'eom', CALENDAR[last]);
      const next = CALENDAR[last + 1]?.slice(0, 7);
      while (next && CALENDAR[last + 1]?.startsWith(next)) last++;
      check(today, 'next month', next && CALENDAR[last]);
      const months = Math.floor((Number(today.slice(5, 7)) - 1) / 3) * 3 + 6;
      const quarterYear = Number(today.slice(0, 4)) + (months > 12 ? 1 : 0);
      const nextQuarter = `${quarterYear}-${['03-31', '06-30', '09-30', '12-31'][(((months - 1) % 12) - 2) / 3]}`;
      check(today, 'next quarter', CALENDAR.includes(nextQuarter) ? nextQuarter : undefined);
    }
    expect(wrong.slice(0, 5)).toEqual([]);
  });

  it('today is the day on the calendar of that zone, at any time of day', () => {
    const clock = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
    const wrong: unknown[] = [];
    for (let i = from; i < CALENDAR.length; i += step) {
      const now = new Date(Date.parse(CALENDAR[i]!) + ((i * 6_997_000) % 86_400_000));
      if (localDay(now) !== clock.format(now)) wrong.push([now.toISOString(), localDay(now), clock.format(now)]);
    }
    expect(wrong.slice(0, 5)).toEqual([]);
  });
});

const defined = (draft: object) => Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== undefined));
