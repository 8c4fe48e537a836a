import { CliError } from '../../errors.ts';

/** A record that was created is there already: what adorns it is worth no longer wait. */
const TIMEOUT_MS = 3000;

/** What could be loaded in time; undefined if that failed. The record is printed all the same. */
export async function unlessLate<T>(loading: Promise<T>): Promise<T | undefined> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  const late = new Promise<undefined>(resolve => timeout.addEventListener('abort', () => resolve(undefined)));
  try {
    return await Promise.race([loading, late]);
  } catch (error) {
    if (error instanceof CliError) return undefined;
    throw error;
  }
}
