import type { Answer, Column, Format } from '../../answer.ts';
import { CliError } from '../../errors.ts';
import type { Output } from '../../host.ts';
import { formatLocalTime, formatUtcTime } from '../../values/dates.ts';
import { type Row, valueAt } from '../../wire/entities.ts';
import { formatJson, LosslessNumber } from '../../wire/json.ts';
import { sanitize, sanitizeJson } from '../text/sanitize.ts';
import { csvLine } from './csv.ts';

/** Where an answer goes and how it looks there. */
export interface RenderTarget {
  out: Output;
  format: Format;
  colour: boolean;
  ascii: boolean;
  /** Keep CSV cells as they are, formulas too. */
  csvRaw?: boolean | undefined;
}

/**
 * Prints an answer. `truncated` tells that the reader went away before the end; then no more rows were asked for.
 * What an answer has to say beside itself (`said`, `more`) is the caller's to print.
 */
export async function render(answer: Answer, to: RenderTarget): Promise<{ truncated?: boolean }> {
  const writer = WRITERS[to.format];
  try {
    await write(answer, writer, to);
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
  records(answer: Records, to: RenderTarget): Promise<void>;
  /** The whole text, line break included. */
  record(answer: OneRecord, to: RenderTarget): string | Promise<string>;
  text(answer: Text, to: RenderTarget): string;
}

const plainText = ({ text }: Text, { out }: RenderTarget) =>
  `${out.isTTY ? text.split('\n').map(sanitize).join('\n') : text}\n`;

const WRITERS: Readonly<Record<Format, Writer>> = {
  table: {
    async records(answer, to) {
      const { columns } = answer;
      const rows: Row[] = [];
      for await (const page of answer.pages) for (const row of page) rows.push(...tableRows(answer, row));
      if (rows.length === 0) return;
      const table = {
        heads: columns.map(column => column.heading),
        rows: rows.map(row => columns.map(column => shown(valueAt(row, column.path), true))),
        align: columns.map(column => alignOf(rows, column)),
      };
      const { drawTable } = await import('./table.ts');
      await to.out.write(`${drawTable({ ...table, ...look(to) })}\n`);
    },
    async record(answer, to) {
      const { drawRecord } = await import('./table.ts');
      const drawn = drawRecord(labelled(answer, true), look(to));
      return drawn === '' ? '' : `${drawn}\n`;
    },
    text: plainText,
  },

  json: {
    async records({ pages }, { out }) {
      // Whole or nothing: a failure on a later page must not leave half a document.
      const all: string[] = [];
      for await (const page of pages) if (page.length > 0) all.push(sanitizeJson(formatJson(page, 2)).slice(2, -2));
      if (all.length === 0) return out.write('[]\n');
      for (const [i, text] of all.entries()) await out.write(i === 0 ? `[\n${text}` : `,\n${text}`);
      await out.write('\n]\n');
    },
    record: ({ row }) => prettyJson(row),
    text: ({ row }) => prettyJson(row),
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
    record: ({ row }) => `${sanitizeJson(formatJson(row))}\n`,
    text: ({ row }) => `${sanitizeJson(formatJson(row))}\n`,
  },

  tsv: {
    records: (answer, to) =>
      lines(to.out, answer.pages, row =>
        tableRows(answer, row).map(cells =>
          answer.columns.map(column => tsvCell(shown(valueAt(cells, column.path), false), to)).join('\t'),
        ),
      ),
    record: (answer, to) =>
      labelled(answer, false)
        .map(pair => `${pair.map(text => tsvCell(text, to)).join('\t')}\n`)
        .join(''),
    text: plainText,
  },

  csv: {
    records: (answer, to) =>
      lines(
        to.out,
        answer.pages,
        row =>
          tableRows(answer, row).map(cells =>
            csvRow(
              answer.columns.map(column => shown(valueAt(cells, column.path), false)),
              to,
            ),
          ),
        csvRow(
          answer.columns.map(column => column.heading),
          to,
        ),
      ),
    record(answer, to) {
      const pairs = labelled(answer, false);
      return [0, 1]
        .map(
          i =>
            `${csvRow(
              pairs.map(pair => pair[i]!),
              to,
            )}\n`,
        )
        .join('');
    },
    text: plainText,
  },

  ids: {
    records: (answer, to) => lines(to.out, answer.pages, row => tableRows(answer, row).map(cells => idOf(cells, to))),
    record: ({ row }, to) => `${idOf(row, to)}\n`,
    text: plainText,
  },
};

async function write(answer: Answer, writer: Writer, to: RenderTarget): Promise<void> {
  switch (answer.kind) {
    case 'records':
      return writer.records(answer, to);
    case 'record':
      return to.out.write(await writer.record(answer, to));
    case 'text':
      return to.out.write(writer.text(answer, to));
    case 'raw':
      return to.out.write(prettyJson(answer.body));
    case 'commands':
    case 'nothing':
      return;
  }
}

const look = ({ out, ascii, colour }: RenderTarget) => ({ columns: out.columns, ascii, colour });
const prettyJson = (value: unknown) => `${sanitizeJson(formatJson(value, 2))}\n`;
const tableRows = (answer: Records, row: Row) => answer.tableRows?.(row) ?? [row];

/** Most characters of one write but for the last line: V8 keeps larger strings apart, and clears them away slowly. */
const WRITE_SIZE = 65_536;

/** Writes lines, several at a time. */
async function writeLines(texts: readonly string[], out: Output): Promise<void> {
  let some: string[] = [];
  let size = 0;
  for (const [index, text] of texts.entries()) {
    some.push(text);
    size += text.length;
    if (size < WRITE_SIZE && index < texts.length - 1) continue;
    await out.write([...some, ''].join('\n'));
    some = [];
    size = 0;
  }
}

/** Writes the lines of each page as it arrives; what arrived before a failure is written. */
async function lines(
  out: Output,
  pages: AsyncIterable<readonly Row[]>,
  of: (row: Row) => readonly string[],
  header?: string,
): Promise<void> {
  if (header !== undefined) await out.write(`${header}\n`);
  for await (const page of pages) {
    let text = '';
    for (const row of page) for (const line of of(row)) text += `${line}\n`;
    if (text !== '') await out.write(text);
  }
}

const LINK = /^https?:\/\/[^\s?#]+\/entities\/[^\s/?#]+\/([^\s/?#]+)$/;

/** A value as the text of a cell: a link or an expanded relation as its id, a date-time local or in UTC. */
function shown(value: unknown, local: boolean): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string')
    return LINK.exec(value)?.[1] ?? (local ? formatLocalTime(value) : formatUtcTime(value));
  if (value instanceof LosslessNumber) return value.value;
  if (Array.isArray(value)) {
    return value
      .map(item => shown(item, local))
      .filter(text => text !== '')
      .join(', ');
  }
  if (typeof value === 'object') return 'id' in value && typeof value.id === 'string' ? value.id : formatJson(value);
  return String(value);
}

const isNumber = (value: unknown) => typeof value === 'number' || value instanceof LosslessNumber;

function alignOf(rows: readonly Row[], { path }: Column): 'left' | 'right' {
  const values = rows.map(row => valueAt(row, path)).filter(value => value !== null && value !== undefined);
  return values.length > 0 && values.every(isNumber) ? 'right' : 'left';
}

/** The pairs of a vertical table: those the command chose, else the fields that hold something simple. */
const labelled = ({ row, shown: chosen }: OneRecord, local: boolean): (readonly [string, string])[] =>
  (chosen ?? Object.entries(row))
    .filter(
      ([, value]) => chosen || isNumber(value) || typeof value === 'boolean' || (typeof value === 'string' && value),
    )
    .map(([label, value]) => [label, shown(value, local)]);

/** A line of CSV; RFC 4180 ends it with CR LF. */
const csvRow = (cells: readonly string[], { out, csvRaw = false }: RenderTarget) =>
  `${csvLine(out.isTTY ? cells.map(sanitize) : cells, csvRaw)}\r`;

function tsvCell(text: string, { out }: RenderTarget): string {
  const escaped = text.replace(/[\\\t\n\r]/g, found => TSV_ESCAPES[found]!);
  return out.isTTY ? sanitize(escaped) : escaped;
}

const TSV_ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

function idOf(row: Row, to: RenderTarget): string {
  if (typeof row.id !== 'string' || row.id === '')
    throw new CliError('BAD_REPLY', 'The server sent a record without an id');
  return tsvCell(row.id, to);
}
