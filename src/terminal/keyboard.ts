import { PassThrough, type Readable } from 'node:stream';
import type { Host } from '../host.ts';

/** The keys of a terminal, as long as a question is open. */
export interface Keyboard {
  /** What is pressed, for readline. */
  readonly stream: NodeJS.ReadStream;
  /** Whether no key can come any more. */
  ended(): boolean;
  /** From now on the keys are for this question. */
  open(question: { back(): void; end(): void }): void;
  /** From now on they are for nobody, and are not shown either. */
  rest(): void;
  /** Gives the terminal back as it was. */
  close(): void;
}

/**
 * The keys as a stream of their own, so that a lone Esc is told apart from the escape sequences of other keys at once,
 * and so that Ctrl-D and a closed terminal end a question, which Inquirer would wait on for ever.
 */
export function openKeyboard({ stdin, interrupt, atEnd }: Pick<Host, 'stdin' | 'interrupt' | 'atEnd'>): Keyboard {
  let over = stdin.readableEnded || stdin.destroyed;
  let question: { back(): void; end(): void } | undefined;
  const setRaw = (on: boolean) => {
    if (!over || !on) stdin.setRawMode?.(on);
  };
  const stream = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: (on: boolean) => {
      setRaw(on);
      return stream;
    },
  });
  const onKey = (key: string) => {
    // Without a question the terminal still hands Ctrl-C over as a key.
    if (!question) {
      if (key.includes('\u0003')) interrupt();
    } else if (key === '\u001b') question.back();
    else if (key === '\u0004') question.end();
    else if (key !== '\t') stream.write(Buffer.from(key, 'latin1'));
  };
  // Several keys may come at once, from who types fast or pastes.
  const onData = (chunk: Buffer) => {
    for (const key of chunk.toString('latin1').split(/(?<=\u0004)|(?=\u0004)|(?=\u001b$)/)) onKey(key);
  };
  const onEnd = () => {
    over = true;
    question?.end();
  };
  stdin.on('data', onData).on('end', onEnd).on('close', onEnd).on('error', onEnd);
  const forget = atEnd(() => setRaw(false));
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
    close: () => {
      forget();
      setRaw(false);
      stdin.off('data', onData).off('end', onEnd).off('close', onEnd).off('error', onEnd);
      stdin.pause();
    },
  };
}
