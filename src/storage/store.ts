import { CliError } from '../errors.ts';
import { quoteForShell } from '../values/shell.ts';
import { formatJson, parseJson } from '../wire/json.ts';
import type { LazySchema } from '../wire/lazy-schema.ts';
import type { LockOptions } from './locks.ts';
import { type FileOptions, type HeldLock, readFileIfThere, removeFile, replaceFile } from './safe-files.ts';

/** One JSON file that several processes share. Numbers in it keep all their digits. */
export interface Store<T> {
  readonly path: string;
  /** The value in the file, or the empty one if there is no file. Throws BAD_SETTINGS if it is damaged, LOCAL_DISK. */
  read(): Promise<T>;
  /** Replaces the current value by the result of `work`; writes nothing if that is the same value. */
  change(work: (value: T) => T): Promise<void>;
  /**
   * Does the work while no other process changes the file. Each call of `replace` writes a value; undefined removes the
   * file.
   */
  hold(work: (value: T, replace: (value: T) => Promise<void>, lock: HeldLock) => Promise<void>): Promise<void>;
}

type StoreOptions = FileOptions &
  Pick<LockOptions, 'wait'> &
  ({ after: readonly string[]; lossy?: never } | { lossy: true; after?: never });

/**
 * A store whose file follows a schema. `after` are the words of the command to run after a damaged file is moved away.
 * A `lossy` store is a cache: a damaged file counts as missing, and it does not wait long for a lock.
 */
export function openStore<T>(
  path: string,
  schema: LazySchema<T & {}>,
  empty: T,
  { after, lossy, wait = lossy ? 'brief' : 'patient', ...options }: StoreOptions,
): Store<T> {
  // Without the cause: Node's message on invalid JSON quotes the text, which may be secret.
  const damaged = (why: string) => {
    const aside = quoteForShell(['mv', path, `${path}.damaged`], 'linux');
    const hint = `Repair it, or move it away and start again:\n  ${aside}`;
    return new CliError('BAD_SETTINGS', `${path} is damaged: it is not ${why}. It was left as it is`, {
      hint,
      command: after,
    });
  };

  async function read(): Promise<T> {
    try {
      return await parseFile();
    } catch (error) {
      if (lossy && error instanceof CliError && error.code === 'BAD_SETTINGS') return empty;
      throw error;
    }
  }

  async function parseFile(): Promise<T> {
    const text = await readFileIfThere(path, options).catch(error => {
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

  const replace = (lock: HeldLock, value: T) =>
    value === undefined ? removeFile(lock, options) : replaceFile(lock, `${formatJson(value, 2)}\n`, options);
  const hold: Store<T>['hold'] = async work => {
    // Loaded here, since most commands write nothing.
    const { withLock } = await import('./locks.ts');
    await withLock(path, async lock => work(await read(), value => replace(lock, value), lock), { wait });
  };

  return {
    path,
    read,
    hold,
    change: work =>
      hold(async (before, replace) => {
        const after = work(before);
        if (after !== before) await replace(after);
      }),
  };
}
