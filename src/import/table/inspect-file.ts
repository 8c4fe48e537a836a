import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { usage } from '../../errors.ts';
import { NO_CHARACTERS } from './windows-1252.ts';

/** What the bytes of a file say, before anything is read from it. */
export interface FileFacts {
  /** The SHA-256 of its bytes. */
  digest: string;
  size: number;
  /** Its first bytes. */
  head: Buffer;
  /** Whether all of it is UTF-8. */
  isUtf8: boolean;
  /** Whether a byte in it has no character in Windows-1252. */
  isNoWindows1252: boolean;
}

const HEAD_BYTES = 64 * 1024;

/** Reads a file once from its beginning to its end. Throws USAGE if it cannot be read. */
export async function inspectFile(path: string): Promise<FileFacts> {
  const hash = createHash('sha256');
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const heads: Buffer[] = [];
  const facts = { size: 0, isUtf8: true, isNoWindows1252: false };
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: HEAD_BYTES })) {
      const bytes = chunk as Buffer;
      hash.update(bytes);
      if (facts.size < HEAD_BYTES) heads.push(bytes);
      facts.size += bytes.length;
      facts.isUtf8 &&= decodes(decoder, bytes);
      facts.isNoWindows1252 ||= NO_CHARACTERS.some(byte => bytes.includes(byte));
    }
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw usage(`The file ${path} ${code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`}`, { cause });
  }
  facts.isUtf8 &&= decodes(decoder);
  return { ...facts, digest: hash.digest('hex'), head: Buffer.concat(heads) };
}

/** Whether the next bytes go on with what a decoder has read; without any, whether it may end there. */
function decodes(decoder: InstanceType<typeof TextDecoder>, bytes?: Buffer): boolean {
  try {
    decoder.decode(bytes, { stream: bytes !== undefined });
    return true;
  } catch {
    return false;
  }
}
