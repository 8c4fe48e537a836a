import fc from 'fast-check';
import nock from 'nock';
import { describe, expect, it } from 'vitest';
import { answering, clientOnLine, ORIGIN } from '../support/api.ts';
import { failureOf } from '../support/failure.ts';
import { fixture } from '../support/fixture.ts';
import { hangUp } from '../support/line.ts';
import { withoutNetwork } from '../support/no-network.ts';

withoutNetwork();

const EMPTY = fixture('portal-list-empty');
const CREATED = fixture('create-opportunity.opportunity-201');
const BODY = { name: 'New machine' };

describe('a server that fails', () => {
  it.each([408, 500, 502, 503, 504])('is asked four times for a read: %i', async status => {
    const seen = answering('GET', ...Array.from({ length: 4 }, () => [status, 'oops'] as [number, string]));
    const { client, line } = clientOnLine();
    expect(await failureOf(client.list('Accounts'))).toMatchObject({
      code: 'SERVER_FAILED',
      exit: 8,
      status,
      retrySafe: true,
    });
    expect(seen).toHaveLength(4);
    expect(line.waits).toHaveLength(3);
  });

  it.each([408, 500, 502, 503, 504])('is sent a write once, and leaves it in doubt: %i', async status => {
    const seen = answering('POST', [status, '{"success":false,"message":"Deadlock"}']);
    const { client, line } = clientOnLine();
    const error = await failureOf(client.create('Opportunities', BODY));
    expect(error).toMatchObject({ code: 'OUTCOME_UNKNOWN', exit: 9, status, retrySafe: false });
    expect(error.message).toContain('Deadlock');
    expect(seen).toHaveLength(1);
    expect(line.waits).toEqual([]);
  });

  it('is forgiven when it recovers', async () => {
    answering('GET', [502, ''], [504, ''], [200, EMPTY]);
    const { client, line } = clientOnLine();
    expect((await client.list('Accounts')).rows).toEqual([]);
    expect(line.waits).toEqual([500, 1000]);
  });

  it('is not asked again when it refuses', async () => {
    const seen = answering('GET', [500, fixture('validation-error-422')]);
    expect(await failureOf(clientOnLine().client.list('Accounts'))).toMatchObject({ code: 'REJECTED', exit: 7 });
    expect(seen).toHaveLength(1);
  });

  it.each(['PATCH', 'DELETE'] as const)('is sent a %s once', async method => {
    const seen = answering(method, [502, '']);
    const error = await failureOf(clientOnLine().client.request(method, '/entities/Accounts/1'));
    expect(error).toMatchObject({ code: 'OUTCOME_UNKNOWN', exit: 9 });
    expect(seen).toHaveLength(1);
  });
});

it('is not tried again if this machine is what fails, and says so', async () => {
  const cause = new RangeError('WebAssembly.Instance(): Out of memory');
  nock(ORIGIN).get(/./).replyWithError(cause);
  const { client, line } = clientOnLine();
  const error = await failureOf(client.list('Accounts'));
  expect(error).toMatchObject({ code: 'UNREACHABLE', exit: 8, message: expect.stringContaining(cause.message) });
  expect(error.message).toContain('This machine');
  expect(line.waits).toEqual([]);
});

describe('a server that asks for fewer requests', () => {
  it.each(['GET', 'POST'] as const)('is asked four times, even for a %s, since nothing was done', async method => {
    const seen = answering(method, ...Array.from({ length: 4 }, () => [429, ''] as [number, string]));
    const { client, line } = clientOnLine();
    expect(await failureOf(client.request(method, '/entities/Accounts'))).toMatchObject({
      code: 'THROTTLED',
      exit: 8,
      status: 429,
      retrySafe: true,
    });
    expect(seen).toHaveLength(4);
    expect(line.waits).toHaveLength(3);
  });

  it('gets its one record in the end', async () => {
    const seen = answering('POST', [429, '', { 'retry-after': '2' }], [201, CREATED]);
    const { client, line } = clientOnLine();
    expect(await client.create('Opportunities', BODY)).toMatchObject({ name: 'New machine' });
    expect(seen).toHaveLength(2);
    expect(line.waits).toEqual([2000]);
  });
});

it.each([
  [429, { 'retry-after': '2' }, [2000]],
  [503, {}, [undefined]],
  [500, {}, []],
])('who asks for it hears that the server asks for fewer requests: %i', async (status, headers, heard) => {
  answering('GET', [status, '', headers], [200, EMPTY]);
  const { client } = clientOnLine();
  const waits: unknown[] = [];
  client.onThrottled(wait => waits.push(wait));
  await client.list('Accounts');
  expect(waits).toEqual(heard);
});

describe('Retry-After', () => {
  const DATE = 'Sun, 06 Nov 1994 08:49:37 GMT';
  const waitAfter = async (headers: Record<string, string>, status = 429) => {
    answering('GET', [status, '', headers], [200, EMPTY]);
    const { client, line } = clientOnLine();
    await client.list('Accounts');
    return line.waits;
  };
  // What is waited without it: three quarters of a second at most one second long.
  const WITHOUT = [750];

  it.each([
    ['seconds', { 'retry-after': '7' }, [7000]],
    ['sixty seconds', { 'retry-after': '60' }, [60_000]],
    ['less than is waited anyway', { 'retry-after': '0' }, WITHOUT],
    [
      'a date, judged by the server’s own clock',
      { 'retry-after': 'Sun, 06 Nov 1994 08:49:49 GMT', date: DATE },
      [12_000],
    ],
    ['a date in the past', { 'retry-after': DATE, date: 'Sun, 06 Nov 1994 08:50:00 GMT' }, WITHOUT],
    ['a date without a clock to judge it by', { 'retry-after': DATE, date: '' }, WITHOUT],
    ['a word', { 'retry-after': 'soon' }, WITHOUT],
    ['nothing', { 'retry-after': '' }, WITHOUT],
    ['a negative number', { 'retry-after': '-5' }, WITHOUT],
    ['a fraction', { 'retry-after': '1.5' }, WITHOUT],
    ['an exponent', { 'retry-after': '1e3' }, WITHOUT],
    ['too many digits', { 'retry-after': '99999999' }, WITHOUT],
    ['a date of another form', { 'retry-after': '1994-11-06T08:49:49Z', date: DATE }, WITHOUT],
  ])('is a floor if it is valid, and nothing otherwise: %s', async (_, headers, waits) => {
    expect(await waitAfter(headers as Record<string, string>)).toEqual(waits);
  });

  it('counts for 503 too', async () => {
    expect(await waitAfter({ 'retry-after': '9' }, 503)).toEqual([9000]);
  });

  it('of more than a minute ends the command, and says how long', async () => {
    const seen = answering('POST', [429, '', { 'retry-after': '61' }]);
    const { client, line } = clientOnLine();
    const error = await failureOf(client.create('Opportunities', BODY));
    expect(error).toMatchObject({ code: 'THROTTLED', exit: 8, retrySafe: true });
    expect(error.hint).toContain('61 seconds');
    expect([seen.length, line.waits]).toEqual([1, []]);
  });

  it.each([30_000, 30_400])('ends the command if it leaves too little of its %i ms to ask again', async left => {
    const seen = answering('GET', [429, '', { 'retry-after': '30' }]);
    const { client, line } = clientOnLine({ budget: { remaining: left } });
    expect(await failureOf(client.list('Accounts'))).toMatchObject({ code: 'THROTTLED', exit: 8 });
    expect([seen.length, line.waits]).toEqual([1, []]);
  });

  it('is waited for if it leaves enough', async () => {
    answering('GET', [429, '', { 'retry-after': '30' }], [200, EMPTY]);
    const { client, line } = clientOnLine({ budget: { remaining: 30_600 } });
    expect((await client.list('Accounts')).rows).toEqual([]);
    expect(line.waits).toEqual([30_000]);
  });
});

it('waits a random part of a growing span, and at least half of it where the server asks for peace', async () => {
  const fails = fc.constantFrom(408, 429, 500, 502, 503, 504);
  const luck = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  await fc.assert(
    fc.asyncProperty(fc.array(fails, { minLength: 3, maxLength: 3 }), luck, async (statuses, random) => {
      answering('GET', ...statuses.map(status => [status, ''] as [number, string]), [200, EMPTY]);
      const { client, line } = clientOnLine({ random: () => random });
      await client.list('Accounts');
      await hangUp();
      for (const [index, status] of statuses.entries()) {
        const span = Math.min(20_000, 500 * 2 ** (index + 1));
        const least = status === 429 || status === 503 ? span / 2 : 0;
        expect(line.waits[index]).toBeGreaterThanOrEqual(least);
        expect(line.waits[index]).toBeLessThanOrEqual(span);
        if (least === 0) expect(line.waits[index]).toBeCloseTo(random * span, 6);
      }
    }),
    { numRuns: 40 },
  );
});

it('takes the time of a call off what is left for the command', async () => {
  answering('GET', [200, EMPTY]);
  let clock = 1000;
  const budget = { remaining: 5000 };
  const { client } = clientOnLine({
    budget,
    monotonicMs: () => {
      clock += 100;
      return clock;
    },
  });
  await client.list('Accounts');
  expect(budget.remaining).toBeLessThan(5000);
  expect(budget.remaining).toBeGreaterThan(4000);
});

it('traces each attempt without the credentials', async () => {
  answering('GET', [502, ''], [200, EMPTY]);
  const { client, line } = clientOnLine();
  await client.list('Accounts', { filter: [{ field: 'name', value: 'a b' }] });
  expect(line.traces).toHaveLength(3);
  expect(line.traces[0]).toMatch(/^GET https:\S+filter%5Bname%5D=a%20b 502 0 ms, attempt 1$/);
  expect(line.traces[1]).toBe('waiting 500 ms before attempt 2');
  expect(line.traces[2]).toMatch(/ 200 0 ms, attempt 2$/);
  expect(line.traces.join()).not.toMatch(/secret|dXNlcjpzZWNyZXQ/);
});
