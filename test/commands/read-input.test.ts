import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeUtf8, readInput } from '../../src/commands/read-input.ts';
import type { Host } from '../../src/host.ts';
import { useFolder } from '../support/hooks.ts';

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

describe.skipIf(process.platform === 'win32')('a FIFO that nobody writes to', () => {
  const folder = useFolder();
  const read = (signal: AbortSignal, timeout: number) => {
    const fifo = join(folder.path, 'fifo');
    execFileSync('mkfifo', [fifo]);
    return readInput(fifo, { host: { signal } as Host, timeout }, '--from');
  };

  it('is waited for no longer than the command may take', async () => {
    await expect(read(new AbortController().signal, 50)).rejects.toMatchObject({
      ...{ code: 'USAGE', flag: '--from', message: expect.stringContaining('could not be read within 0.05 s') },
    });
  });

  it('is given up when the user stops the command', async () => {
    const stop = new AbortController();
    const reading = read(stop.signal, 60_000);
    stop.abort('SIGINT');
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
  });
});
