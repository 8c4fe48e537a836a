import { createWriteStream, promises } from 'node:fs';
import { join } from 'node:path';
import { addAbortSignal } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Context } from '../../context.ts';
import { usage } from '../../errors.ts';
import { makeFolder, wrapDiskErrors } from '../../storage/safe-files.ts';

/** A file that can be read several times. */
export interface InputFile {
  path: string;
  /** What it is called in messages. */
  name: string;
  /** Removes what was kept of the standard input. */
  release(): Promise<void>;
}

/** The file of this name; for `-` the standard input, kept in a private file. Throws USAGE, LOCAL_DISK. */
export async function openInput(path: string, { host }: Context): Promise<InputFile> {
  if (path !== '-') return { path, name: path, release: async () => {} };
  if (host.stdin.isTTY) throw usage('There is nothing on the standard input', { hint: 'Name a file.' });
  const folder = `${host.folders.state}/pipeliner/imports`;
  await makeFolder(folder);
  const own = await wrapDiskErrors(`${folder} could not be written`, () => promises.mkdtemp(join(folder, 'stdin-')));
  const file = join(own, 'input');
  const release = () => promises.rm(own, { recursive: true, force: true });
  try {
    await wrapDiskErrors('The standard input could not be kept', () =>
      pipeline(addAbortSignal(host.signal, host.stdin), createWriteStream(file, { mode: 0o600, flags: 'wx' })),
    );
  } catch (error) {
    await release();
    throw error;
  }
  return { path: file, name: 'The standard input', release };
}
