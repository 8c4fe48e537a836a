import { StringDecoder } from 'node:string_decoder';
import { interrupted } from '../../errors.ts';
import type { Host } from '../../host.ts';
import { applyKey, type LineBuffer, toLine } from './line-editor.ts';

/** Lines from a terminal that edits and shows them itself. */
export interface PlainInput {
  /** The next line, which may have been typed before. Throws INTERRUPTED if there is none. */
  line(): Promise<string>;
  /** The same without echo; earlier input is dropped. */
  secret(): Promise<string>;
  /** Whether a line was typed before, so that the terminal has shown it elsewhere. */
  hasEarlyLine(): boolean;
  /** Drops what was typed before. */
  dropEarly(): void;
  /** Whether somebody waits for a line. */
  isReading(): boolean;
  /** Aborted when the input has ended; the reason is what to throw. */
  readonly ended: AbortSignal;
  close(): void;
}

export function openPlainInput(host: Host): PlainInput {
  const { stdin, signal, interrupt, atEnd } = host;
  const ended = new AbortController();
  const setRaw = (enabled: boolean) => void stdin.setRawMode?.(enabled);
  let take: ((text: string) => void) | undefined;
  let decoder = new StringDecoder();
  /** What was typed while nobody read. */
  let early = '';

  const onData = (chunk: Buffer) => {
    const text = decoder.write(chunk);
    if (take) take(text);
    else early += text;
  };
  const dropEarly = () => {
    early = '';
    decoder = new StringDecoder();
  };
  const onEnd = () => ended.abort(interrupted('The input ended'));
  const onSignal = () => ended.abort(interrupted('Interrupted', signal.reason === 'SIGTERM' ? 143 : 130));
  stdin.on('data', onData).on('end', onEnd).on('close', onEnd).on('error', onEnd);
  // The prompter of an earlier command of this process has paused it.
  stdin.resume();
  signal.addEventListener('abort', onSignal);
  if (stdin.readableEnded || stdin.destroyed) onEnd();
  if (signal.aborted) onSignal();
  const forget = atEnd(() => setRaw(false));

  /** Passes each piece of text to `parse` until it returns a line, and perhaps the text behind it. */
  const readUntil = (parse: (text: string) => readonly [line: string, behind: string] | undefined) =>
    new Promise<string>((resolve, reject) => {
      const stop = () => {
        take = undefined;
        ended.signal.removeEventListener('abort', fail);
      };
      const fail = () => {
        stop();
        reject(ended.signal.reason);
      };
      if (ended.signal.aborted) return fail();
      ended.signal.addEventListener('abort', fail);
      take = text => {
        const parsed = parse(text);
        if (!parsed) return;
        stop();
        early = parsed[1];
        resolve(parsed[0]);
      };
      const typed = early;
      early = '';
      if (typed) take(typed);
    });

  return {
    ended: ended.signal,
    line() {
      let text = '';
      return readUntil(chunk => {
        text += chunk;
        const [, line, behind] = /^([^\r\n]*)(?:\r\n|[\r\n])(.*)/s.exec(text) ?? [];
        return line === undefined ? undefined : [line, behind!];
      });
    },
    dropEarly,
    hasEarlyLine: () => /[\r\n]/.test(early),
    isReading: () => take !== undefined,
    async secret() {
      let line = toLine('');
      dropEarly();
      setRaw(true);
      try {
        return await readUntil(text => {
          for (const key of text.match(KEYS) ?? []) {
            if (key === '\r' || key === '\n') return [line.text, ''];
            if (key === '\u0003') interrupt();
            else if (key === '\u0004') onEnd();
            else line = editLine(line, key);
          }
          return undefined;
        });
      } finally {
        setRaw(false);
      }
    },
    close() {
      forget();
      signal.removeEventListener('abort', onSignal);
      stdin.off('data', onData).off('end', onEnd).off('close', onEnd).off('error', onEnd);
      stdin.pause();
    },
  };
}

/** The bytes of one key: an escape sequence for arrows and the like, else a letter. */
const KEYS = /\u001b[[O][\d;]*[A-Za-z~]|./gsu;

const NAMES: Readonly<Record<string, { name: string; ctrl?: boolean }>> = {
  '\u007f': { name: 'backspace' },
  '\b': { name: 'backspace' },
  '\u0015': { name: 'u', ctrl: true },
  '\u0017': { name: 'w', ctrl: true },
};

/** The line after a key. An Esc stays in it: alone it means to go back. */
function editLine(line: LineBuffer, key: string): LineBuffer {
  return key === '\u001b' ? toLine(line.text + key) : applyKey(line, NAMES[key] ?? { sequence: key });
}
