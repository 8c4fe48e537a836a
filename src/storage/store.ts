import { CliError } from '../errors.ts';
import { quoteForShell } from '../values/shell.ts';
import { formatJson, parseJson } from '../wire/json.ts';
import type { LazySchema } from '../wire/lazy-schema.ts';
import { withLock } from './locks.ts';
import { type FileOptions, readFileIfThere, removeFile, replaceFile } from './safe-files.ts';

/** One JSON file that several processes share. Numbers in it keep every digit. */
export interface Store<T> {
  readonly path: string;
  /** What the file holds, or what stands for no file. Throws BAD_SETTINGS if it is damaged, LOCAL_DISK. */
  read(): Promise<T>;
  /** Puts what `work` makes of the newest value in its place; nothing is written if that is the value itself. */
  change(work: (value: T) => T): Promise<void>;
  /**
   * Does the work while no other process changes the file. `put` puts a value in its place, as often as wanted;
   * undefined takes the file away.
   */
  hold(work: (value: T, put: (value: T) => Promise<void>) => Promise<void>): Promise<void>;
}

/**
 * A store whose file a schema checks. `after` is the command to run once a damaged file was moved away; of a
 * `lossy` one, which holds nothing that could not be had again, a damaged file is as good as none, and a locked one is
 * not waited for long.
 */
export function openStore<T>(
  path: string,
  schema: LazySchema<T & {}>,
  empty: T,
  { after, lossy, ...keeping }: FileOptions & ({ after: string; lossy?: never } | { lossy: true; after?: never }),
): Store<T> {
  // Without the cause: Node's words on broken JSON quote it, and it may be secret.
  const damaged = (why: string) => {
    const aside = quoteForShell(['mv', path, `${path}.damaged`], 'linux');
    const hint = `Mend it, or move it away and begin anew:\n${aside}\n${after}`;
    return new CliError('BAD_SETTINGS', `${path} is damaged: it is not ${why}. It was left as it is`, { hint });
  };

  async function read(): Promise<T> {
    try {
      return await readWhole();
    } catch (error) {
      if (lossy && error instanceof CliError && error.code === 'BAD_SETTINGS') return empty;
      throw error;
    }
  }

  async function readWhole(): Promise<T> {
    const text = await readFileIfThere(path, keeping).catch(error => {
      throw error instanceof CliError && error.code === 'BAD_SETTINGS' ? damaged('UTF-8') : error;
    });
    if (text === undefined) return empty;
    let value: unknown;
    try {
      value = parseJson(text);
    } catch {
      throw damaged('JSON');
    }
    const checked = await schema.check(value);
    if (!checked.success) throw damaged('of the right form');
    return checked.data;
  }

  const put = (value: T) =>
    value === undefined ? removeFile(path, keeping) : replaceFile(path, `${formatJson(value, 2)}\n`, keeping);
  const hold: Store<T>['hold'] = work =>
    withLock(path, async () => work(await read(), put), lossy ? 'brief' : 'patient');

  return {
    path,
    read,
    hold,
    change: work =>
      hold(async (before, put) => {
        const now = work(before);
        if (now !== before) await put(now);
      }),
  };
}
