import { PassThrough } from 'node:stream';
import { type Output, ReaderGone } from '../../src/host.ts';

export interface Paper extends Output {
  /** What was written so far, all of it and write by write. */
  readonly text: string;
  readonly writes: readonly string[];
}

/** An output that keeps what is written to it. The reader leaves after so many writes. */
export function paper(columns?: number, writesUntilGone = Number.POSITIVE_INFINITY): Paper {
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

/** Characters that drive terminals or hide, none of which may ever reach one. */
export const DANGEROUS =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}\p{Cs}]/u;
