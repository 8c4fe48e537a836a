import { describe, expect, it } from 'vitest';
import { VARIABLES } from '../../../src/access/environment.ts';
import { FORMATS } from '../../../src/answer.ts';
import { TOPICS } from '../../../src/commands/help/topics.ts';
import { EXIT } from '../../../src/errors.ts';
import { parseDate } from '../../../src/values/parse-date.ts';
import { parseMoney } from '../../../src/values/parse-money.ts';
import { OPERATORS } from '../../../src/wire/query.ts';

const text = (topic: string) => TOPICS[topic]!.text as string;

describe('the help topics', () => {
  it('fit on a terminal of 120 columns', async () => {
    for (const { text } of Object.values(TOPICS)) {
      const page = typeof text === 'string' ? text : await text();
      for (const line of page.split('\n')) expect(line.length).toBeLessThanOrEqual(120);
    }
  });

  it('name every exit code that is in use, with its number', () => {
    // Nothing works on many records at once yet.
    for (const [code, exit] of Object.entries(EXIT).filter(([code]) => code !== 'PARTIAL')) {
      const line = text('exit-codes')
        .split('\n')
        .find(line => line.includes(code));
      expect(line?.trim().startsWith(`${exit} `), code).toBe(true);
    }
  });

  it('name every operator, every format and every variable of the sign-in', () => {
    for (const operator of OPERATORS) expect(text('filters').split(/\s+/)).toContain(operator);
    for (const format of FORMATS) expect(text('formats')).toMatch(new RegExp(`^${format} `, 'm'));
    for (const variable of VARIABLES) expect(text('environment')).toMatch(new RegExp(`^${variable} `, 'm'));
  });

  it('show amounts and days that can be read as they say', () => {
    const page = text('money-and-dates');
    const [, amounts = ''] = /^Amounts: (.*)$/m.exec(page)!;
    for (const amount of amounts.split(/ {2,}/)) expect(parseMoney(amount), amount).toHaveProperty('amount');
    const [, days = ''] = /^Days: (.*\n +30d.*)$/m.exec(page)!;
    for (const day of days.split(/\s{2,}/)) {
      expect(parseDate(day, '2026-01-01'), day).toHaveProperty('date');
    }
    expect(parseMoney('1.234')).toHaveProperty('problem');
    expect(parseMoney('1.2340')).toEqual({ amount: '1.2340' });
  });
});
