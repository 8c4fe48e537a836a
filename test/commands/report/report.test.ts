import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { useHome } from '../../support/hooks.ts';
import { runInProcess } from '../../support/host.ts';
import { errorObject } from '../../support/run.ts';

type Row = Record<string, unknown>;

const home = useHome();
const run = (...args: string[]) => runInProcess(['--sandbox', ...args], { home });

async function json<T = Row>(...args: string[]): Promise<T> {
  const ended = await run(...args, '--json');
  expect(ended.code, ended.stderr).toBe(0);
  return JSON.parse(ended.stdout);
}

interface Report {
  currency: string;
  rates_of: string | null;
  filters: Row;
  rows: Row[];
  totals: Row;
  left_out: Row[];
}

/** A number of JSON as whole 10 ** -20, by its digits. */
function digitsOf(text: string): bigint {
  const [integer = '', fraction = ''] = text.split('.');
  return BigInt(integer + fraction.padEnd(20, '0'));
}

/** The base values of the opportunities of a list as they came, and their fields, read from the raw JSON. */
async function rawDeals(...args: string[]) {
  const { stdout } = await run('oppty', 'list', '--status', 'all', '--json', ...args);
  const values = [...stdout.matchAll(/"base_value": ("?)(null|[\d.-]+)\1/g)].map(([, , digits]) => digits!);
  const rows = JSON.parse(stdout) as Row[];
  expect(values.length).toBe(rows.length);
  return rows.map((row, index): Row & { digits: bigint } => ({
    ...row,
    digits: values[index] === 'null' ? 0n : digitsOf(values[index]!),
  }));
}

const sumOf = (rows: readonly { digits: bigint }[]) => rows.reduce((sum, { digits }) => sum + digits, 0n);

describe('report pipeline', () => {
  it('agrees with an independent sum of the raw records, step by step', async () => {
    const deals = (await rawDeals()).filter(({ status }) => status === 1);
    const { rows, totals } = await json<Report>('report', 'pipeline');
    expect([totals.count, digitsOf(String(totals.sum))]).toEqual([deals.length, sumOf(deals)]);
    for (const row of rows) {
      const own = deals.filter(({ step_id }) => step_id === row.step_id);
      expect([row.step, row.count, digitsOf(String(row.sum))]).toEqual([row.step, own.length, sumOf(own)]);
      // A percent has two decimals: exact below 10 ** -20.
      expect(digitsOf(String(row.weighted)) * 100n).toBe(sumOf(own) * BigInt(Number(row.percent)));
    }
    expect(rows.reduce((sum, { weighted }) => sum + digitsOf(String(weighted)), 0n)).toBe(
      digitsOf(String(totals.weighted)),
    );
  });

  it('is narrowed as a list is, and shows the steps of a pipeline that is named', async () => {
    const { rows, filters, totals } = await json<Report>('report', 'pipeline', 'Renewals', '--owner', 'John Doe');
    expect(filters).toEqual({ owner: 'John Doe', pipeline: 'Renewals' });
    expect([...new Set(rows.map(({ pipeline }) => pipeline))]).toEqual(['Renewals']);
    const listed = await json<Row[]>('oppty', 'list', '--pipeline', 'Renewals', '--owner', 'John Doe');
    expect(totals.count).toBe(listed.length);
    const none = await json<Report>('report', 'pipeline', 'renewals', '--min-value', '900000000');
    expect([none.totals, none.rows.length]).toEqual([{ count: 0, sum: '0', weighted: '0' }, 3]);
    expect((await run('report', 'pipeline', '--min-value', '900000000', '--format', 'table')).stderr).toContain(
      'There are no such opportunities.',
    );
  });

  it('weighs won deals whole and lost ones not at all', async () => {
    const won = await json<Report>('report', 'pipeline', '--status', 'won');
    expect(won.totals.weighted).toBe(won.totals.sum);
    const lost = await json<Report>('report', 'pipeline', '--status', 'lost');
    expect([lost.totals.weighted, lost.totals.sum]).toEqual(['0', expect.stringMatching(/^[1-9]/)]);
  });

  it('is in another currency by the rates of a day', async () => {
    const [base, early, late] = await Promise.all([
      json<Report>('report', 'pipeline'),
      ...['2026-01-15', '2026-04-15'].map(day =>
        json<Report>('report', 'pipeline', '--currency', 'EUR', '--rates-of', day),
      ),
    ]);
    expect([early?.currency, early?.rates_of, late?.rates_of]).toEqual(['EUR', '2026-01-15', '2026-04-15']);
    for (const report of [early!, late!]) {
      expect(report.totals.count).toBe(base.totals.count);
      // The rate that it went by, of at most eight decimals.
      const scale = 10n ** 8n;
      const [sum, baseSum] = [digitsOf(String(report.totals.sum)), digitsOf(String(base.totals.sum))];
      const rate = (2n * sum * scale + baseSum) / (2n * baseSum);
      expect(baseSum * rate).toBe(sum * scale);
    }
  });

  it('gives the same digits as JSON, as lines and as CSV', async () => {
    const { rows } = await json<Report>('report', 'pipeline');
    const lines = (await run('report', 'pipeline', '--format', 'jsonl')).stdout.trim().split('\n');
    expect(lines.map(line => JSON.parse(line))).toEqual(rows);
    const [head, ...cells] = (await run('report', 'pipeline', '--format', 'csv')).stdout.trim().split('\r\n');
    expect(head).toBe('pipeline,step,%,count,sum,weighted,days,oldest,largest');
    expect(cells.map(line => line.split(',')[4])).toEqual(rows.map(({ sum }) => sum));
  });

  it('is a table whose parts add up to its total', async () => {
    const { stdout, stderr } = await run('report', 'pipeline', '--format', 'table');
    const lines = stdout.trim().split('\n').slice(1);
    const sums = lines.map(line => BigInt(/([\d,]+\.\d\d) {2}/.exec(line)![1]!.replace(/\D/g, '')));
    expect(sums.slice(0, -1).reduce((a, b) => a + b)).toBe(sums.at(-1));
    expect(lines.at(-1)).toMatch(/^ +Total/);
    expect(stderr).toMatch(/The largest: .+\nThe longest in its step: .+ days/);
  });
});

describe('report forecast', () => {
  it('agrees with the raw records: won by the day of the event, open by the closing date, overdue in a row of its own', async () => {
    const deals = await rawDeals();
    const { rows, totals } = await json<Report>('report', 'forecast', '--target', '1000000');
    const won = deals.filter(({ status, won_date }) => status === 3 && String(won_date).startsWith('2026-'));
    const open = deals.filter(({ status, closing_date }) => status === 1 && String(closing_date) <= '2026-12-31');
    expect([digitsOf(String(totals.won)), digitsOf(String(totals.open))]).toEqual([sumOf(won), sumOf(open)]);
    const slipped = rows.at(-1)!;
    const late = open.filter(({ closing_date }) => String(closing_date) < '2026-05-04');
    expect([slipped.label, slipped.slipped, slipped.count]).toEqual(['Slipped', true, late.length]);
    expect(digitsOf(String(slipped.open))).toBe(sumOf(late));
    expect(totals).toMatchObject({ target: '1000000', won_share: expect.stringMatching(/^\d/) });
  });

  it.each(['owner', 'unit', 'account', 'quarter'])('adds up to the same by %s', async by => {
    const { totals } = await json<Report>('report', 'forecast');
    const other = await json<Report>('report', 'forecast', '--by', by);
    expect(other.totals).toEqual(totals);
    expect(other.rows.length).toBeGreaterThan(1);
  });

  it('goes by the quarters of the user, and by the target that is set', async () => {
    await run('config', 'set', 'fiscal-year-start', '03');
    await run('config', 'set', 'target', '2000000');
    const { rows, totals } = await json<Report>(
      'report',
      'forecast',
      '--by',
      'quarter',
      '--closing',
      '2026-01..2026-12',
    );
    expect([rows[0]?.group, rows[1]?.group, totals.target]).toEqual(['2025-q4', '2026-q1', '2000000']);
  });
});

describe('report closed', () => {
  it.each(['month', 'owner', 'reason'])('counts each closed deal once, by %s', async by => {
    const deals = (await rawDeals()).filter(({ won_date, lost_date }) =>
      String(won_date ?? lost_date).startsWith('2026-'),
    );
    const { totals, rows } = await json<Report>('report', 'closed', '--by', by);
    const [won, lost] = [3, 2].map(status => deals.filter(deal => deal.status === status));
    expect([totals.won_count, totals.lost_count]).toEqual([won?.length, lost?.length]);
    expect(digitsOf(String(totals.won_sum))).toBe(sumOf(won!));
    expect(rows.reduce((sum, row) => sum + Number(row.won_count) + Number(row.lost_count), 0)).toBe(deals.length);
  });
});

it('a report goes by the days of the user, where in UTC it is still the month before', async () => {
  const zone = process.env.TZ;
  process.env.TZ = 'Pacific/Auckland';
  try {
    const deals = (await rawDeals()).flatMap(({ won_date, lost_date }) => won_date ?? lost_date ?? []);
    const day = new Intl.DateTimeFormat('en-CA', { timeZone: 'Pacific/Auckland' });
    const months = deals.map(time => day.format(new Date(String(time).replace(' ', 'T'))).slice(0, 7));
    expect(months.some((month, index) => month !== String(deals[index]).slice(0, 7))).toBe(true);
    const { rows } = await json<Report>('report', 'closed', '--closing', '2026');
    for (const { group, won_count, lost_count } of rows)
      expect([group, Number(won_count) + Number(lost_count)]).toEqual([
        group,
        months.filter(month => month === group).length,
      ]);
  } finally {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  }
});

describe('a report', () => {
  it('is a page that stands by itself, and takes the place of no file', async () => {
    const file = join(home.path, 'pipeline.html');
    await json(
      'oppty',
      'update',
      'Conveyor upgrade',
      '--name',
      '<script>alert("x")</script> & Co',
      '--value',
      '9999999',
    );
    expect((await run('report', 'pipeline', '--html', file)).stderr).toContain(`The page is in ${file}`);
    const page = readFileSync(file, 'utf8');
    expect(page).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; Co');
    expect(page).not.toMatch(/<script|https?:|src=|href=|@import|url\(/);
    expect(page).toContain("default-src 'none'");
    writeFileSync(file, 'mine');
    const refused = await run('report', 'pipeline', '--html', file, '--json');
    expect([refused.code, refused.stdout, errorObject(refused).flag]).toEqual([2, '', '--html']);
    expect(readFileSync(file, 'utf8')).toBe('mine');
    await run('report', 'pipeline', '--html', file, '--overwrite');
    expect(readFileSync(file, 'utf8')).toContain('<!doctype html>');
  });

  it.each([
    [['forecast', '--target', '0'], '--target is more than zero, not 0'],
    [['forecast', '--target', '-5'], '--target is more than zero, not -5'],
    [['forecast', '--target', 'abc'], /^--target: 'abc' is not an amount/],
    [['forecast', '--closing', 'soon'], /^--closing: 'soon' is not a range/],
    [['pipeline', '--rates-of', '2026-01-01'], '--rates-of needs --currency'],
    [['pipeline', '--currency', 'EUR', '--rates-of', 'then'], /^--rates-of: 'then' is not a date/],
    [['pipeline', '--currency', 'EUR', '--rates-of', '1990-01-01'], 'There is no exchange rate for EUR on 1990-01-01'],
    [['closed', '--html', '/nowhere/at/all.html'], /could not be written/],
  ])('refuses %j', async (args, message) => {
    const ended = await run('report', ...args, '--json');
    expect(ended.stdout).toBe('');
    expect([2, 11]).toContain(ended.code);
    const said = errorObject(ended).message;
    if (typeof message === 'string') expect(said).toBe(message);
    else expect(said).toMatch(message);
  });
});
