import { PassThrough } from 'node:stream';
import { type Output, ReaderGone } from '../../src/host.ts';

export interface FakeOutput extends Output {
  /** What was written so far, all of it and write by write. */
  readonly text: string;
  readonly writes: readonly string[];
}

/** An output that keeps what is written to it. The reader leaves after so many writes. */
export function fakeOutput(columns?: number, writesUntilGone = Number.POSITIVE_INFINITY): FakeOutput {
  const writes: string[] = [];
  return {
    isTTY: columns !== undefined,
    columns,
    stream: new PassThrough(),
    writes,
    get text() {
      return writes.join('');
    },
    async write(text) {
      if (writes.length >= writesUntilGone) throw new ReaderGone();
      writes.push(text);
    },
  };
}
