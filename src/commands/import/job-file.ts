import { createReadStream, promises } from 'node:fs';
import { createInterface } from 'node:readline';
import * as z from 'zod/mini';
import type { Context } from '../../context.ts';
import { CliError } from '../../errors.ts';
import { formatRow, type JudgedRow, parseRow } from '../../import/job.ts';
import { createJournal } from '../../storage/journal.ts';
import { readFileIfThere, wrapDiskErrors } from '../../storage/safe-files.ts';
import { formatJson, parseJson } from '../../wire/json.ts';
import type { RowCounts } from './report.ts';

/** What an import is about, in the first line of its file. */
export interface JobHead {
  id: string;
  /** When it was judged, as an ISO instant. */
  time: string;
  command: string;
  counts: RowCounts;
  /** The records that were new before the first row was sent. */
  earlierIds: readonly string[];
  /** The fields that its rows write. */
  fields: readonly string[];
}

/** The judged rows of an import that has not ended yet. */
export interface JobFile {
  /** The rows in their order, read anew by each call. */
  rows(): AsyncIterable<JudgedRow>;
  /** Keeps the file for a later run, from now on. */
  commit(head: JobHead): Promise<void>;
  remove(): Promise<void>;
}

const headSchema = z.object({
  ...{ id: z.string(), time: z.string(), command: z.string() },
  counts: z.object({
    ...{ created: z.number(), updated: z.number(), skipped: z.number(), failed: z.number(), unknown: z.number() },
  }),
  earlierIds: z.array(z.string()),
  fields: z.array(z.string()),
});

const folderOf = ({ host }: Context) => `${host.folders.state}/pipeliner/imports`;

/** The path whose lock an import holds while it runs. */
export const jobPath = (id: string, context: Context): string => `${folderOf(context)}/${id}`;

const rowsPath = (id: string, context: Context) => `${jobPath(id, context)}.rows.jsonl`;

/** Writes judged rows to a private file as they come. Throws LOCAL_DISK. */
export async function writeJob(id: string, rows: AsyncIterable<JudgedRow>, context: Context): Promise<JobFile> {
  // An import of the same file that was stopped can be carried on until this one is agreed to.
  const path = `${jobPath(id, context)}.new.jsonl`;
  await promises.rm(path, { force: true });
  const journal = await createJournal(path);
  try {
    let waiting: Promise<void>[] = [];
    for await (const row of rows) {
      waiting.push(journal.write(context.redact(formatRow(row))));
      if (waiting.length < 100) continue;
      await Promise.all(waiting);
      waiting = [];
    }
    await journal.append('');
  } catch (error) {
    // What is half written would only take room, which may be what there is none of.
    await promises.rm(path, { force: true });
    throw error;
  } finally {
    await journal.close();
  }
  return openFiles(path, id, context);
}

/** The files of an import, whose rows are at `path` until it is agreed to. */
function openFiles(path: string, id: string, context: Context): JobFile {
  const head = `${jobPath(id, context)}.json`;
  const place = rowsPath(id, context);
  let rows = path;
  return {
    rows: () => readRows(rows),
    commit: facts =>
      wrapDiskErrors(`${head} could not be written`, async () => {
        await promises.rm(head, { force: true });
        await promises.rename(rows, place);
        rows = place;
        const file = await promises.open(`${head}.new`, 'w', 0o600);
        await file.writeFile(`${formatJson(facts)}\n`);
        await file.sync();
        await file.close();
        await promises.rename(`${head}.new`, head);
      }),
    remove: async () => {
      for (const one of rows === place ? [head, place] : [rows]) await promises.rm(one, { force: true });
    },
  };
}

async function* readRows(path: string): AsyncGenerator<JudgedRow> {
  const lines = createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY });
  for await (const line of lines) {
    if (line === '') continue;
    const row = parseRow(line);
    if (!row) throw new CliError('LOCAL_DISK', `${path} is damaged`, { hint: 'Import the file anew, with --again.' });
    yield row;
  }
}

/** The import that was stopped, if there is one with this id. */
export async function findJob(id: string, context: Context): Promise<{ head: JobHead; file: JobFile } | undefined> {
  const path = `${jobPath(id, context)}.json`;
  const text = await readFileIfThere(path, { secret: true });
  if (text === undefined) return undefined;
  const head = headSchema.safeParse(parseText(text));
  if (!head.success) throw new CliError('BAD_SETTINGS', `${path} is damaged`, { hint: 'Remove it to begin anew.' });
  return { head: head.data, file: openFiles(rowsPath(id, context), id, context) };
}

function parseText(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
