import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { spawn } from '@lydell/node-pty';
import { wantsPlainLines } from '../../src/values/env-flags.ts';
import { BIN, type Home } from './run.ts';
import { Screen } from './screen.ts';

export const KEYS = {
  enter: '\r',
  esc: '\u001b',
  up: '\u001b[A',
  down: '\u001b[B',
  backspace: '\u007f',
  clearLine: '\u0015',
  ctrlC: '\u0003',
  ctrlD: '\u0004',
} as const;

const DEADLINE_MS = 20_000;

/** No program writes it. */
const LAST = '\0';
const MARK_MS = 10;

export interface Terminal {
  /** The line of the question that is open, without its mark; empty if none is. */
  question(): string;
  /** Everything below that line. */
  choices(): string;
  /** The screen with what has scrolled away above it. */
  text(): string;
  /** Every byte that came, with the sequences that drive the terminal. */
  raw(): string;
  /** Waits until the condition holds for the text of the screen. */
  until(condition: string | RegExp | ((text: string) => boolean)): Promise<void>;
  /** Waits for an open question that begins with these words (and holds the others). */
  asks(words: string, holding?: string): Promise<void>;
  /** Waits until the choices below the question hold the words. */
  offers(words: string): Promise<void>;
  press(...keys: string[]): void;
  /** Makes the terminal narrower or wider, as dragging its window does. */
  resize(columns: number): void;
  /** Types a text and waits until it stands in the line of the question. */
  type(text: string): Promise<void>;
  /** Takes the terminal away, as closing its window does. */
  close(): void;
  kill(signal: string): void;
  /** Whether the program is still there. */
  alive(): boolean;
  exit(): Promise<{ code: number; signal: number | undefined }>;
}

export interface TerminalOptions {
  home: Home;
  columns?: number;
  rows?: number;
  env?: Record<string, string>;
  /** Called when the program has ended, as long as the terminal can still be asked how it was left. */
  ended?(end: { code: number; signal: number | undefined }, descriptor: number): void;
}

/** Runs the built program in a terminal of its own. */
export const inTerminal = (args: readonly string[], options: TerminalOptions): Terminal =>
  drive(process.execPath, [BIN, ...args], options);

/** Runs a line of shell in a terminal of its own; `pipeliner` in it is the built program. */
export const shellInTerminal = (line: string, options: TerminalOptions): Terminal =>
  drive('sh', ['-c', `pipeliner() { "${process.execPath}" "${BIN}" "$@"; }\n${line}`], options);

/** Runs any program in a terminal of its own, which goes with the user's home. */
export function drive(program: string, args: string[], options: TerminalOptions): Terminal {
  const { home, columns = 100, rows = 40, env = {} } = options;
  const pty = spawn(program, args, {
    name: env.TERM ?? 'xterm-256color',
    cols: columns,
    rows,
    cwd: home.path,
    env: { ...home.env, ...env },
  });
  // As long as somebody has the other end open too, what the program wrote last is not thrown away at its end.
  const held = openSync(
    (pty as unknown as { _pty: string })._pty,
    constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK,
  );
  const screen = new Screen(columns, rows);
  let raw = '';
  let ended: { code: number; signal: number | undefined } | undefined;
  // What a failed test has left behind.
  home.beforeRemoval(() => {
    if (!ended) pty.kill('SIGKILL');
  });
  const waiting = new Set<() => void>();
  const look = () => {
    for (const one of waiting) one();
  };
  const alive = () => isAlive(pty.pid);
  // The library hangs up a fifth of a second after the end, whether or not all was read by then. So it is kept from it
  // until a mark has come that is written behind the last of the program's words, as soon as the program is gone. Ctrl-C at
  // a terminal throws away what is on its way, and with it the mark, which is therefore written until it comes.
  const { _socket: socket } = pty as unknown as { _socket: { destroy(): void } };
  const destroy = socket.destroy.bind(socket);
  let marked = false;
  const hangUp = () => {
    clearInterval(marking);
    destroy();
  };
  const mark = () => {
    marked = true;
    try {
      writeSync(held, LAST);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') hangUp();
    }
  };
  const marking = setInterval(() => {
    if (!alive()) mark();
  }, MARK_MS);
  socket.destroy = mark;
  pty.onData(data => {
    const [shown = '', ...behind] = marked ? data.split(LAST) : [data];
    raw += shown;
    screen.write(shown);
    if (behind.length > 0) hangUp();
    look();
  });
  pty.onExit(({ exitCode, signal }) => {
    ended = { code: exitCode, signal };
    options.ended?.(ended, held);
    closeSync(held);
    look();
  });

  const waitFor = <T>(what: string, get: () => T | undefined, needsLife = true): Promise<T> =>
    new Promise((resolve, reject) => {
      const fail = (why: string) => {
        done();
        reject(new Error(`${why} waiting for ${what}. The screen:\n${screen.text()}`));
      };
      const timer = setTimeout(() => fail('Gave up'), DEADLINE_MS);
      const done = () => {
        clearTimeout(timer);
        waiting.delete(check);
      };
      const check = () => {
        const got = get();
        if (got !== undefined) {
          done();
          resolve(got);
        } else if (ended && needsLife) fail(`The program ended (${ended.code}, signal ${ended.signal})`);
      };
      waiting.add(check);
      check();
    });

  const holds = (text: string, condition: string | RegExp | ((text: string) => boolean)) =>
    typeof condition === 'string'
      ? text.includes(condition)
      : condition instanceof RegExp
        ? condition.test(text)
        : condition(text);
  const yes = (truth: boolean) => truth || undefined;
  const questionAt = () => screen.lines().findLastIndex(line => /^[?✔⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] /.test(line));
  /** In plain lines the question is what stands before the answer, or heads the list of choices. */
  const plainQuestion = () => {
    const lines = screen.text().trimEnd().split('\n');
    const [, words = '', answer = ''] = /^(.+?): ?(.*)$/.exec(lines.at(-1)!) ?? [];
    if (!/^(Number|Words to search|Answer)\b/.test(words)) return words && `${words} ${answer}`;
    const list =
      words === 'Answer' ? undefined : lines.findLast(line => / (\d+ choices?|No results found)$/.test(line));
    return `${list ?? lines.at(-3)} ${answer}`;
  };
  const question = () => {
    if (wantsPlainLines(env)) return plainQuestion();
    const whole = screen.line(Math.max(0, questionAt()));
    return whole.startsWith('? ') ? whole.slice(2) : '';
  };
  const choices = () =>
    screen
      .lines()
      .slice(questionAt() + 1)
      .join('\n');

  const terminal: Terminal = {
    question,
    choices,
    text: () => screen.text(),
    raw: () => raw,
    until: async condition => {
      await waitFor(String(condition), () => yes(holds(screen.text(), condition)), false);
    },
    asks: async (words, holding = '') => {
      await waitFor(`the question ${words} ${holding}`, () =>
        yes(question().startsWith(words) && question().includes(holding)),
      );
    },
    offers: async words => {
      await waitFor(`the choice ${words}`, () => yes(question() !== '' && choices().includes(words)));
    },
    press: (...keys) => {
      for (const key of keys) pty.write(key);
    },
    resize: columns => {
      screen.resize(columns);
      pty.resize(columns, rows);
    },
    type: async text => {
      for (const character of text) pty.write(character);
      await waitFor(`${text} in the line`, () => yes(question().endsWith(text)));
    },
    close: () => {
      // The descriptor goes, and with it the terminal: who sits at it is told by SIGHUP.
      hangUp();
    },
    kill: signal => pty.kill(signal),
    alive,
    exit: () => waitFor('the end', () => ended, false),
  };
  return terminal;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
