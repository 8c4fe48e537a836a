import { PassThrough, type Readable } from 'node:stream';
import type { Host } from '../../host.ts';

/** The keys of a terminal, for one question after another. */
export interface Keyboard {
  /** The keys, for readline. */
  readonly stream: NodeJS.ReadStream;
  /** Whether the input has ended. */
  ended(): boolean;
  /** Hands the keys to this question. */
  open(question: OpenQuestion): void;
  /** Hands the keys to nobody; they are not echoed either. */
  release(): void;
  /** Leaves the terminal to another program, until the function it returns is called. */
  lend(): () => void;
  /** Gives the terminal back as it was. */
  close(): void;
}

/** What a question does at the keys that mean the same in all of them. */
interface OpenQuestion {
  back(): void;
  end(): void;
  /** Ctrl-Z is about to stop the program. */
  leave(): void;
  /** The program goes on after Ctrl-Z. */
  again(): void;
}

/** Bracketed paste: the terminal puts marks around a paste. */
const MARK_PASTES = '\u001b[?2004h';
const NO_MARKS = '\u001b[?2004l';
const PASTE_BEGINS = '\u001b[200~';
const PASTE_ENDS = '\u001b[201~';

/**
 * Reads the keys into a stream of our own: so a lone Esc is known at once from the escape sequences of other keys, and
 * Ctrl-D and a closed terminal end a question, on which Inquirer would wait for ever. A paste becomes one line: its line
 * breaks answer nothing.
 */
export function openKeyboard(host: Pick<Host, 'stdin' | 'stderr' | 'interrupt' | 'atEnd'>): Keyboard {
  const { stdin, stderr, interrupt, atEnd } = host;
  let over = stdin.readableEnded || stdin.destroyed;
  let question: OpenQuestion | undefined;
  let last = '';
  let marksPastes = false;
  let stopped = false;
  let paste: { bytes: string; target: OpenQuestion | undefined } | undefined;
  const setRaw = (on: boolean) => {
    if (!over || !on) stdin.setRawMode?.(on);
  };
  const markPastes = (on: boolean) => {
    if (on !== marksPastes) stderr.stream.write(on ? MARK_PASTES : NO_MARKS);
    marksPastes = on;
  };
  const giveBack = () => {
    setRaw(false);
    markPastes(false);
  };
  const stream = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: (on: boolean) => {
      const stops = !on && last === '\u001a';
      if (stops) question?.leave();
      setRaw(on);
      if (on || stops) markPastes(on);
      // readline pauses its input when the program goes on, and leaves the rest to others.
      if (on && stopped) {
        stream.resume();
        question?.again();
      }
      stopped = stops;
      return stream;
    },
  });
  const onKey = (key: string) => {
    last = key;
    // In raw mode Ctrl-C is a key, also when no question is open.
    if (!question) {
      if (key.includes('\u0003')) interrupt();
    } else if (key === '\u001b') question.back();
    else if (key === '\u0004') question.end();
    else if (key !== '\t') stream.write(Buffer.from(key, 'latin1'));
  };
  // A fast typist sends several keys at once.
  const onKeys = (keys: string) => {
    for (const key of keys.split(/(?<=\u0004)|(?=\u0004)|(?=\u001b$)/)) onKey(key);
  };
  const onPaste = (text: string, target: OpenQuestion | undefined) => {
    // readline puts the text of a key into its line, so this serves the prompts of Inquirer as well.
    if (text && target && target === question) stream.emit('keypress', text, { name: 'paste', sequence: text });
  };
  const onBytes = (bytes: string) => {
    // Ctrl-C ends a paste whose end mark is missing.
    if (paste && bytes === '\u0003') paste = undefined;
    let rest = bytes;
    if (!paste) {
      const [keys, pasted] = splitAt(bytes, PASTE_BEGINS);
      if (keys) onKeys(keys);
      if (pasted === undefined) return;
      paste = { bytes: '', target: question };
      rest = pasted;
    }
    const { bytes: before, target } = paste;
    paste.bytes += rest;
    const [text, after] = splitAt(paste.bytes, PASTE_ENDS, before.length - PASTE_ENDS.length);
    if (after === undefined) return;
    paste = undefined;
    onPaste(toOneLine(Buffer.from(text, 'latin1').toString()), target);
    if (after) onBytes(after);
  };
  const onData = (chunk: Buffer) => onBytes(chunk.toString('latin1'));
  const onEnd = () => {
    over = true;
    question?.end();
  };
  stdin.on('data', onData).on('end', onEnd).on('close', onEnd).on('error', onEnd);
  const forget = atEnd(giveBack);
  return {
    stream: stream as Readable as NodeJS.ReadStream,
    ended: () => over,
    open: next => {
      question = next;
    },
    release: () => {
      question = undefined;
      setRaw(true);
    },
    lend: () => {
      giveBack();
      stdin.pause();
      return () => {
        stdin.resume();
        setRaw(true);
      };
    },
    close: () => {
      forget();
      giveBack();
      stdin.off('data', onData).off('end', onEnd).off('close', onEnd).off('error', onEnd);
      stdin.pause();
    },
  };
}

/** A text as one line: text from a table or a mail has tabs and line breaks, often at its ends. */
const toOneLine = (text: string) => text.replace(/^[\r\n]+|[\r\n]+$/g, '').replace(/\p{Cc}+/gu, ' ');

/** The text before the first mark, and the text behind it if there is one. */
function splitAt(text: string, mark: string, from = 0): [before: string, behind?: string] {
  const at = text.indexOf(mark, from);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + mark.length)];
}
