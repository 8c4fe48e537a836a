import type { Problem } from '../../errors.ts';
import type { ColumnForm } from '../columns/forms.ts';
import type { MappedColumn } from '../columns/mapping.ts';
import { readCell } from '../columns/read-cell.ts';
import type { Target } from '../columns/targets.ts';
import { cellText, type TableLine } from '../table/table.ts';

/** A problem of a row, and the heading of the column that it is about. */
export interface RowProblem extends Problem {
  column?: string | undefined;
}

/** A row as a command line would say it. */
export interface RowInput {
  /** Its number among the rows, and the line of the file where it begins, both counted from 1. */
  row: number;
  line: number;
  /** The values of flags, as commander names them; `set` holds assignments. */
  flags: Record<string, string | string[]>;
  /** The names of fields to empty. */
  clear: readonly string[];
  /** What its key cells hold. */
  keys: readonly string[];
  problems: RowProblem[];
}

/** A field that is the same for all rows. */
export interface FixedValue {
  target: Target;
  text: string;
}

/** How the lines of a file become rows. */
export interface RowReader {
  columns: readonly MappedColumn[];
  forms: ReadonlyMap<MappedColumn, ColumnForm>;
  fixed: readonly FixedValue[];
  keyColumns: readonly MappedColumn[];
  /** The word of a cell that empties the field. */
  clearWord: string;
  /** The headings, to know a line that repeats them. */
  headings: readonly string[];
  today: string;
}

/** The flags of create that can come several times. */
const LISTS = ['account', 'contact'];

/** Reads a line as a row. Whatever is wrong with its cells is among its problems. */
export function readRow({ line, cells }: TableLine, row: number, reader: RowReader): RowInput {
  const { columns, forms, fixed, keyColumns, clearWord, headings, today } = reader;
  const input: RowInput = { row, line, flags: {}, clear: [], keys: [], problems: [] };
  const clear: string[] = [];
  const refuse = (message: string, column?: MappedColumn) =>
    input.problems.push({
      ...{ code: 'USAGE', message },
      ...(column ? { column: column.heading, field: column.target?.name } : {}),
    });
  if (headings.every((heading, index) => cellText(cells[index]) === heading)) refuse('It repeats the headings');
  const surplus = cells.slice(headings.length).map(cellText).filter(Boolean);
  if (surplus.length > 0) refuse(`It has more cells than there are headings: ${surplus.slice(0, 3).join(', ')}`);
  for (const { target, text } of fixed) assign(input, target, text);
  for (const column of columns) {
    const { target, index } = column;
    const cell = cells[index];
    const text = cellText(cell);
    if (!target || cell === undefined || text === '') continue;
    if (text === clearWord) clear.push(target.name);
    else {
      const result = readCell(cell, target.kind, forms.get(column) ?? {}, today);
      if ('text' in result) assign(input, target, result.text);
      else refuse(result.problem, column);
    }
  }
  return { ...input, clear, keys: keyColumns.map(({ index }) => cellText(cells[index])) };
}

function assign({ flags }: RowInput, { name, isFlag, kind }: Target, text: string): void {
  if (!isFlag) {
    const isJson = kind === 'number' || kind === 'boolean';
    const value = kind === 'boolean' ? String(text === 'yes') : text;
    flags.set = [...(flags.set ?? []), `${name}${isJson ? ':=' : '='}${value}`];
    return;
  }
  const key = name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  flags[key] = LISTS.includes(name) ? [text] : text;
}

/** The problems of a row with the columns that they are about. What is missing is no flag to somebody with a file. */
export function withColumns(problems: readonly Problem[], columns: readonly MappedColumn[]): RowProblem[] {
  return problems.map(problem => {
    const { flag = '', field } = problem;
    const column = columns.find(({ target }) => {
      if (!target) return false;
      return target.isFlag ? `--${target.name}` === flag : flag === '--set' && isField(target.name, field);
    });
    const message = problem.code === 'MISSING_INPUT' ? problem.message.replace(/^--/, '') : problem.message;
    return { ...problem, message, ...(column ? { column: column.heading } : {}) };
  });
}

const isField = (name: string, field = '') => field === name || field === `${name}_id`;
