import type { Answer, Column, Format } from '../../answer.ts';
import { CliError } from '../../errors.ts';
import type { Output } from '../../host.ts';
import { csvLine } from '../../values/csv.ts';
import { type Row, valueAt } from '../../wire/entities.ts';
import { formatJson, LosslessNumber } from '../../wire/json.ts';
import { sanitize, sanitizedJson, sanitizeJson } from '../text/sanitize.ts';
import { distanceOrTime, formatCell, type TimeFormat, timeWithDistance } from './cells.ts';

/** The output of an answer, and its format and style. */
export interface RenderTarget {
  out: Output;
  format: Format;
  colour: boolean;
  ascii: boolean;
  /** A person is told how far a time near this one is. */
  now: Date;
  /** Keep CSV cells as they are, formulas too. */
  csvRaw?: boolean | undefined;
}

/**
 * Prints an answer. `truncated`: the reader closed the pipe before the end, and no more rows are requested.
 * The caller prints an answer's notice and footer.
 */
export async function render(answer: Answer, target: RenderTarget): Promise<{ truncated?: boolean }> {
  const { format, out } = target;
  try {
    if (answer.kind === 'messages') await writeMessages(answer.pages, out);
    else if (format !== 'json' && answer.kind !== 'raw') await writeAnswer(answer, WRITERS[format], target);
    else for await (const text of jsonOf(answer)) await writeAll(out, sanitizedJson(text));
    return {};
  } catch (error) {
    if (error instanceof Error && error.name === 'ReaderGone') return { truncated: true };
    throw error;
  }
}

type Records = Extract<Answer, { kind: 'records' }>;
type OneRecord = Extract<Answer, { kind: 'record' }>;
type Text = Extract<Answer, { kind: 'text' }>;

interface Writer {
  records(answer: Records, target: RenderTarget): Promise<void>;
  /** The whole text, line break included, in pieces that are written one after the other. */
  record(answer: OneRecord, target: RenderTarget): Iterable<string> | Promise<Iterable<string>>;
  text(answer: Text, target: RenderTarget): Iterable<string> | Promise<Iterable<string>>;
}

async function plainText({ text }: Text, { out }: RenderTarget): Promise<string[]> {
  if (!out.isTTY) return [`${text}\n`];
  const { wrapMessages } = await import('../text/wrap-message.ts');
  return [`${wrapMessages(text, out.columns)}\n`];
}

const WRITERS: Readonly<Record<Exclude<Format, 'json'>, Writer>> = {
  table: {
    async records(answer, target) {
      const columns = answer.columns.filter(({ hidden }) => !hidden);
      const rows: Row[] = [];
      for await (const page of answer.pages) for (const row of page) rows.push(...tableRows(answer, row));
      if (rows.length === 0) return;
      const table = {
        heads: columns.map(({ heading, label = heading }) => label),
        rows: rows.map(row => columns.map(column => displayText(row, column, target.now))),
        alerts: rows.map(row => columns.map(({ isAlert }) => isAlert?.(row, target.now) ?? false)),
        align: columns.map(column => column.align ?? alignOf(rows, column)),
        uncut: columns.map(({ isWhole = false }) => isWhole),
        optional: columns.map(({ isOptional = false }) => isOptional),
        ...(answer.shareOf ? { shares: rows.map(answer.shareOf) } : {}),
      };
      const { drawTable } = await import('./table.ts');
      await target.out.write(`${drawTable({ ...table, ...tableStyle(target) })}\n`);
    },
    async record(answer, target) {
      const { drawRecord } = await import('./table.ts');
      const text = drawRecord(
        labelledFields(answer.row, answer.card ?? answer.fields, timeWithDistance(target.now)),
        tableStyle(target),
      );
      return text === '' ? [] : [`${text}\n`];
    },
    text: plainText,
  },

  jsonl: {
    async records({ pages, textOf }, { out }) {
      for await (const page of pages) {
        await writeLines(
          page.map(row => sanitizeJson(textOf?.(row) ?? formatJson(row))),
          out,
        );
      }
    },
    record: ({ row }) => sanitizedJson(`${formatJson(row)}\n`),
    text: ({ row }) => sanitizedJson(`${formatJson(row)}\n`),
  },

  tsv: {
    records: (answer, target) =>
      writePages(target.out, answer.pages, row =>
        tableRows(answer, row).map(cells =>
          answer.columns.map(column => tsvCell(formatCell(valueAt(cells, column.path)), target)).join('\t'),
        ),
      ),
    record: (answer, target) =>
      labelledFields(answer.row, answer.fields).map(pair => `${pair.map(text => tsvCell(text, target)).join('\t')}\n`),
    text: plainText,
  },

  csv: {
    records: (answer, target) =>
      writePages(
        target.out,
        answer.pages,
        row =>
          tableRows(answer, row).map(cells =>
            csvRow(
              answer.columns.map(column => formatCell(valueAt(cells, column.path))),
              target,
            ),
          ),
        csvRow(
          answer.columns.map(column => column.heading),
          target,
        ),
      ),
    record(answer, target) {
      const pairs = labelledFields(answer.row, answer.fields);
      return [0, 1].map(
        i =>
          `${csvRow(
            pairs.map(pair => pair[i]!),
            target,
          )}\n`,
      );
    },
    text: plainText,
  },

  ids: {
    records: (answer, target) =>
      writePages(target.out, answer.pages, row => tableRows(answer, row).map(cells => idOf(cells, target))),
    record: ({ row }, target) => [`${idOf(row, target)}\n`],
    text: plainText,
  },
};

/**
 * The JSON of an answer, line break included, in pieces. It is all or nothing: the first piece of a list comes after its
 * last page.
 */
export async function* jsonOf(answer: Answer): AsyncGenerator<string> {
  if (answer.kind === 'record' || answer.kind === 'text') yield `${formatJson(answer.row, 2)}\n`;
  if (answer.kind === 'raw') yield `${formatJson(answer.body, 2)}\n`;
  if (answer.kind !== 'records') return;
  const pageTexts: string[] = [];
  for await (const page of answer.pages) if (page.length > 0) pageTexts.push(formatJson(page, 2).slice(2, -2));
  if (pageTexts.length === 0) return yield '[]\n';
  for (const [i, text] of pageTexts.entries()) yield i === 0 ? `[\n${text}` : `,\n${text}`;
  yield '\n]\n';
}

async function writeMessages(pages: AsyncIterable<readonly Row[]>, out: Output): Promise<void> {
  for await (const page of pages)
    await writeLines(
      page.map(row => sanitizeJson(formatJson(row))),
      out,
    );
}

async function writeAnswer(
  answer: Exclude<Answer, { kind: 'raw' | 'messages' }>,
  writer: Writer,
  target: RenderTarget,
): Promise<void> {
  switch (answer.kind) {
    case 'records':
      return writer.records(answer, target);
    case 'record':
      return writeAll(target.out, await writer.record(answer, target));
    case 'text':
      return writeAll(target.out, await writer.text(answer, target));
    case 'commands':
    case 'nothing':
      return;
  }
}

const tableStyle = ({ out, ascii, colour }: RenderTarget) => ({ columns: out.columns, ascii, colour });
const tableRows = (answer: Records, row: Row) => answer.tableRows?.(row) ?? [row];

async function writeAll(out: Output, pieces: Iterable<string>): Promise<void> {
  for (const piece of pieces) await out.write(piece);
}

/** A write ends with the line that passes this length: V8 keeps larger strings in a space of their own, slow to collect. */
const MAX_WRITE_LENGTH = 65_536;

/** Writes lines, several at a time. */
async function writeLines(texts: readonly string[], out: Output): Promise<void> {
  let batch: string[] = [];
  let size = 0;
  for (const [index, text] of texts.entries()) {
    batch.push(text);
    size += text.length;
    if (size < MAX_WRITE_LENGTH && index < texts.length - 1) continue;
    await out.write([...batch, ''].join('\n'));
    batch = [];
    size = 0;
  }
}

/** Writes the lines of each page as it arrives; what arrived before a failure is written. */
async function writePages(
  out: Output,
  pages: AsyncIterable<readonly Row[]>,
  linesOf: (row: Row) => readonly string[],
  header?: string,
): Promise<void> {
  if (header !== undefined) await out.write(`${header}\n`);
  for await (const page of pages) {
    let text = '';
    for (const row of page) for (const line of linesOf(row)) text += `${line}\n`;
    if (text !== '') await out.write(text);
  }
}

/** The text of a cell for a person; the table cleans and measures it. */
const displayText = (row: Row, { path, display }: Column, now: Date): string =>
  display ? display(row, now) : formatCell(valueAt(row, path), distanceOrTime(now));

const isNumber = (value: unknown) => typeof value === 'number' || value instanceof LosslessNumber;

function alignOf(rows: readonly Row[], { path }: Column): 'left' | 'right' {
  const values = rows.map(row => valueAt(row, path)).filter(value => value !== null && value !== undefined);
  return values.length > 0 && values.every(isNumber) ? 'right' : 'left';
}

/** The pairs of a vertical table: those the command chose, else the fields that hold something simple. */
const labelledFields = (
  row: Row,
  fields: OneRecord['fields'] | undefined,
  timeFormat?: TimeFormat,
): (readonly [string, string])[] =>
  (fields ?? Object.entries(row))
    .filter(
      ([, value]) => fields || isNumber(value) || typeof value === 'boolean' || (typeof value === 'string' && value),
    )
    .map(([label, value]) => [label, formatCell(value, timeFormat)]);

/** A line of CSV; RFC 4180 ends it with CR LF. */
const csvRow = (cells: readonly string[], { out, csvRaw = false }: RenderTarget) =>
  `${csvLine(out.isTTY ? cells.map(sanitize) : cells, csvRaw)}\r`;

function tsvCell(text: string, { out }: RenderTarget): string {
  const escaped = text.replace(/[\\\t\n\r]/g, character => TSV_ESCAPES[character]!);
  return out.isTTY ? sanitize(escaped) : escaped;
}

const TSV_ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

function idOf(row: Row, target: RenderTarget): string {
  if (typeof row.id !== 'string' || row.id === '')
    throw new CliError('BAD_REPLY', 'The server sent a record without an id');
  return tsvCell(row.id, target);
}
