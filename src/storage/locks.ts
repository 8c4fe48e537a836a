import { constants, promises } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { CliError } from '../errors.ts';
import { checkFolder, makeFolder, wrapDiskErrors } from './safe-files.ts';

/** The number of attempts: for ten seconds or more, and for one or two. */
const RETRIES = { patient: 80, brief: 14 };

/**
 * Does the work under the lock of a path. Waits for the lock for about ten seconds, or with `brief` for one or two. The
 * file need not exist. Throws what `work` throws.
 */
export async function withLock<T>(
  path: string,
  work: () => Promise<T>,
  wait: keyof typeof RETRIES = 'patient',
): Promise<T> {
  let compromised = false;
  const release = await wrapDiskErrors(`${path} could not be locked`, async () => {
    await makeFolder(dirname(path));
    checkFolder(dirname(path), {});
    // In a read-only folder, the lock's own attempts would go on for ten seconds.
    await promises.access(dirname(path), constants.W_OK);
    // The package is CommonJS: when bundled, it has only a default export.
    const { lock } = (await import('proper-lockfile')).default;
    return lock(path, {
      realpath: false,
      // A killed process leaves its lock behind: others take it over well before they stop waiting.
      stale: 5000,
      update: 1000,
      retries: { retries: RETRIES[wait], factor: 1.3, minTimeout: 10, maxTimeout: 150, randomize: true },
      onCompromised: () => {
        compromised = true;
      },
    });
  });
  try {
    await wrapDiskErrors(`${path} could not be tidied up`, () => removeLeftovers(path));
    return await work();
  } finally {
    // A lock that another process has taken over cannot be released.
    await release().catch(() => {});
    // biome-ignore lint/correctness/noUnsafeFinally: the result of the work is in doubt, which matters most.
    if (compromised) throw new CliError('LOCAL_DISK', `${path} was locked by another process during the work`);
  }
}

/** Removes the temporary files of killed writers. Under the lock nobody else writes there. */
async function removeLeftovers(path: string): Promise<void> {
  for (const name of await promises.readdir(dirname(path))) {
    const suffix = name.startsWith(basename(path)) ? name.slice(basename(path).length) : '';
    if (/^\.\d+\.[0-9a-f]{12}\.tmp$/.test(suffix)) {
      await promises.rm(join(dirname(path), name), { recursive: true, force: true });
    }
  }
}
