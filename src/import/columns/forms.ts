import { type Problem, problemsError } from '../../errors.ts';
import { type Cell, cellText } from '../table/table.ts';
import type { MappedColumn } from './mapping.ts';

/** Which number of a day comes first. */
export type DateOrder = 'dmy' | 'mdy' | 'ymd';
/** The mark before the decimals. */
type DecimalMark = 'comma' | 'point';

/** How the cells of one column are read. */
export interface ColumnForm {
  dates?: DateOrder | undefined;
  decimal?: DecimalMark | undefined;
}

/** A cell, for messages. */
interface Example {
  line: number;
  text: string;
}

/** What the cells of one column say about its form: those that allow one reading, and the first that allows two. */
interface Evidence<R> {
  certain: Map<R, Example>;
  open?: Example;
}

/** A column of which two readings are possible, with a cell that shows it. */
export interface OpenForm {
  column: MappedColumn;
  kind: 'dates' | 'decimal';
  example: Example;
}

/** The forms of columns, as their cells show them. */
export interface FormFinder {
  /** Takes the cells of a line into account. */
  add(line: number, cells: readonly Cell[]): void;
  /**
   * The forms by column, and the columns that allow two. `forced` are those of the flags. Throws USAGE for a column that
   * has cells of two forms.
   */
  decide(forced: ColumnForm): { forms: Map<MappedColumn, ColumnForm>; open: OpenForm[] };
}

/** Finds the forms of the columns that have days or numbers. */
export function findForms(all: readonly MappedColumn[]): FormFinder {
  const columns = all.flatMap(column => {
    const kind = column.target && formOf(column.target.kind);
    const evidence: Evidence<DateOrder | DecimalMark> = { certain: new Map() };
    return kind ? [{ column, kind, evidence }] : [];
  });
  return {
    add: (line, cells) => {
      for (const { column, kind, evidence } of columns) {
        const cell = cells[column.index];
        // What the file itself says to be a number or a day has one reading.
        if (typeof cell !== 'string') continue;
        const text = cellText(cell);
        const reading = kind === 'dates' ? dateOrderOf(text) : decimalMarkOf(text);
        if (reading === 'open') evidence.open ??= { line, text };
        else if (reading && !evidence.certain.has(reading)) evidence.certain.set(reading, { line, text });
      }
    },
    decide: forced => {
      const forms = new Map<MappedColumn, ColumnForm>();
      const open: OpenForm[] = [];
      const problems: Problem[] = [];
      for (const { column, kind, evidence } of columns) {
        const [only, other] = [...evidence.certain];
        if (forced[kind] !== undefined) forms.set(column, { [kind]: forced[kind] });
        else if (only && other) problems.push(twoForms(column, kind, only, other));
        else if (only) forms.set(column, { [kind]: only[0] });
        else if (evidence.open) open.push({ column, kind, example: evidence.open });
      }
      if (problems.length > 0) throw problemsError(problems);
      return { forms, open };
    },
  };
}

const formOf = (kind: string): 'dates' | 'decimal' | undefined => {
  if (kind === 'date' || kind === 'time') return 'dates';
  return kind === 'amount' || kind === 'number' ? 'decimal' : undefined;
};

type Named = readonly [form: string, Example];

function twoForms({ heading }: MappedColumn, kind: 'dates' | 'decimal', [, a]: Named, [, b]: Named): Problem {
  const [what, flag, choices] =
    kind === 'dates' ? ['days', '--dates', 'dmy|mdy'] : ['numbers', '--decimal', 'comma|point'];
  return {
    code: 'USAGE',
    message: `The column '${heading}' has ${what} of two forms: ${a.text} in line ${a.line}, ${b.text} in line ${b.line}`,
    flag,
    hint: `Correct the file, or say which form counts: ${flag} ${choices}. Cells of the other form then fail alone.`,
  };
}

/** The refusal of columns that allow two readings. */
export function openFormsError(open: readonly OpenForm[]) {
  return problemsError(
    open.map(({ column, kind, example: { line, text } }): Problem => {
      const isDates = kind === 'dates';
      const flag = isDates ? '--dates' : '--decimal';
      const readings = readingsOf(kind, text).join(' or ');
      return {
        code: 'USAGE',
        message: `The column '${column.heading}' allows two readings: ${text} in line ${line} can be ${readings}`,
        flag,
        hint: isDates
          ? 'Say which number is the day: --dates dmy or --dates mdy.'
          : 'Say which mark is that before the decimals: --decimal comma or --decimal point.',
      };
    }),
  );
}

/** The two values that a cell can have, in the order of dmy and mdy, or of comma and point. */
export function readingsOf(kind: 'dates' | 'decimal', text: string): [string, string] {
  if (kind === 'dates') {
    const [, a = '', b = '', year = ''] = NUMERIC_DAY.exec(text) ?? [];
    const day = (d: string, m: string) => `${fullYear(year)}-${m.padStart(2, '0')}-${d.padStart(2, '0')}`;
    return [day(a, b), day(b, a)];
  }
  const number = numberIn(text) ?? text;
  const [joined, decimal] = [number.replace(/[.,]/, ''), number.replace(',', '.')];
  return number.includes(',') ? [decimal, joined] : [joined, decimal];
}

/** `30.09.2026`, `9/30/26`, perhaps with a time behind it. */
export const NUMERIC_DAY = /^(\d{1,2})[./-] ?(\d{1,2})[./-] ?(\d{4}|\d{2})(?:$|[\sT,])/;

/** The year of two digits: from 1970 to 2069. */
export const fullYear = (year: string): string => (year.length === 4 ? year : `${Number(year) < 70 ? 20 : 19}${year}`);

function dateOrderOf(text: string): DateOrder | 'open' | undefined {
  const [, first, second] = NUMERIC_DAY.exec(text) ?? [];
  if (first === undefined || second === undefined) return undefined;
  const [a, b] = [Number(first), Number(second)];
  if (a > 31 || b > 31 || (a > 12 && b > 12)) return undefined;
  // The day is first wherever dots are written.
  if (text.includes('.') && b <= 12) return 'dmy';
  if (a > 12) return 'dmy';
  if (b > 12) return 'mdy';
  return a === b ? undefined : 'open';
}

/** The digits and marks of a number, without what stands around them. */
const numberIn = (text: string): string | undefined =>
  /\d[\d.,\s'\u2019\u00a0\u202f]*\d|\d/.exec(text)?.[0].replace(/[\s'\u2019\u00a0\u202f]/g, '');

function decimalMarkOf(text: string): DecimalMark | 'open' | undefined {
  const number = numberIn(text);
  const marks = number?.match(/[.,]/g) ?? [];
  const [first] = marks;
  if (number === undefined || first === undefined) return undefined;
  if (new Set(marks).size > 1) return marks.at(-1) === ',' ? 'comma' : 'point';
  // Several marks of one kind are between groups.
  if (marks.length > 1) return first === ',' ? 'point' : 'comma';
  if (/^[1-9]\d{0,2}[.,]\d{3}$/.test(number)) return 'open';
  return first === ',' ? 'comma' : 'point';
}
