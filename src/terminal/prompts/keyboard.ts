import { PassThrough, type Readable } from 'node:stream';
import type { Host } from '../../host.ts';
import { MARK_PASTES, NO_MARKS, separatePastes } from './paste.ts';
import { openTypeAhead } from './type-ahead.ts';

/** The keys of a terminal, for one question after another. */
export interface Keyboard {
  /** The keys, for readline. */
  readonly stream: NodeJS.ReadStream;
  /** Whether a question has the keys. */
  isAsking(): boolean;
  /** Whether the input has ended. */
  isEnded(): boolean;
  /** Drops what was typed so far, also what the terminal has not handed over yet. */
  drain(): Promise<void>;
  /** Hands this question the keys, and what was typed since the one before. To a `final` one goes no earlier paste. */
  open(question: OpenQuestion, final: boolean): void;
  /** Keeps the keys for the next question; they are not echoed. */
  release(): void;
  /** Leaves the terminal to another program, until the function it returns is called. */
  lend(): () => void;
  /** Gives the terminal back as it was. */
  close(): void;
}

/** What a question does at the keys that mean the same in all of them. */
interface OpenQuestion {
  goBack(): void;
  end(): void;
  /** Ctrl-Z is about to stop the program. */
  leave(): void;
  /** The program goes on after Ctrl-Z. */
  redraw(): void;
}

type KeyboardHost = Pick<Host, 'stdin' | 'stderr' | 'interrupt' | 'suspend' | 'atEnd'>;

/**
 * Reads the keys into a stream of our own: so a lone Esc is known at once from the escape sequences of other keys, and
 * Ctrl-D and a closed terminal end a question, on which Inquirer would wait for ever. A paste becomes one line: its line
 * breaks answer nothing. `onSuspend` is called before Ctrl-Z stops the program between two questions. From the start the terminal echoes no key: what is typed early is for the next question.
 */
export function openKeyboard(host: KeyboardHost, onSuspend: () => void): Keyboard {
  const { stdin, interrupt, atEnd } = host;
  let question: OpenQuestion | undefined;
  let isFinal = false;
  let isEnded = stdin.readableEnded || stdin.destroyed;
  const modes = terminalModes(host, () => isEnded);
  const { stream, push } = keyStream(modes, () => question);
  const typeAhead = openTypeAhead(input => {
    if ('key' in input) push(input.key);
    // readline puts the text of a key into its line, so this serves the prompts of Inquirer as well.
    else stream.emit('keypress', input.paste, { name: 'paste', sequence: input.paste });
  });
  const onKey = (key: string) => {
    // In raw mode Ctrl-C and Ctrl-Z are keys, also when no question is open.
    if (key === CTRL_C) {
      typeAhead.clear();
      if (question) push(key);
      else interrupt();
    } else if (key === CTRL_Z && !question) suspend();
    else typeAhead.take({ key });
  };
  const suspend = () => {
    modes.restore();
    onSuspend();
    host.suspend(modes.begin);
  };
  const onPaste = (text: string, target: PasteTarget) => {
    // A paste that began in a question is for no other; one that began before all questions is for the next.
    const isMeant = target.question ? target.question === question : !isFinal;
    if (text && isMeant) typeAhead.take({ paste: text });
  };
  const receive = separatePastes({ keys: bytes => splitKeys(bytes).forEach(onKey), paste: onPaste }, () => ({
    question,
  }));
  const onData = (chunk: Buffer) => receive(chunk.toString('latin1'));
  const onEnd = () => {
    isEnded = true;
    question?.end();
  };
  stdin.on('data', onData).on('end', onEnd).on('close', onEnd).on('error', onEnd);
  const forget = atEnd(modes.restore);
  modes.begin();
  // The prompter of an earlier command of this process has paused it.
  stdin.resume();
  return {
    stream: stream as Readable as NodeJS.ReadStream,
    isAsking: () => question !== undefined,
    isEnded: () => isEnded,
    drain: typeAhead.drain,
    open: (next, final) => {
      question = next;
      isFinal = final;
      typeAhead.open();
    },
    release: () => {
      question = undefined;
      isFinal = false;
      typeAhead.release();
      modes.setRaw(true);
    },
    lend: () => {
      modes.restore();
      stdin.pause();
      return () => {
        stdin.resume();
        modes.setRaw(true);
      };
    },
    close: () => {
      forget();
      modes.restore();
      stdin.off('data', onData).off('end', onEnd).off('close', onEnd).off('error', onEnd);
      stdin.pause();
    },
  };
}

const CTRL_C = '\u0003';
const CTRL_Z = '\u001a';

/** The question that is open when a paste begins, if one is. */
interface PasteTarget {
  question: OpenQuestion | undefined;
}

/** The modes of the terminal that questions need. */
interface TerminalModes {
  begin(): void;
  setRaw(enabled: boolean): void;
  markPastes(enabled: boolean): void;
  restore(): void;
}

function terminalModes({ stdin, stderr }: KeyboardHost, isEnded: () => boolean): TerminalModes {
  let marksPastes = false;
  const setRaw = (enabled: boolean) => {
    if (!isEnded() || !enabled) stdin.setRawMode?.(enabled);
  };
  const markPastes = (enabled: boolean) => {
    if (enabled !== marksPastes) stderr.stream.write(enabled ? MARK_PASTES : NO_MARKS);
    marksPastes = enabled;
  };
  const begin = () => {
    setRaw(true);
    if (!isEnded()) markPastes(true);
  };
  const restore = () => {
    setRaw(false);
    markPastes(false);
  };
  return { begin, setRaw, markPastes, restore };
}

/** A stream that readline takes for the terminal. `push` hands the open question a key. */
function keyStream({ setRaw, markPastes }: TerminalModes, openQuestion: () => OpenQuestion | undefined) {
  let last = '';
  let stopped = false;
  const stream = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: (enabled: boolean) => {
      const stops = !enabled && last === '\u001a';
      if (stops) openQuestion()?.leave();
      setRaw(enabled);
      if (enabled || stops) markPastes(enabled);
      // readline pauses its input when the program goes on, and leaves the rest to others.
      if (enabled && stopped) {
        stream.resume();
        openQuestion()?.redraw();
      }
      stopped = stops;
      return stream;
    },
  });
  const push = (key: string) => {
    last = key;
    const question = openQuestion();
    if (!question) return;
    if (key === '\u001b') question.goBack();
    else if (key === '\u0004') question.end();
    else if (key !== '\t') stream.write(Buffer.from(key, 'latin1'));
  };
  return { stream, push };
}

/** Bytes by keys, as far as it matters: a fast typist sends several at once. */
const splitKeys = (bytes: string): string[] =>
  bytes.split(/(?<=[\r\n\u0003\u0004\u001a])|(?=[\r\n\u0003\u0004\u001a])|(?=\u001b$)/);
