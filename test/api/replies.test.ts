import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { formatJson, LosslessNumber } from '../../src/wire/json.ts';
import { answering, clientOnLine } from '../support/api.ts';
import { failureOf } from '../support/failure.ts';
import { withoutNetwork } from '../support/no-network.ts';

withoutNetwork();

const read = () => clientOnLine().client.get('Opportunities', '1');
const write = () => clientOnLine().client.create('Opportunities', { name: 'x' });
const OK = '{"success":true,"data":{"id":"1"}}';

describe('bytes that cannot be trusted', () => {
  it('a compressed answer that nobody asked for is not unpacked', async () => {
    const headers = { 'content-encoding': 'gzip' };
    const gets = answering('GET', [200, gzipSync(OK), headers]);
    const error = await failureOf(read());
    expect(error).toMatchObject({ code: 'BAD_REPLY', exit: 12 });
    expect(error.message).toContain('compressed');
    const posts = answering('POST', [201, gzipSync(OK), headers]);
    expect(await failureOf(write())).toMatchObject({ code: 'OUTCOME_UNKNOWN', exit: 9 });
    expect([gets.length, posts.length]).toEqual([1, 1]);
  });

  it('text that is not UTF-8 is refused after all attempts, not patched up', async () => {
    const bytes = Buffer.from('{"success":true,"data":{"id":"1","name":"M\xfcller"}}', 'latin1');
    const gets = answering('GET', ...Array.from({ length: 4 }, () => [200, bytes] as [number, Buffer]));
    expect(await failureOf(read())).toMatchObject({ code: 'BAD_REPLY', exit: 12 });
    const posts = answering('POST', [201, bytes]);
    expect(await failureOf(write())).toMatchObject({ code: 'OUTCOME_UNKNOWN', exit: 9 });
    expect([gets.length, posts.length]).toEqual([4, 1]);
  });

  it('a byte order mark in front does no harm', async () => {
    answering('GET', [200, `\uFEFF${OK}`]);
    expect(await read()).toEqual({ id: '1' });
  });
});

describe('numbers', () => {
  it.each([
    '9007199254740993',
    '-9007199254740993',
    '0.1000000000000000055511151231257827',
    '123456789012345678901234567890.12',
  ])('%s arrives with its digits', async digits => {
    answering('GET', [200, `{"success":true,"data":{"id":"1","value":{"base_value":${digits}}}}`]);
    expect(formatJson(await read())).toBe(`{"id":"1","value":{"base_value":${digits}}}`);
  });

  it.each(['9007199254740993', '0.10', '123456789012345678901234567890.12'])(
    '%s leaves with its digits',
    async digits => {
      const seen = answering('POST', [201, OK]);
      await clientOnLine().client.create('Opportunities', { value: { base_value: new LosslessNumber(digits) } });
      expect(seen[0]?.body).toBe(`{"value":{"base_value":${digits}}}`);
    },
  );

  it.each(['4.32', '"4.32"', 'null', '0', '-0.5'])('an amount may come as %s', async amount => {
    answering('GET', [200, `{"success":true,"data":{"id":"1","value":{"base_value":${amount}}}}`]);
    expect(await read()).toEqual({ id: '1', value: { base_value: JSON.parse(amount) } });
  });
});

describe('a field called __proto__', () => {
  const body =
    '{"success":true,"data":{"id":"1","__proto__":{"is_deleted":true,"polluted":1},"constructor":{"prototype":{"polluted":1}}}}';

  it('changes no other object and hides nothing', async () => {
    answering('GET', [200, body]);
    const row = await read();
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(Object.getPrototypeOf(row)).toBe(Object.prototype);
    expect(row.is_deleted).toBeUndefined();
  });

  it('does no harm beside digits that need care', async () => {
    answering('GET', [200, body.replace('"1"', '"1","n":9007199254740993')]);
    const row = await read();
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(row.is_deleted).toBeUndefined();
    expect(String(row.n)).toBe('9007199254740993');
  });

  it('does no harm in a list', async () => {
    answering('GET', [200, '{"success":true,"data":[{"id":"1","__proto__":{"is_deleted":true}}]}']);
    const [row] = (await clientOnLine().client.list('Accounts')).rows;
    expect(row?.is_deleted).toBeUndefined();
    expect(row?.id).toBe('1');
  });
});
