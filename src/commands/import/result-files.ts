import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import type { Context } from '../../context.ts';
import { CliError } from '../../errors.ts';
import { cellText } from '../../import/table/table.ts';
import { csvLine } from '../../values/csv.ts';
import type { ImportFlags } from './flags.ts';
import type { ImportJob } from './import-job.ts';
import { REASON_HEADING } from './report.ts';
import { type RowResult, reasonOf } from './row-answers.ts';

/** The same rows, which are written to the files of --results and --failed, too. Throws LOCAL_DISK. */
export async function* withFiles(
  rows: AsyncIterable<RowResult>,
  job: ImportJob,
  { results, failed }: Pick<ImportFlags, 'results' | 'failed'>,
  context: Context,
): AsyncGenerator<RowResult> {
  const file = results === undefined ? undefined : await openFile(results, '--results');
  await file?.line(['row', 'line', 'outcome', 'id', 'name', 'reason']);
  const reasons = new Map<number, string>();
  try {
    for await (const result of rows) {
      const { judged, outcome, id = '', problems } = result;
      const reason = reasonOf(problems);
      await file?.line([String(judged.row), String(judged.line), outcome, id, judged.name, reason]);
      if (failed !== undefined && (outcome === 'failed' || outcome === 'unknown')) reasons.set(judged.row, reason);
      yield result;
    }
  } finally {
    await file?.close();
    if (failed !== undefined && reasons.size > 0) await writeFailed(failed, reasons, job);
  }
  if (failed === undefined || reasons.size === 0) return;
  const what = reasons.size === 1 ? 'row with its reason is' : `${reasons.size} rows with their reasons are`;
  await context.say(`The ${what} in ${failed}.`);
}

/** Writes the rows that failed as they stand in the source, with their reasons. */
async function writeFailed(path: string, reasons: ReadonlyMap<number, string>, { prepared }: ImportJob): Promise<void> {
  const { table, heading, isData } = prepared;
  const file = await openFile(path, '--failed');
  const columns = heading.cells
    .map(cellText)
    .flatMap((text, index) => (text === REASON_HEADING ? [] : [{ text, index }]));
  try {
    await file.line([...columns.map(({ text }) => text), REASON_HEADING]);
    let row = 0;
    for await (const { line, cells } of table.lines()) {
      if (!isData(line)) continue;
      row += 1;
      const reason = reasons.get(row);
      if (reason !== undefined) await file.line([...columns.map(({ index }) => cellText(cells[index])), reason]);
    }
  } finally {
    await file.close();
  }
}

interface CsvFile {
  line(cells: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

async function openFile(path: string, flag: string): Promise<CsvFile> {
  const stream: WriteStream = createWriteStream(path, { flags: 'wx', mode: 0o600 });
  let failure: Error | undefined;
  stream.on('error', error => {
    failure = error;
  });
  const check = () => {
    if (failure)
      throw new CliError('LOCAL_DISK', `${path} could not be written: ${failure.message}`, { flag, cause: failure });
  };
  await Promise.race([once(stream, 'open'), once(stream, 'close')]).catch(() => {});
  check();
  return {
    line: async cells => {
      check();
      // What goes back in is not for a spreadsheet to run either; the source's own texts stay as they are.
      if (!stream.write(`${csvLine(cells, flag === '--failed')}\n`)) await once(stream, 'drain').catch(() => {});
      check();
    },
    close: async () => {
      stream.end();
      await once(stream, 'close').catch(() => {});
      check();
    },
  };
}
