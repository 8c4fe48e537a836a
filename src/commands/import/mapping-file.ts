import { promises } from 'node:fs';
import * as z from 'zod/mini';
import { CliError, usage } from '../../errors.ts';
import type { ColumnChoices, MappedColumn } from '../../import/columns/mapping.ts';
import { formatJson, parseUserJson } from '../../wire/json.ts';

const FLAG = '--mapping';
const schema = z.object({ columns: z.record(z.string(), z.string()) });

/** What the columns of a file fill; undefined if there is no such file yet. Throws USAGE. */
export async function readMapping(path: string): Promise<ColumnChoices | undefined> {
  let text: string;
  try {
    text = await promises.readFile(path, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw usage(`The file ${path} cannot be read (${code})`, { flag: FLAG, cause });
  }
  const mapping = schema.safeParse(parseUserJson(text, path, FLAG));
  if (!mapping.success) {
    throw usage(`${path} is no mapping file`, {
      flag: FLAG,
      hint: 'It has {"columns": {"Close date": "closing-date"}}.',
    });
  }
  return new Map(Object.entries(mapping.data.columns));
}

/** Saves what the columns fill; those that are left out have an empty field. Throws LOCAL_DISK. */
export async function saveMapping(path: string, columns: readonly MappedColumn[]): Promise<void> {
  const entries = columns
    .filter(({ heading }) => heading !== '')
    .map(({ heading, target }) => [heading, target?.name ?? '']);
  try {
    await promises.writeFile(path, `${formatJson({ columns: Object.fromEntries(entries) }, 2)}\n`, { flag: 'wx' });
  } catch (cause) {
    throw new CliError('LOCAL_DISK', `${path} could not be written: ${(cause as Error).message}`, {
      flag: FLAG,
      cause,
    });
  }
}
