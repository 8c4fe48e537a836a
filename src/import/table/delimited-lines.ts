import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import { type CliError, usage } from '../../errors.ts';
import type { TableLine } from './table.ts';

/** The marks that can stand between two cells, the more likely one first. */
const DELIMITERS = [',', ';', '\t', '|'];

/** The mark between the cells of a text, by its first lines: the one that is in most of them equally often. */
export function findDelimiter(head: string): string {
  const separator = /^(?:\ufeff)?sep=(.)\r?\n/i.exec(head);
  if (separator) return separator[1]!;
  const lines = withoutQuotes(head)
    .split(/\r\n|\n|\r/)
    .filter(line => line.trim() !== '');
  const scores = DELIMITERS.map(delimiter => scoreOf(lines.map(line => line.split(delimiter).length - 1)));
  const best = Math.max(...scores);
  return best > 0 ? DELIMITERS[scores.indexOf(best)]! : ',';
}

/** How many lines have the number of marks that most lines with any have. */
function scoreOf(counts: readonly number[]): number {
  const times = new Map<number, number>();
  for (const count of counts) if (count > 0) times.set(count, (times.get(count) ?? 0) + 1);
  return Math.max(0, ...[...times].map(([count, lines]) => lines * 100 + Math.min(count, 99)));
}

const withoutQuotes = (text: string) => text.replace(/"(?:[^"]|"")*"/g, '');

/** The text behind a line that names the delimiter, as spreadsheet programs write it. */
const SEPARATOR_LINE = /^sep=.$/i;

/** More in one line is a quote that never closes. */
const MAX_LINE_CHARACTERS = 4_000_000;

/** The lines of a text with marks between the cells, as RFC 4180 and spreadsheet programs write it. Throws USAGE. */
export async function* delimitedLines(text: AsyncIterable<string>, delimiter: string): AsyncGenerator<TableLine> {
  const parser = parse({
    ...{ delimiter, bom: true, raw: true },
    record_delimiter: ['\r\n', '\n', '\r'],
    max_record_size: MAX_LINE_CHARACTERS,
    relax_column_count: true,
    // Inches, for example.
    relax_quotes: true,
    skip_empty_lines: false,
  });
  const feeding = pipeline(text, parser);
  feeding.catch(ignoreEnd);
  let line = 1;
  try {
    for await (const item of parser) {
      const { record, raw } = item as { record: string[]; raw: string };
      const begin = line;
      line += raw.match(/\r\n|\n|\r/g)?.length ?? 0;
      if (begin === 1 && SEPARATOR_LINE.test(record.join(delimiter))) continue;
      if (record.length > 1 || record[0] !== '') yield { line: begin, cells: record };
    }
  } catch (cause) {
    if (cause instanceof CsvError) throw lineError(cause, line);
    throw cause;
  } finally {
    parser.destroy();
  }
}

/** The reader has its own error, or stopped early. */
const ignoreEnd = () => {};

function lineError({ code, message }: CsvError, line: number): CliError {
  if (code === 'CSV_QUOTE_NOT_CLOSED' || code === 'CSV_MAX_RECORD_SIZE') {
    return usage(`The quote that opens in line ${line} never closes`, {
      hint: 'Close it, or double it if it belongs to the text.',
    });
  }
  return usage(`Line ${line} cannot be read: ${message}`);
}
