import type { Context } from '../../context.ts';
import { withLock } from '../../storage/locks.ts';
import { replaceFile } from '../../storage/safe-files.ts';
import { ignoreErrors } from '../../values/ignore-errors.ts';

/** Keeps the ids of records that were not written, one a line, in a file of this user; undefined if that failed. */
export async function keepRest(verb: string, ids: readonly string[], { host }: Context): Promise<string | undefined> {
  const time = host
    .now()
    .toISOString()
    .replace(/[-:]|\.\d+/g, '');
  const path = `${host.folders.state}/pipeliner/rest/${verb}-${time}.ids`;
  let isKept = false;
  await ignoreErrors(async () => {
    await withLock(path, lock => replaceFile(lock, `${ids.join('\n')}\n`));
    isKept = true;
  });
  return isKept ? path : undefined;
}
