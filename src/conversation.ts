import type { Host } from './host.ts';
import type { Prompter } from './terminal/prompts/prompter.ts';
import { wantsPlainLines } from './values/env-flags.ts';
import { SPINNER_AFTER_MS, SPINNER_STEP_MS, spinnerFrame } from './values/spinner.ts';

/** The messages of a command on stderr. Control characters in them are removed. */
export interface Conversation {
  /** A line, or several. */
  say(line: string): Promise<void>;
  /** The progress of long work: on a terminal, after the first second. The next line replaces it. */
  progress(text: string): Promise<void>;
  /** Removes the progress line. */
  clearProgress(): Promise<void>;
  /**
   * Begins to wait, and returns the function that ends it. On a terminal these words, or those of the progress, show after
   * a moment behind a spinner; where lines stay as they are, as a line of their own after a second.
   */
  wait(words: string): () => void;
  /** From now on lines go above the question of this prompter; undefined when it is closed. */
  attach(prompter: Prompter | undefined): void;
}

/** Work that takes longer than this gets a progress line. */
const PROGRESS_AFTER_MS = 1000;
/** Waits that follow each other so closely are one. */
const SAME_WAIT_MS = 50;

/** A conversation on the host's stderr. With `streams`, the answer itself shows the progress on a terminal. */
export function openConversation(
  host: Host,
  { streams, colour }: { streams: boolean; colour: boolean | undefined },
): Conversation {
  const startedAt = host.monotonicMs();
  const isPlain = wantsPlainLines(host.env);
  let prompter: Prompter | undefined;
  let detail: string | undefined;
  let hasProgressLine = false;
  const eraseProgress = () => {
    // A question is drawn over the line.
    const erase = hasProgressLine && !prompter?.isAsking() ? '\r\u001b[K' : '';
    hasProgressLine = false;
    return erase;
  };
  const mayDraw = () => host.stderr.isTTY && !isPlain && !(host.stdout.isTTY && streams);
  const draw = (line: string) => {
    const erase = eraseProgress();
    hasProgressLine = true;
    return host.stderr.write(`${erase}${line}`);
  };

  const isVisible = () => !prompter?.isAsking();
  const isAnimated = () => host.stdout.isTTY || prompter !== undefined;
  const wait = waiting(host, {
    mayShow: () => mayDraw() || (isPlain && host.stderr.isTTY),
    // Without its spinner the wait goes on all the same.
    show: (words, elapsed, signal) => {
      const wait = { words: () => detail ?? words(), elapsed, signal };
      const showing = isPlain
        ? sayWait(host, wait, isVisible)
        : drawWait(host, wait, { colour, isVisible, isAnimated, draw });
      showing.catch(() => {});
    },
    end: () => {
      const erase = eraseProgress();
      if (erase) host.stderr.write(erase).catch(() => {});
    },
  });

  return {
    wait,
    async say(line) {
      const erase = eraseProgress();
      // The prompter puts the line above its question.
      if (prompter) {
        if (erase) await host.stderr.write(erase);
        return prompter.note(line);
      }
      await host.stderr.write(`${erase}${await cleanMessage(line, host.stderr.columns)}\n`);
    },
    async progress(text) {
      detail = text;
      if (!mayDraw() || host.monotonicMs() - startedAt < PROGRESS_AFTER_MS) return;
      const { sanitize } = await import('./terminal/output/index.ts');
      const { truncate } = await import('./terminal/text/width.ts');
      await draw(truncate(`${sanitize(text)} ...`, Math.max(4, host.stderr.columns ?? 80) - 1));
    },
    async clearProgress() {
      detail = undefined;
      if (hasProgressLine) await host.stderr.write(eraseProgress());
    },
    attach(next) {
      prompter = next;
    },
  };
}

const YELLOW = ['\u001b[33m', '\u001b[39m'] as const;
const NO_STYLE = ['', ''] as const;

/** A wait that lasts until the signal aborts. `elapsed` are the milliseconds since it began. */
interface Wait {
  words(): string;
  elapsed(): number;
  signal: AbortSignal;
}

/** Says what is waited for in a line, once. */
async function sayWait(host: Host, { words, elapsed, signal }: Wait, isVisible: () => boolean): Promise<void> {
  if (elapsed() < PROGRESS_AFTER_MS) await host.sleep(PROGRESS_AFTER_MS - elapsed(), signal);
  const { sanitize } = await import('./terminal/output/index.ts');
  if (!signal.aborted && isVisible()) await host.stderr.write(`${sanitize(words())} ...\n`);
}

interface WaitLine {
  colour: boolean | undefined;
  /** Whether the line is not a question's. */
  isVisible(): boolean;
  /** Whether a spinner turns before the words. */
  isAnimated(): boolean;
  draw(line: string): Promise<void>;
}

/** Draws what is waited for behind a spinner, again and again; where another program shows the answer, once. */
async function drawWait(host: Host, { words, elapsed, signal }: Wait, line: WaitLine): Promise<void> {
  if (elapsed() < SPINNER_AFTER_MS) await host.sleep(SPINNER_AFTER_MS - elapsed(), signal);
  const { sanitize, shouldColour, wantsAscii } = await import('./terminal/output/index.ts');
  const { truncate } = await import('./terminal/text/width.ts');
  const [begin, end] = shouldColour(host.stderr, host.env, line.colour) ? YELLOW : NO_STYLE;
  const ascii = wantsAscii(host.env, host.platform);
  const columns = Math.max(4, host.stderr.columns ?? 80);
  // Timers may end a part of a millisecond early. On a clock that stands still no time passes.
  for (let drawnAt = Number.NaN; !signal.aborted && elapsed() > SPINNER_AFTER_MS - 1 && elapsed() !== drawnAt; ) {
    drawnAt = elapsed();
    const text = sanitize(words());
    if (!line.isAnimated()) return line.draw(truncate(`${text} ...`, columns - 1));
    const frame = spinnerFrame(Math.floor(drawnAt / SPINNER_STEP_MS), ascii);
    if (line.isVisible()) await line.draw(`${begin}${frame}${end} ${truncate(text, columns - 3)}`);
    await host.sleep(SPINNER_STEP_MS, signal);
  }
}

/** How a wait shows. */
interface WaitDisplay {
  mayShow(): boolean;
  /** Shows the words until the signal aborts. `elapsed` are the milliseconds since the wait began. */
  show(words: () => string, elapsed: () => number, signal: AbortSignal): void;
  end(): void;
}

/** One wait for all that is waited for at once, and for what follows it closely. */
function waiting({ monotonicMs }: Pick<Host, 'monotonicMs'>, display: WaitDisplay): Conversation['wait'] {
  const open = new Set<{ words: string }>();
  let since = 0;
  let endedAt = Number.NEGATIVE_INFINITY;
  let animation = new AbortController();
  return words => {
    if (!display.mayShow()) return () => {};
    const one = { words };
    open.add(one);
    if (open.size === 1) {
      if (monotonicMs() - endedAt > SAME_WAIT_MS) since = monotonicMs();
      animation = new AbortController();
      display.show(
        () => [...open].at(-1)?.words ?? words,
        () => monotonicMs() - since,
        animation.signal,
      );
    }
    return () => {
      if (!open.delete(one) || open.size > 0) return;
      animation.abort();
      endedAt = monotonicMs();
      display.end();
    };
  };
}

/** The message clean, and within the columns of a terminal. What measures a text is loaded only where it may be too long. */
async function cleanMessage(text: string, columns: number | undefined): Promise<string> {
  const lines = text.split('\n');
  // A letter can take two columns.
  if (columns !== undefined && lines.some(line => line.length * 2 > columns)) {
    const { wrapMessages } = await import('./terminal/text/wrap-message.ts');
    return wrapMessages(text, columns);
  }
  const { sanitize } = await import('./terminal/output/index.ts');
  return lines.map(sanitize).join('\n');
}
