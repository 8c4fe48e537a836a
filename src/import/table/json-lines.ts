import { readFile } from 'node:fs/promises';
import { type CliError, usage } from '../../errors.ts';
import { textOf } from '../../values/text-of.ts';
import { isRow, type Row } from '../../wire/entities.ts';
import { formatJson, LosslessNumber, parseUserJson } from '../../wire/json.ts';
import type { Cell, TableLine } from './table.ts';

/** An array is held in memory, and so is a workbook. */
export const MAX_ROWS_IN_MEMORY = 50_000;

/** The headings of JSON lines: all names of all objects, those of a nested one behind a dot. Throws USAGE. */
export async function findNames(text: AsyncIterable<string>): Promise<string[]> {
  const names = new Set<string>();
  for await (const { line, json } of splitLines(text)) {
    for (const name of flatten(parseObject(json, line)).keys()) names.add(name);
  }
  return [...names];
}

/** The lines of a text with one JSON object each; the first one is that of the headings. Throws USAGE. */
export async function* jsonLines(text: AsyncIterable<string>, names: readonly string[]): AsyncGenerator<TableLine> {
  yield { line: 0, cells: names };
  for await (const { line, json } of splitLines(text)) yield toLine(parseObject(json, line), names, line);
}

/** The objects of a JSON array in a file, or the only one that it has. Throws USAGE. */
export async function readJsonArray(path: string): Promise<TableLine[]> {
  const items = parseArray(await readFile(path, 'utf8'));
  if (items.length > MAX_ROWS_IN_MEMORY) throw tooManyRows(items.length);
  const objects = items.map((item, index) => {
    if (!isObject(item)) throw usage(`Element ${index + 1} of the array is no object`);
    return item;
  });
  const names = [...new Set(objects.flatMap(object => [...flatten(object).keys()]))];
  return [{ line: 0, cells: names }, ...objects.map((object, index) => toLine(object, names, index + 1))];
}

/** That a form which is held in memory has too many rows. */
export const tooManyRows = (count: number): CliError =>
  usage(`${count} rows are too many for this form, which is read whole: at most ${MAX_ROWS_IN_MEMORY}`, {
    hint: 'Save it as CSV.',
  });

function parseArray(text: string): unknown[] {
  const value = parseUserJson(text, 'The file', FILE);
  return Array.isArray(value) ? value : [value];
}

const FILE = '<file>';

const isObject = (value: unknown): value is Row => isRow(value) && !(value instanceof LosslessNumber);

function parseObject(json: string, line: number): Row {
  const value = parseUserJson(json, `Line ${line}`, FILE);
  if (isObject(value)) return value;
  throw usage(`Line ${line} is no JSON object`);
}

/** The values of an object by their names, as `value.base_value`. */
function flatten(object: Row, prefix = ''): Map<string, unknown> {
  const values = new Map<string, unknown>();
  for (const [name, value] of Object.entries(object)) {
    if (isObject(value)) for (const [path, inner] of flatten(value, `${prefix}${name}.`)) values.set(path, inner);
    else values.set(prefix + name, value);
  }
  return values;
}

function toLine(object: Row, names: readonly string[], line: number): TableLine {
  const values = flatten(object);
  return { line, cells: names.map(name => toCell(values.get(name))) };
}

function toCell(value: unknown): Cell {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return { kind: 'boolean', text: value ? 'yes' : 'no' };
  if (Array.isArray(value)) return value.every(isText) ? value.join(',') : formatJson(value);
  return { kind: 'number', text: textOf(value) };
}

const isText = (value: unknown) => typeof value === 'string';

/** The lines with something on them. */
async function* splitLines(text: AsyncIterable<string>): AsyncGenerator<{ line: number; json: string }> {
  let rest = '';
  let line = 0;
  for await (const part of text) {
    const lines = (rest + part).split('\n');
    rest = lines.pop()!;
    for (const json of lines) {
      line += 1;
      if (json.trim() !== '') yield { line, json: json.replace(/^\ufeff/, '') };
    }
  }
  if (rest.trim() !== '') yield { line: line + 1, json: rest.replace(/^\ufeff/, '') };
}
