import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { type IPty, spawn } from '@lydell/node-pty';
import stringWidth from 'string-width';
import { BIN, type Home } from './run.ts';

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

const open = new Set<IPty>();

/** Ends what a failed test has left behind. */
export function closeTerminals(): void {
  for (const pty of open) pty.kill('SIGKILL');
  open.clear();
}

/** Runs the built program in a terminal of its own. */
export const inTerminal = (args: readonly string[], options: TerminalOptions): Terminal =>
  drive(process.execPath, [BIN, ...args], options);

/** Runs a line of shell in a terminal of its own; `pipeliner` in it is the built program. */
export const shellInTerminal = (line: string, options: TerminalOptions): Terminal =>
  drive('sh', ['-c', `pipeliner() { "${process.execPath}" "${BIN}" "$@"; }\n${line}`], options);

/** Runs any program in a terminal of its own. */
export function drive(program: string, args: string[], options: TerminalOptions): Terminal {
  const { home, columns = 100, rows = 40, env = {} } = options;
  const pty = spawn(program, args, {
    name: env.TERM ?? 'xterm-256color',
    cols: columns,
    rows,
    cwd: home.path,
    env: { ...home.env, ...env },
  });
  open.add(pty);
  // As long as somebody has the other end open too, what the program wrote last is not thrown away at its end.
  const held = openSync(
    (pty as unknown as { _pty: string })._pty,
    constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK,
  );
  const screen = new Screen(columns, rows);
  let raw = '';
  let ended: { code: number; signal: number | undefined } | undefined;
  const waiting = new Set<() => void>();
  const look = () => {
    for (const one of waiting) one();
  };
  // The library hangs up a moment after the end, whether or not all was read by then. So it is kept from it until a mark
  // that is put behind the last of what was written has come.
  const { _socket: socket } = pty as unknown as { _socket: { destroy(): void } };
  const hangUp = socket.destroy.bind(socket);
  let marked = false;
  socket.destroy = () => {
    marked = true;
    try {
      writeSync(held, LAST);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') setImmediate(socket.destroy);
      else hangUp();
    }
  };
  pty.onData(data => {
    const last = marked && data.endsWith(LAST);
    const shown = last ? data.slice(0, -LAST.length) : data;
    raw += shown;
    screen.write(shown);
    if (last) hangUp();
    look();
  });
  pty.onExit(({ exitCode, signal }) => {
    ended = { code: exitCode, signal };
    open.delete(pty);
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
  const question = () => {
    const [line = '', ...rest] = screen.lines().slice(Math.max(0, questionAt()));
    // A line that fills the terminal goes on in the next.
    let whole = line;
    for (let last = line; last.length >= columns - 1 && rest.length > 0; whole += last) last = rest.shift()!;
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
    type: async text => {
      for (const character of text) pty.write(character);
      await waitFor(`${text} in the line`, () => yes(question().endsWith(text)));
    },
    close: () => {
      // The descriptor goes, and with it the terminal: who sits at it is told by SIGHUP.
      hangUp();
    },
    kill: signal => pty.kill(signal),
    alive: () => {
      try {
        return process.kill(pty.pid, 0);
      } catch {
        return false;
      }
    },
    exit: () => waitFor('the end', () => ended, false),
  };
  return terminal;
}

/** As much of a terminal as the program makes use of. */
class Screen {
  readonly #columns: number;
  readonly #rows: number;
  readonly #cells: string[][] = [[]];
  #row = 0;
  #column = 0;
  #rest = '';

  constructor(columns: number, rows: number) {
    this.#columns = columns;
    this.#rows = rows;
  }

  lines(): string[] {
    return this.#cells.map(cells =>
      Array.from(cells, cell => cell ?? ' ')
        .join('')
        .trimEnd(),
    );
  }

  text(): string {
    return this.lines().join('\n');
  }

  write(data: string): void {
    const text = this.#rest + data;
    const token =
      /\u001b\[[?>=]?[\d;]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|\u001b[^[\]]|[\r\n\b\u0007]|[^\u001b\r\n\b\u0007]+/gsy;
    let at = 0;
    for (let match = token.exec(text); match; match = token.exec(text)) {
      at = token.lastIndex;
      this.#take(match[0]);
    }
    // The end of a sequence may come with the next piece.
    this.#rest = text.slice(at);
  }

  #take(token: string): void {
    if (token === '\r') this.#column = 0;
    else if (token === '\n') this.#newLine();
    else if (token === '\b') this.#column = Math.max(0, this.#column - 1);
    else if (token.startsWith('\u001b[')) this.#control(token);
    else if (token >= ' ') {
      for (const { segment } of new Intl.Segmenter().segment(token)) this.#put(segment);
    }
  }

  #put(segment: string): void {
    const width = stringWidth(segment);
    if (this.#column + width > this.#columns) {
      this.#column = 0;
      this.#newLine();
    }
    const line = this.#cells[this.#row]!;
    line[this.#column] = segment;
    for (let i = 1; i < width; i++) line[this.#column + i] = '';
    this.#column += width;
  }

  #newLine(): void {
    this.#row += 1;
    this.#cells[this.#row] ??= [];
  }

  /** The highest line the cursor can go to: what is above has scrolled away. */
  get #top(): number {
    return Math.max(0, this.#cells.length - this.#rows);
  }

  #control(sequence: string): void {
    const numbers = sequence.replace(/[^\d;]/g, '').split(';');
    const count = Number(numbers[0] || 1);
    const mode = Number(numbers[0] || 0);
    switch (sequence.at(-1)) {
      case 'A':
        this.#row = Math.max(this.#top, this.#row - count);
        break;
      case 'B':
        for (let i = 0; i < count; i++) {
          if (this.#row + 1 < this.#top + this.#rows) this.#newLine();
        }
        break;
      case 'C':
        this.#column = Math.min(this.#columns - 1, this.#column + count);
        break;
      case 'D':
        this.#column = Math.max(0, this.#column - count);
        break;
      case 'E':
        for (let i = 0; i < count; i++) this.#newLine();
        this.#column = 0;
        break;
      case 'G':
        this.#column = count - 1;
        break;
      case 'H':
        this.#row = this.#top + count - 1;
        this.#column = Number(numbers[1] || 1) - 1;
        while (this.#cells.length <= this.#row) this.#cells.push([]);
        break;
      case 'J':
        if (mode === 0) {
          this.#cells.length = this.#row + 1;
          this.#cells[this.#row]!.length = Math.min(this.#cells[this.#row]!.length, this.#column);
        } else if (!sequence.includes('?')) this.#cells.splice(this.#top, Number.POSITIVE_INFINITY, []);
        break;
      case 'K': {
        const line = this.#cells[this.#row]!;
        if (mode === 2) line.length = 0;
        else if (mode === 1) line.fill(' ', 0, this.#column + 1);
        else line.length = Math.min(line.length, this.#column);
        break;
      }
    }
  }
}
