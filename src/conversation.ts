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

  /** Shows these words as long as the wait lasts: behind a spinner, or once as a line. */
  async function show(words: () => string, elapsed: () => number, signal: AbortSignal): Promise<void> {
    const after = isPlain ? PROGRESS_AFTER_MS : SPINNER_AFTER_MS;
    if (elapsed() < after) await host.sleep(after - elapsed(), signal);
    const { sanitize, shouldColour, truncate, wantsAscii } = await import('./terminal/output/index.ts');
    const spinnerStyle = shouldColour(host.stderr, host.env, colour) ? YELLOW : NO_STYLE;
    const ascii = wantsAscii(host.env, host.platform);
    const columns = Math.max(4, host.stderr.columns ?? 80);
    // On a clock that stands still no time passes.
    for (let shownAt = Number.NaN; !signal.aborted && !(elapsed() < after - 1) && elapsed() !== shownAt; ) {
      shownAt = elapsed();
      const text = sanitize(words());
      if (prompter?.isAsking()) {
        // The question is what shows.
      } else if (isPlain) {
        return host.stderr.write(`${text} ...\n`);
      } else if (host.stdout.isTTY || prompter) {
        const frame = spinnerFrame(Math.floor(shownAt / SPINNER_STEP_MS), ascii);
        await draw(`${spinnerStyle[0]}${frame}${spinnerStyle[1]} ${truncate(text, columns - 3)}`);
      } else return draw(truncate(`${text} ...`, columns - 1));
      await host.sleep(SPINNER_STEP_MS, signal);
    }
  }

  const wait = waiting(host, {
    mayShow: () => mayDraw() || (isPlain && host.stderr.isTTY),
    // Without its spinner the wait goes on all the same.
    show: (words, elapsed, signal) => void show(() => detail ?? words(), elapsed, signal).catch(() => {}),
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
      const { sanitize, truncate } = await import('./terminal/output/index.ts');
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
