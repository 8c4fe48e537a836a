import { constants, promises } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { CliError } from '../errors.ts';
import { checkFolder, makeFolder, wrapDiskErrors } from './safe-files.ts';

/** How often a lock is tried: for ten seconds or more, and for one or two. */
const RETRIES = { patient: 80, brief: 14 };

/**
 * Does the work while no other process does work under the same path's lock. Waits about ten seconds for its turn, or
 * but a moment. The file need not exist. What `work` throws is passed on.
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
    // The lock's own attempts would go on for ten seconds in a folder that may only be read.
    await promises.access(dirname(path), constants.W_OK);
    // The package is CommonJS: bundled, it has its default export only.
    const { lock } = (await import('proper-lockfile')).default;
    return lock(path, {
      realpath: false,
      // A process that was killed leaves its lock behind: others take it over well before they stop waiting.
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
    // A lock that was taken over cannot be released any more.
    await release().catch(() => {});
    // biome-ignore lint/correctness/noUnsafeFinally: whether the work counts is in doubt, and that is the news.
    if (compromised) throw new CliError('LOCAL_DISK', `${path} was locked by somebody else in the middle of the work`);
  }
}

/** Removes what writers that were killed left beside the file. Under its lock nobody else writes there. */
async function removeLeftovers(path: string): Promise<void> {
  for (const name of await promises.readdir(dirname(path))) {
    const suffix = name.startsWith(basename(path)) ? name.slice(basename(path).length) : '';
    if (/^\.\d+\.[0-9a-f]{12}\.tmp$/.test(suffix)) {
      await promises.rm(join(dirname(path), name), { recursive: true, force: true });
    }
  }
}
