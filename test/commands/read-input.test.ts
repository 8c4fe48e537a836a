import { describe, expect, it } from 'vitest';
import { decodeUtf8 } from '../../src/commands/read-input.ts';

describe('the bytes of a file', () => {
  it('are UTF-8', () => {
    expect(decodeUtf8(Buffer.from('{"name":"Žlutý 展"}'), '--input')).toBe('{"name":"Žlutý 展"}');
  });

  it.each([
    ['Latin-1', Buffer.from('{"name":"Müller"}', 'latin1')],
    ['UTF-16', Buffer.from('\uFEFF{"name":"Müller"}', 'utf16le')],
    ['cut off', Buffer.from('{"name":"Mü').subarray(0, 11)],
  ])('are refused in %s', (_, bytes) => {
    expect(() => decodeUtf8(bytes, '--input')).toThrow(expect.objectContaining({ code: 'USAGE', flag: '--input' }));
  });
});
