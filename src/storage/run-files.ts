import { promises } from 'node:fs';
import { join } from 'node:path';
import { CliError } from '../errors.ts';
import { createJournal, type Journal } from './journal.ts';
import { listFolder, readFileIfThere, wrapDiskErrors } from './safe-files.ts';

/** The files of this user's runs, one each. A name sorts by the time when its run began. */
export interface RunFiles {
  /** The ids of all runs, the newest first. */
  ids(): Promise<string[]>;
  /** The text of a run's file; undefined if there is none. Throws LOCAL_DISK, BAD_SETTINGS. */
  read(id: string): Promise<string | undefined>;
  /** A file for a run that begins now, and its id: the second, and a number in it. Throws LOCAL_DISK. */
  create(now: Date): Promise<{ id: string; journal: Journal }>;
  remove(id: string): Promise<void>;
}

const ENDING = '.jsonl';

/** The files of runs in a folder, which is made when the first one is. */
export function openRunFiles(folder: string): RunFiles {
  const pathOf = (id: string) => join(folder, `${id}${ENDING}`);
  return {
    ids: async () => {
      const names = (await listFolder(folder)).filter(name => name.endsWith(ENDING));
      return names.map(name => name.slice(0, -ENDING.length)).sort((a, b) => (a < b ? 1 : -1));
    },
    read: id => readFileIfThere(pathOf(id), { secret: true }),
    create: async now => {
      const second = now.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
      for (let number = 1; ; number++) {
        const id = `${second}-${String(number).padStart(3, '0')}`;
        try {
          return { id, journal: await createJournal(pathOf(id)) };
        } catch (error) {
          // Another run began in the same second.
          if (!(error instanceof CliError) || !isTaken(error)) throw error;
        }
      }
    },
    remove: id => wrapDiskErrors(`${pathOf(id)} could not be removed`, () => promises.rm(pathOf(id), { force: true })),
  };
}

const isTaken = ({ cause }: CliError) => (cause as NodeJS.ErrnoException | undefined)?.code === 'EEXIST';
