import { createReadStream } from 'node:fs';
import { usage } from '../../errors.ts';
import { nearest } from '../../values/names.ts';
import { ownValue } from '../../values/own-value.ts';
import type { FileFacts } from './inspect-file.ts';
import { decodeWindows1252 } from './windows-1252.ts';

/** The encodings that are found or can be named. */
const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'shift_jis'];

const OTHER_NAMES: Readonly<Record<string, string>> = {
  ...{ utf8: 'utf-8', utf16: 'utf-16le', 'utf-16': 'utf-16le', utf16le: 'utf-16le', utf16be: 'utf-16be' },
  ...{ cp1252: 'windows-1252', 'win-1252': 'windows-1252', ansi: 'windows-1252', latin1: 'windows-1252' },
  ...{ 'iso-8859-1': 'windows-1252', 'shift-jis': 'shift_jis', sjis: 'shift_jis', cp932: 'shift_jis' },
};

/** The encoding of a file, and why, if it had to be guessed. `encodingName` is that of the user. Throws USAGE. */
export function findEncoding(
  { head, isUtf8, isNoWindows1252 }: Pick<FileFacts, 'head' | 'isUtf8' | 'isNoWindows1252'>,
  encodingName: string | undefined,
): { encoding: string; note?: string } {
  if (encodingName !== undefined) return { encoding: readName(encodingName) };
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf-16le' };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: 'utf-16be' };
  if (head.includes(0)) {
    const [even, odd] = [0, 1].map(start => countZeros(head, start)) as [number, number];
    // Text in the letters of Europe has most of its zeros in every second place.
    if (Math.max(even, odd) < head.length / 4) return { encoding: 'utf-8' };
    return { encoding: odd > even ? 'utf-16le' : 'utf-16be' };
  }
  if (isUtf8) return { encoding: 'utf-8' };
  const hint = `Name it: --encoding ${ENCODINGS.slice(1).join('|')}.`;
  if (isNoWindows1252) throw usage('The file is not UTF-8', { flag: '--encoding', hint });
  return { encoding: 'windows-1252', note: 'It is not UTF-8 and is read as Windows-1252; --encoding names another.' };
}

const countZeros = (bytes: Buffer, start: number) =>
  bytes.filter((byte, index) => byte === 0 && index % 2 === start).length;

function readName(encodingName: string): string {
  const name = encodingName.trim().toLowerCase();
  const encoding = ENCODINGS.includes(name) ? name : ownValue(OTHER_NAMES, name);
  if (encoding !== undefined) return encoding;
  const close = nearest(name, ENCODINGS);
  const hint = close ? `Did you mean '${close}'?` : `There are ${ENCODINGS.join(', ')}.`;
  throw usage(`There is no encoding '${encodingName}'`, { flag: '--encoding', hint });
}

/** The text of a file, some of it at a time. Throws USAGE for bytes that are none in its encoding, and for NUL. */
export async function* decodeFile(path: string, encoding: string): AsyncGenerator<string> {
  const decoder = openDecoder(encoding);
  let line = 1;
  const check = (text: string): string => {
    const position = text.indexOf('\0');
    if (position >= 0) {
      throw usage(`Line ${line + countLines(text.slice(0, position))} has a NUL character in it`, {
        hint: 'It may be no text, or its encoding is another one: see --encoding.',
      });
    }
    line += countLines(text);
    return text;
  };
  for await (const chunk of createReadStream(path)) {
    const text = decode(() => decoder.write(chunk as Buffer), encoding);
    if (text !== '') yield check(text);
  }
  const rest = decode(() => decoder.end(), encoding);
  if (rest) yield check(rest);
}

const countLines = (text: string) => text.split('\n').length - 1;

interface Decoder {
  write(bytes: Buffer): string;
  end(): string;
}

function openDecoder(encoding: string): Decoder {
  // TextDecoder of Node 20 takes 0x80 to 0x9F for control characters.
  if (encoding === 'windows-1252') return { write: decodeWindows1252, end: () => '' };
  const decoder = new TextDecoder(encoding, { fatal: true });
  return { write: bytes => decoder.decode(bytes, { stream: true }), end: () => decoder.decode() };
}

function decode<T>(work: () => T, encoding: string): T {
  try {
    return work();
  } catch (cause) {
    throw usage(`The file is not in the encoding ${encoding}`, { flag: '--encoding', cause });
  }
}
