import { PassThrough } from 'node:stream';
import { expect } from 'vitest';
import type { Host } from '../../src/host.ts';
import { createPlainPrompter } from '../../src/terminal/prompts/plain-prompter.ts';
import type { Choice } from '../../src/terminal/prompts/prompter.ts';
import { createScreenPrompter } from '../../src/terminal/prompts/screen-prompter.ts';
import { Screen } from './screen.ts';

export interface FakeTerminalOptions {
  columns?: number;
  rows?: number;
  env?: Record<string, string>;
  colour?: boolean;
  /** Lines instead of pictures. */
  plain?: boolean;
  /** Also the rest after typing passes only by `pass`, as all other time does. */
  patient?: boolean;
  /** The keyboard of an earlier prompter. */
  stdin?: PassThrough;
  redact?(text: string): string;
}

/** How long a search waits for more to be typed. */
const REST_MS = 150;

const open = new Set<{ close(): void }>();

/** Takes everybody away from the keyboard. */
export function closeFakeTerminals(): void {
  for (const prompter of open) prompter.close();
  open.clear();
}

/** The same, but that a question which the end of a test leaves open fails unheard. */
const unattended = <T extends object>(prompter: T): T =>
  new Proxy(prompter, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...words: unknown[]) => {
        const result: unknown = member.apply(target, words);
        if (result instanceof Promise) result.catch(() => {});
        return result;
      };
    },
  });

/** A prompter with a keyboard, a screen and a clock of its own. */
export function fakeTerminal(options: FakeTerminalOptions = {}) {
  const { columns = 80, rows = 24, env = {}, colour = false, plain = false, patient = false } = options;
  const modes: boolean[] = [];
  const stdin = Object.assign(options.stdin ?? new PassThrough(), {
    isTTY: true,
    setRawMode: (on: boolean) => {
      modes.push(on);
      return stdin;
    },
  });
  const output = new PassThrough();
  const screen = new Screen(columns, rows);
  let raw = '';
  output.on('data', chunk => {
    raw += String(chunk);
    // As terminals do, also when they hand over each key.
    screen.write(String(chunk).replace(/\r?\n/g, '\r\n'));
  });
  const stop = new AbortController();
  const atEnd = new Set<() => void>();
  let time = 0;
  let resume: (() => void) | undefined;
  const sleepers = new Set<{ until: number; wake(): void }>();
  const stderr = {
    stream: output,
    isTTY: true,
    columns,
    rows,
    write: async (text: string) => void output.write(text),
  };
  const host = {
    env: { TERM: 'xterm', LANG: 'C.UTF-8', ...env },
    platform: 'linux',
    stdin,
    stderr,
    signal: stop.signal,
    interrupt: () => stop.abort('SIGINT'),
    suspend: onContinue => {
      resume = onContinue;
    },
    atEnd: work => {
      atEnd.add(work);
      return () => void atEnd.delete(work);
    },
    now: () => new Date(time),
    monotonicMs: () => time,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (ms === REST_MS && !patient) return resolve();
        const sleeper = { until: time + ms, wake: resolve };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', () => {
          sleepers.delete(sleeper);
          reject(signal.reason);
        });
      }),
  } as Partial<Host> as Host;
  const redact = options.redact ?? (text => text);
  const prompter = unattended(plain ? createPlainPrompter(host, redact) : createScreenPrompter(host, colour, redact));
  open.add(prompter);
  return {
    prompter,
    stdin,
    output,
    stop,
    /** Whether the terminal hands over each key, and shows none. */
    isRaw: () => modes.at(-1) ?? false,
    press: (...keys: string[]) => {
      for (const key of keys) stdin.write(key);
    },
    raw: () => raw,
    /** The screen's text since a moment, without what moves the cursor. */
    text: () => raw.replace(/\u001b\[[\d;?]*[A-Za-z]/g, ''),
    /** What stands on the screen, without the empty lines at its end. */
    lines: () => screen.text().trimEnd().split('\n'),
    cursor: () => screen.cursor,
    shows: (words: string) => expect.poll(() => raw, { interval: 5 }).toContain(words),
    /** Waits until exactly these lines stand on the screen. */
    looks: (...lines: string[]) =>
      expect.poll(() => screen.text().trimEnd().split('\n'), { interval: 5 }).toEqual(lines),
    resize: (width: number) => {
      screen.resize(width);
      stderr.columns = width;
      output.emit('resize');
    },
    /** Lets time pass for the prompter, and what it sets off happen. */
    pass: async (ms: number) => {
      time += ms;
      for (const sleeper of [...sleepers].filter(({ until }) => until <= time)) {
        sleepers.delete(sleeper);
        sleeper.wake();
      }
      await new Promise(resolve => setImmediate(resolve));
    },
    /** Whether Ctrl-Z has stopped the process. */
    isStopped: () => resume !== undefined,
    /** As the shell's `fg`. */
    goOn: () => {
      resume?.();
      resume = undefined;
    },
    /** The end of the process, with whatever was open. */
    die: () => {
      for (const work of atEnd) work();
    },
  };
}

export type FakeTerminal = ReturnType<typeof fakeTerminal>;

/** Searches whose replies come when, and in the order, the test likes. */
export function slowSource() {
  const open = new Map<string, { found(choices: Choice[], more?: boolean): void; fail(error: Error): void }>();
  const signals = new Map<string, AbortSignal>();
  return {
    source: (text: string, signal: AbortSignal) =>
      new Promise<{ choices: readonly Choice[]; more: boolean }>((resolve, reject) => {
        signals.set(text, signal);
        open.set(text, { found: (choices, more = false) => resolve({ choices, more }), fail: reject });
      }),
    /** Waits for the search for these words. */
    asked: (text: string) => expect.poll(() => open.has(text), { interval: 5 }).toBe(true),
    reply: (text: string) => open.get(text)!,
    wasAborted: (text: string) => signals.get(text)!.aborted,
    /** The words that were searched for. */
    words: () => [...open.keys()],
  };
}
