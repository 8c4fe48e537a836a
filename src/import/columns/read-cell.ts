import { localDay } from '../../values/dates.ts';
import { parseDate } from '../../values/parse-date.ts';
import { type Cell, cellText } from '../table/table.ts';
import { type ColumnForm, type DateOrder, fullYear, NUMERIC_DAY } from './forms.ts';
import type { CellKind } from './targets.ts';

/** The text of a cell as a flag of create takes it, or why it has none. */
export type CellResult = { text: string } | { problem: string };

/** Reads a cell that is not empty, in the form of its column. `today` is the user's civil day. */
export function readCell(cell: Cell, kind: CellKind, form: ColumnForm, today: string): CellResult {
  const text = cellText(cell);
  if (isSheetError(text)) return { problem: `${text} is an error of the spreadsheet` };
  const type = typeof cell === 'string' ? undefined : cell.kind;
  switch (kind) {
    case 'text':
      return { text };
    case 'boolean':
      return readBoolean(text);
    case 'date':
    case 'time':
      if (type === 'number') return { problem: `${text} is a number: give its column the form of a date` };
      return type === 'date' ? { text } : readDay(text, kind, form.dates, today);
    case 'amount':
    case 'number':
      return type === 'number' ? { text: unmistakable(text) } : readNumber(text, form);
  }
}

const isSheetError = (text: string) => /^#(N\/A|REF!|VALUE!|DIV\/0!|NAME\?|NULL!|NUM!|SPILL!)$/.test(text);

const YES = ['yes', 'true', '1', 'x', 'y', 'ja', 'wahr'];
const NO = ['no', 'false', '0', 'n', 'nein', 'falsch'];

function readBoolean(text: string): CellResult {
  const word = text.toLowerCase();
  if (YES.includes(word)) return { text: 'yes' };
  return NO.includes(word) ? { text: 'no' } : { problem: `'${text}' is neither yes nor no` };
}

const TIME = String.raw`\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s?[AaPp]\.?[Mm]\.?)?`;
const ZONE = String.raw`\s?(?:Z|[+-]\d{2}:?\d{2})`;
const ZONED = new RegExp(`^(\\d{4}-\\d{2}-\\d{2})[T ]${TIME}${ZONE}$`, 'i');
const WITH_TIME = new RegExp(`^(.*\\d{4}|.*\\d{2})(?:,?\\s+|T)${TIME}$`);
const YEAR_FIRST = /^(\d{4})[./-](\d{1,2})[./-](\d{1,2})$/;
const COMPACT = /^((?:19|20)\d{2})(\d{2})(\d{2})$/;

function readDay(text: string, kind: 'date' | 'time', order: DateOrder | undefined, today: string): CellResult {
  if (ZONED.test(text)) {
    const time = new Date(text.replace(' ', 'T').replace(/\s/g, ''));
    if (!Number.isNaN(time.getTime())) return { text: kind === 'time' ? time.toISOString() : localDay(time) };
  }
  // What has no zone happened on that day, wherever.
  const day = WITH_TIME.exec(text)?.[1]?.trim() ?? text;
  const numeric = NUMERIC_DAY.exec(day);
  const yearFirst = YEAR_FIRST.exec(day) ?? COMPACT.exec(day);
  const iso = yearFirst ? [yearFirst[1]!, yearFirst[2]!, yearFirst[3]!] : numeric && inOrder(numeric, order);
  const result = parseDate(iso ? iso.map(part => part.padStart(2, '0')).join('-') : day, today);
  if ('date' in result) return { text: result.date };
  return { problem: iso ? `There is no day ${text}${order ? ` (${order})` : ''}` : result.problem };
}

/** Year, month and day of three numbers; two equal ones need no order. */
function inOrder([, a = '', b = '', c = '']: RegExpExecArray, order: DateOrder = 'dmy'): string[] {
  if (order === 'ymd') return [fullYear(a), b, c];
  return order === 'dmy' ? [fullYear(c), b, a] : [fullYear(c), a, b];
}

const SPACES = String.raw`[\s'\u2019\u00a0\u202f]`;
const AMOUNT = new RegExp(`^(.*?)(\\d(?:(?:\\d|[.,]|${SPACES})*\\d)?)(.*)$`, 's');

/** A number with its decimals behind a point, and what is written beside it, as a currency. */
function readNumber(text: string, { decimal = 'point' }: ColumnForm): CellResult {
  const isNegative = /^\(.*\)$/s.test(text);
  const [, before = '', body = '', after = ''] = AMOUNT.exec(isNegative ? text.slice(1, -1) : text) ?? [];
  const number = body === '' ? undefined : plainNumber(body, decimal);
  if (number === undefined) return { problem: `'${text}' is not a number` };
  const beside = `${before}|${after}`
    .replace(/[-+\u2212]/, '')
    .replace('|', ' ')
    .trim();
  // What has digits or signs, as 4E892 or =1+1, is no currency beside a number, and nothing to take apart.
  if (!/^[\p{L}\p{Sc}. ]*$/u.test(beside)) return { problem: `'${text}' is not a number` };
  const minus = isNegative || /[-\u2212]/.test(before) || /^\s*[-\u2212]\s*$/.test(after) ? '-' : '';
  return { text: `${minus}${unmistakable(number)}${beside ? ` ${beside}` : ''}` };
}

/** Digits without the marks between their groups; undefined for groups that no way of writing has. */
function plainNumber(body: string, decimal: 'comma' | 'point'): string | undefined {
  const [mark, group] = decimal === 'comma' ? [',', '.'] : ['.', ','];
  const [integer = '', fraction, ...more] = body.split(mark);
  if (more.length > 0 || (fraction !== undefined && !/^\d+$/.test(fraction))) return undefined;
  // In India the groups before the last one have two digits.
  const grouped = new RegExp(
    `^\\d{1,3}(?:[${group}\\s'\u2019\u00a0\u202f]\\d{2,3})*[${group}\\s'\u2019\u00a0\u202f]\\d{3}$`,
  );
  if (!/^\d*$/.test(integer) && !grouped.test(integer)) return undefined;
  const digits = integer.replace(/\D/g, '') || '0';
  return fraction === undefined ? digits : `${digits}.${fraction}`;
}

/** The same number in a form that nobody takes for a thousand: 1.234 as 1.2340. */
const unmistakable = (number: string) => (/^-?[1-9]\d{0,2}\.\d{3}$/.test(number) ? `${number}0` : number);
