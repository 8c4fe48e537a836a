import { StringDecoder } from 'node:string_decoder';
import { interrupted } from '../../errors.ts';
import type { Host } from '../../host.ts';
import { applyKey, type LineBuffer, toLine } from './line-editor.ts';

/** Lines from a terminal that edits and shows them itself. */
export interface PlainInput {
  /** The next line that is typed; earlier input is dropped. Throws INTERRUPTED if there is none. */
  line(): Promise<string>;
  /** The same without echo. */
  secret(): Promise<string>;
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

  const onData = (chunk: Buffer) => take?.(decoder.write(chunk));
  const onEnd = () => ended.abort(interrupted('The input ended'));
  const onSignal = () => ended.abort(interrupted('Interrupted', signal.reason === 'SIGTERM' ? 143 : 130));
  stdin.on('data', onData).on('end', onEnd).on('close', onEnd).on('error', onEnd);
  signal.addEventListener('abort', onSignal);
  if (stdin.readableEnded || stdin.destroyed) onEnd();
  if (signal.aborted) onSignal();
  const forget = atEnd(() => setRaw(false));

  /** Passes each piece of text to `parse` until it returns a line. */
  const readUntil = (parse: (text: string) => string | undefined) =>
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
      decoder = new StringDecoder();
      take = text => {
        const line = parse(text);
        if (line === undefined) return;
        stop();
        resolve(line);
      };
    });

  return {
    ended: ended.signal,
    line() {
      let text = '';
      return readUntil(chunk => {
        text += chunk;
        return /^([^\r\n]*)[\r\n]/.exec(text)?.[1];
      });
    },
    async secret() {
      let line = toLine('');
      setRaw(true);
      try {
        return await readUntil(text => {
          for (const key of text.match(KEYS) ?? []) {
            if (key === '\r' || key === '\n') return line.text;
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
