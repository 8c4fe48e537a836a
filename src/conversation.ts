import type { Host } from './host.ts';
import type { Prompter } from './terminal/prompts/prompter.ts';
import { wantsPlainLines } from './values/env-flags.ts';

/** The messages of a command on stderr. Control characters in them are removed. */
export interface Conversation {
  /** A line, or several. */
  say(line: string): Promise<void>;
  /** The progress of long work: on a terminal, after the first second. The next line replaces it. */
  progress(text: string): Promise<void>;
  /** Removes the progress line. */
  clearProgress(): Promise<void>;
  /** From now on lines go above the question of this prompter; undefined when it is closed. */
  attach(prompter: Prompter | undefined): void;
}

/** Work that takes longer than this gets a progress line. */
const PROGRESS_AFTER_MS = 1000;

/** A conversation on the host's stderr. With `streams`, the answer itself shows the progress on a terminal. */
export function openConversation(host: Host, { streams }: { streams: boolean }): Conversation {
  const startedAt = host.monotonicMs();
  let hasProgressLine = false;
  let prompter: Prompter | undefined;
  const eraseProgress = () => {
    const erase = hasProgressLine ? '\r\u001b[K' : '';
    hasProgressLine = false;
    return erase;
  };
  return {
    async say(line) {
      // The prompter puts the line above its question.
      if (prompter) return prompter.note(line);
      await host.stderr.write(`${eraseProgress()}${await cleanMessage(line, host.stderr.columns)}\n`);
    },
    async progress(text) {
      if (!host.stderr.isTTY || wantsPlainLines(host.env) || (host.stdout.isTTY && streams)) return;
      if (host.monotonicMs() - startedAt < PROGRESS_AFTER_MS) return;
      const { sanitize } = await import('./terminal/output/index.ts');
      const erase = eraseProgress();
      hasProgressLine = true;
      await host.stderr.write(`${erase}${sanitize(text)} ...`);
    },
    async clearProgress() {
      if (hasProgressLine) await host.stderr.write(eraseProgress());
    },
    attach(next) {
      prompter = next;
    },
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
