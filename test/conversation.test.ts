import { describe, expect, it } from 'vitest';
import { openConversation } from '../src/conversation.ts';
import type { Host } from '../src/host.ts';
import type { Prompter } from '../src/terminal/prompts/prompter.ts';
import { fakeOutput } from './support/fake-output.ts';

interface World {
  env?: Record<string, string>;
  /** Their widths; null for a pipe. */
  columns?: number | null;
  stdout?: number | null;
  streams?: boolean;
}

/** A conversation on a terminal on which only the test lets time pass. */
function talking({ env = {}, columns = 80, stdout = 80, streams = false }: World = {}) {
  const stderr = fakeOutput(columns ?? undefined);
  const sleepers = new Set<{ until: number; wake(): void }>();
  let time = 0;
  const host = {
    ...{
      env: { LANG: 'C.UTF-8', NO_COLOR: '1', ...env },
      platform: 'linux',
      stderr,
      stdout: fakeOutput(stdout ?? undefined),
    },
    monotonicMs: () => time,
    sleep: (ms: number, signal: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        sleepers.add({ until: time + ms, wake: resolve });
        signal.addEventListener('abort', () => reject(signal.reason));
      }),
  } as unknown as Host;
  const conversation = openConversation(host, { streams, colour: undefined });
  const pass = async (ms: number) => {
    for (let left = ms; left > 0; left -= 10) {
      time += 10;
      for (const sleeper of [...sleepers].filter(({ until }) => until <= time)) {
        sleepers.delete(sleeper);
        sleeper.wake();
      }
      await new Promise(resolve => setImmediate(resolve));
    }
  };
  /** Waits until this is all that was written; no time passes meanwhile. */
  const shows = (text: string) => expect.poll(() => stderr.text, { interval: 5, timeout: 20_000 }).toBe(text);
  return { ...conversation, stderr, pass, shows };
}

describe('a wait', () => {
  it('shows after a moment what is waited for, and is gone without a trace at its end', async () => {
    const { wait, pass, shows, stderr } = talking();
    const end = wait('Loading pipelines');
    await pass(290);
    expect(stderr.text).toBe('');
    await pass(10);
    await shows('⠸ Loading pipelines');
    await pass(80);
    await shows('⠸ Loading pipelines\r\u001b[K⠼ Loading pipelines');
    end();
    expect(stderr.writes.at(-1)).toBe('\r\u001b[K');
    const { length } = stderr.writes;
    await pass(1000);
    expect(stderr.writes).toHaveLength(length);
  });

  it('is one with those at the same time, and with the next', async () => {
    const { wait, pass, shows } = talking();
    const ends = [wait('Loading clients'), wait('Loading accounts')];
    await pass(200);
    for (const end of ends) end();
    const end = wait('Loading steps');
    await pass(100);
    await shows('⠸ Loading steps');
    end();
  });

  it('shows nothing for many short ones with time between', async () => {
    const { wait, pass, stderr } = talking();
    for (let count = 0; count < 5; count++) {
      const end = wait('Loading');
      await pass(250);
      end();
      await pass(100);
    }
    expect(stderr.text).toBe('');
  });

  it('shows the progress once there is some', async () => {
    const { wait, pass, shows, progress, clearProgress } = talking();
    await progress('100 of 300 accounts');
    const end = wait('Loading accounts');
    await pass(300);
    await shows('⠸ 100 of 300 accounts');
    end();
    await clearProgress();
    const endOther = wait('Loading units');
    await pass(80);
    await shows('⠸ 100 of 300 accounts\r\u001b[K⠸ Loading units');
    endOther();
  });

  it('leaves the line to a question that opens', async () => {
    const { wait, pass, shows, stderr, attach } = talking();
    let asks = false;
    attach({ isAsking: () => asks } as Prompter);
    const end = wait('Searching');
    await pass(300);
    await shows('⠸ Searching');
    asks = true;
    const { length } = stderr.writes;
    await pass(500);
    end();
    expect(stderr.writes).toHaveLength(length);
  });

  it.each<[string, World, string]>([
    ['a narrow terminal', { columns: 12 }, '⠸ Loading …'],
    ['a terminal without UTF-8', { env: { LANG: 'C' } }, '\\ Loading accounts'],
    ['a terminal with a pipe behind it', { stdout: null }, 'Loading accounts ...'],
    ['a pipe', { columns: null }, ''],
    ['a stream of records on the same terminal', { streams: true }, ''],
  ])('shows on %s so that nothing breaks', async (_, world, text) => {
    const { wait, pass, shows } = talking(world);
    const end = wait('Loading accounts');
    await pass(300);
    await shows(text);
    end();
  });

  it.each([{ TERM: 'dumb' }, { ACCESSIBLE: '1' }])('is a plain line after a second with %j', async env => {
    const { wait, pass, shows, stderr } = talking({ env });
    const end = wait('Loading accounts');
    await pass(990);
    expect(stderr.text).toBe('');
    await pass(10);
    await shows('Loading accounts ...\n');
    await pass(3000);
    end();
    expect(stderr.text).toBe('Loading accounts ...\n');
  });
});
