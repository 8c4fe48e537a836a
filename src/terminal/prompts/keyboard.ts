import { PassThrough, type Readable } from 'node:stream';
import type { Host } from '../../host.ts';

/** The keys of a terminal, as long as a question is open. */
export interface Keyboard {
  /** What is pressed, for readline. */
  readonly stream: NodeJS.ReadStream;
  /** Whether no key can come any more. */
  ended(): boolean;
  /** From now on the keys are for this question. */
  open(question: OpenQuestion): void;
  /** From now on they are for nobody, and are not shown either. */
  rest(): void;
  /** Leaves keys and terminal to another program, until what it gives is called. */
  lend(): () => void;
  /** Gives the terminal back as it was. */
  close(): void;
}

/** What a question does at the keys that are alike in all of them. */
interface OpenQuestion {
  back(): void;
  end(): void;
  /** Ctrl-Z is about to stop the program. */
  leave(): void;
  /** The program goes on after Ctrl-Z. */
  again(): void;
  /** Whether what is pasted comes letter by letter, for a line that Inquirer edits. Else it comes as one key. */
  pastesLetters: boolean;
}

/** Asks the terminal to put marks around what is pasted. */
const MARK_PASTES = '\u001b[?2004h';
const NO_MARKS = '\u001b[?2004l';
const PASTE_BEGINS = '\u001b[200~';
const PASTE_ENDS = '\u001b[201~';

/**
 * The keys as a stream of their own, so that a lone Esc is told apart from the escape sequences of other keys at once,
 * and so that Ctrl-D and a closed terminal end a question, which Inquirer would wait on for ever. What is pasted
 * is one key, whose text is one line: its line breaks answer nothing, and it is drawn once.
 */
export function openKeyboard(host: Pick<Host, 'stdin' | 'stderr' | 'interrupt' | 'atEnd'>): Keyboard {
  const { stdin, stderr, interrupt, atEnd } = host;
  let over = stdin.readableEnded || stdin.destroyed;
  let question: OpenQuestion | undefined;
  let last = '';
  let marked = false;
  let stopped = false;
  let paste: { bytes: string; meant: OpenQuestion | undefined } | undefined;
  const setRaw = (on: boolean) => {
    if (!over || !on) stdin.setRawMode?.(on);
  };
  const markPastes = (on: boolean) => {
    if (on !== marked) stderr.stream.write(on ? MARK_PASTES : NO_MARKS);
    marked = on;
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
    // Without a question the terminal still hands Ctrl-C over as a key.
    if (!question) {
      if (key.includes('\u0003')) interrupt();
    } else if (key === '\u001b') question.back();
    else if (key === '\u0004') question.end();
    else if (key !== '\t') stream.write(Buffer.from(key, 'latin1'));
  };
  // Several keys may come at once, from who types fast.
  const onKeys = (keys: string) => {
    for (const key of keys.split(/(?<=\u0004)|(?=\u0004)|(?=\u001b$)/)) onKey(key);
  };
  const onPaste = (text: string, meant: OpenQuestion | undefined) => {
    if (!text || !meant || meant !== question) return;
    if (meant.pastesLetters) stream.write(text);
    else stream.emit('keypress', text, { name: 'paste', sequence: text });
  };
  const onBytes = (bytes: string) => {
    // Ctrl-C ends a paste of which the terminal does not tell the end.
    if (paste && bytes === '\u0003') paste = undefined;
    let rest = bytes;
    if (!paste) {
      const [keys, pasted] = divide(bytes, PASTE_BEGINS);
      if (keys) onKeys(keys);
      if (pasted === undefined) return;
      paste = { bytes: '', meant: question };
      rest = pasted;
    }
    const { bytes: before, meant } = paste;
    paste.bytes += rest;
    const [text, after] = divide(paste.bytes, PASTE_ENDS, before.length - PASTE_ENDS.length);
    if (after === undefined) return;
    paste = undefined;
    onPaste(oneLine(Buffer.from(text, 'latin1').toString()), meant);
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
    rest: () => {
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

/** A text as one line: what was copied from a table or a mail has tabs and line breaks, often at its ends. */
const oneLine = (text: string) => text.replace(/^[\r\n]+|[\r\n]+$/g, '').replace(/\p{Cc}+/gu, ' ');

/** What is before the first mark and what is behind it, if it is there. */
function divide(text: string, mark: string, from = 0): [before: string, behind?: string] {
  const at = text.indexOf(mark, from);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + mark.length)];
}
