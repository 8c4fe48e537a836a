import { usage } from '../../errors.ts';
import { isJson } from '../../values/is-json.ts';
import { ownValue } from '../../values/own-value.ts';
import { decodeFile, findEncoding } from './decode.ts';
import { type FileFacts, inspectFile } from './inspect-file.ts';
import { loadReaders } from './load-readers.ts';
import { isBlank, type ReadLines, type TableLine } from './table.ts';

/** How a file is to be read, where that is not found from its content. */
export interface TableOptions {
  delimiter?: string | undefined;
  encoding?: string | undefined;
  sheet?: string | undefined;
}

/** A file with lines of cells, whatever its form. */
export interface TableFile {
  /** The SHA-256 of its bytes. */
  digest: string;
  form: 'CSV' | 'TSV' | 'JSON' | 'JSONL' | 'XLSX';
  /** Whether its first line has the names of the values, so that no heading is looked for. */
  hasNames: boolean;
  lines: ReadLines;
  /** What was guessed, in sentences. */
  notes: readonly string[];
}

/** Opens a file by its content, whatever its name ends with. Throws USAGE if it is none of the forms. */
export async function openTable(path: string, options: TableOptions): Promise<TableFile> {
  const facts = await inspectFile(path);
  if (facts.size === 0) throw usage('The file is empty');
  const { head, digest } = facts;
  if (head.subarray(0, 4).equals(ZIP)) return openWorkbook(path, digest, options);
  if (head.subarray(0, 4).equals(OLD_WORKBOOK)) {
    throw usage('This is a workbook of the form before XLSX', { hint: 'Save it as XLSX, or as CSV.' });
  }
  if (options.sheet !== undefined) throw usage('Only a workbook has sheets', { flag: '--sheet' });
  return openText(path, facts, options);
}

const ZIP = Buffer.from('PK\u0003\u0004', 'latin1');
const OLD_WORKBOOK = Buffer.from([0xd0, 0xcf, 0x11, 0xe0]);

async function openWorkbook(path: string, digest: string, { sheet }: TableOptions): Promise<TableFile> {
  const { readWorkbookLines } = await loadReaders();
  const read = await readWorkbookLines(path, sheet).catch(cause => {
    throw usage(`${path} is no workbook that can be read`, { hint: 'Save it anew as XLSX, or as CSV.', cause });
  });
  if ('sheets' in read) throw usage(`The workbook has no sheet '${sheet}'`, { flag: '--sheet', hint: read.sheets });
  const { lines } = read;
  const { MAX_ROWS_IN_MEMORY, tooManyRows } = await import('./json-lines.ts');
  if (lines.length > MAX_ROWS_IN_MEMORY) throw tooManyRows(lines.length);
  return { digest, form: 'XLSX', hasNames: false, lines: overAll(lines), notes: [] };
}

async function openText(path: string, facts: FileFacts, options: TableOptions): Promise<TableFile> {
  const { digest } = facts;
  const { encoding, note } = findEncoding(facts, options.encoding);
  const notes = note === undefined ? [] : [note];
  const text = () => decodeFile(path, encoding);
  const head = await readHead(text());
  const form = options.delimiter === undefined ? formOf(head) : 'delimited';
  if (form === 'JSON') {
    const { readJsonArray } = await import('./json-lines.ts');
    return { digest, form, hasNames: true, lines: overAll(await readJsonArray(path)), notes };
  }
  if (form === 'JSONL') {
    const { findNames, jsonLines } = await import('./json-lines.ts');
    const names = await findNames(text());
    return { digest, form, hasNames: true, lines: () => withoutBlank(jsonLines(text(), names)), notes };
  }
  const { delimitedLines, findDelimiter } = await import('./delimited-lines.ts');
  const delimiter = options.delimiter === undefined ? findDelimiter(head) : readDelimiter(options.delimiter);
  const lines = () => withoutBlank(delimitedLines(text(), delimiter));
  return { digest, form: delimiter === '\t' ? 'TSV' : 'CSV', hasNames: false, lines, notes };
}

/** The text that the form of a file is told from. */
const HEAD_CHARACTERS = 64 * 1024;

async function readHead(text: AsyncIterable<string>): Promise<string> {
  let head = '';
  for await (const part of text) {
    head += part;
    if (head.length >= HEAD_CHARACTERS) break;
  }
  return head.replace(/^\ufeff/, '');
}

function formOf(head: string): 'JSON' | 'JSONL' | 'delimited' {
  const begin = head.trimStart();
  if (/^\[\s*(?:\{|\]|$)/.test(begin)) return 'JSON';
  if (!/^\{\s*(?:"|\}|$)/.test(begin)) return 'delimited';
  // An object over several lines is the only one of its file.
  return isJson(begin.split('\n', 1)[0]!) ? 'JSONL' : 'JSON';
}

const DELIMITER_NAMES: Readonly<Record<string, string>> = {
  ...{ tab: '\t', '\\t': '\t', comma: ',', semicolon: ';', pipe: '|' },
};

function readDelimiter(text: string): string {
  const delimiter = ownValue(DELIMITER_NAMES, text.toLowerCase()) ?? text;
  if ([...delimiter].length === 1 && !/["\r\n]/.test(delimiter)) return delimiter;
  throw usage(`--delimiter takes one character, or tab, not '${text}'`, { flag: '--delimiter' });
}

const overAll =
  (lines: readonly TableLine[]): ReadLines =>
  () =>
    withoutBlank(lines);

async function* withoutBlank(lines: Iterable<TableLine> | AsyncIterable<TableLine>): AsyncGenerator<TableLine> {
  for await (const line of lines) if (!isBlank(line)) yield line;
}
