import { promises } from 'node:fs';
import { dirname } from 'node:path';
import { checkFolder, makeFolder, wrapDiskErrors } from './safe-files.ts';

/** A file of lines that only grows. */
export interface Journal {
  /**
   * Adds a line, and resolves when it is safe against a power cut; lines that come meanwhile are made safe together.
   * Throws LOCAL_DISK, from then on always: a line may be cut off, and the next one must not be taken for its end.
   */
  append(line: string): Promise<void>;
  /** Adds a line, and resolves when it is written, so that a kill does not lose it; a power cut may. Throws like append(). */
  write(line: string): Promise<void>;
  close(): Promise<void>;
}

/** Creates a journal, private to this user. Throws LOCAL_DISK, also if there is a file. */
export async function createJournal(path: string): Promise<Journal> {
  return wrapDiskErrors(`${path} could not be made`, async () => {
    await makeFolder(dirname(path));
    checkFolder(dirname(path), { secret: true });
    return openJournal(path, await promises.open(path, 'ax', 0o600));
  });
}

function openJournal(path: string, file: promises.FileHandle): Journal {
  let waiting: { line: string; isSafe: boolean; done: () => void; fail: (error: unknown) => void }[] = [];
  let isWriting = false;
  let failure: unknown;
  const flush = async () => {
    isWriting = true;
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        if (failure) throw failure;
        await wrapDiskErrors(`${path} could not be written`, async () => {
          await file.appendFile(batch.map(({ line }) => `${line}\n`).join(''));
          if (batch.some(({ isSafe }) => isSafe)) await file.datasync();
        });
        for (const { done } of batch) done();
      } catch (error) {
        failure = error;
        for (const { fail } of batch) fail(error);
      }
    }
    isWriting = false;
  };
  const add = (line: string, isSafe: boolean) =>
    new Promise<void>((done, fail) => {
      waiting.push({ line, isSafe, done, fail });
      if (!isWriting) void flush();
    });
  return {
    append: line => add(line, true),
    write: line => add(line, false),
    close: () => file.close(),
  };
}
