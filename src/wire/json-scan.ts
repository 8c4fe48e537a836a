/** The place of one record of the list `data` in the text of a page. */
export interface RecordSpan {
  start: number;
  end: number;
  /** The number of members of all its objects, duplicate names included. */
  members: number;
  /** No whitespace between tokens, and no name that begins with a digit: JSON.parse would move it to the front. */
  isCompact: boolean;
}

/** What a scan of JSON text finds without parsing it. For invalid JSON it means nothing. */
export interface JsonScan {
  /** The positions of numbers whose text a double would not reproduce: start, end, start, end, ... */
  inexact: number[];
  /** The objects of the list `data` of the outermost object; undefined if that name is or may be there twice. */
  records: RecordSpan[] | undefined;
}

/** Far more than any record of the API has; deeper nesting is an attack. */
const MAX_DEPTH = 100;
/** The depth of a record: the outermost object, the list `data`, the record. */
const RECORD_DEPTH = 3;

const [QUOTE, BACKSLASH, COLON, COMMA, SPACE, MINUS] = [0x22, 0x5c, 0x3a, 0x2c, 0x20, 0x2d];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];
const [ZERO, NINE, POINT, LOWER_E, PLUS] = [0x30, 0x39, 0x2e, 0x65, 0x2b];

const isDigit = (code: number) => code >= ZERO && code <= NINE;

/** Thrown for JSON text with more values than its reader takes. */
export class TooManyValuesError extends SyntaxError {}

/**
 * Scans JSON text in one pass. Throws SyntaxError for text that is nested more than a hundred levels deep, and
 * TooManyValuesError: in memory, one value of two characters can take hundreds of bytes.
 */
export function scanJson(text: string, maxValues = Number.POSITIVE_INFINITY): JsonScan {
  const inexact: number[] = [];
  const data = new DataList(text);
  let depth = 0;
  let values = 0;
  let nameStart = 0;
  let nameEnd = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) {
      nameStart = index + 1;
      nameEnd = stringEnd(text, nameStart);
      index = nameEnd;
    } else if (code === COLON) {
      data.addMember(depth, nameStart, nameEnd);
    } else if (code === COMMA) {
      // A value comes after each comma, and the first one after each bracket.
      values += 1;
      if (values > maxValues) throw new TooManyValuesError(`it has more than ${maxValues} values`);
    } else if (code === OPEN_OBJECT || code === OPEN_LIST) {
      depth += 1;
      values += 1;
      if (values > maxValues) throw new TooManyValuesError(`it has more than ${maxValues} values`);
      if (depth > MAX_DEPTH) throw new SyntaxError('it is nested too deeply');
      if (depth <= RECORD_DEPTH) data.openBracket(depth, code, index);
    } else if (code === CLOSE_OBJECT || code === CLOSE_LIST) {
      if (depth <= RECORD_DEPTH) data.closeBracket(depth, index + 1);
      depth -= 1;
    } else if (isDigit(code) || code === MINUS) {
      const end = numberEnd(text, index);
      if (!isExact(text, index, end)) inexact.push(index, end);
      index = end - 1;
    } else if (code <= SPACE) {
      data.isCompact = false;
    }
  }
  return { inexact, records: data.isAmbiguous ? undefined : data.records };
}

/** Collects the records of the list `data` during a scan. */
class DataList {
  readonly records: RecordSpan[] = [];
  isAmbiguous = false;
  /** For the record that is open. */
  isCompact = true;
  readonly #text: string;
  #members = 0;
  #start = 0;
  #isNamed = false;
  #isOpen = false;
  #count = 0;

  constructor(text: string) {
    this.#text = text;
  }

  addMember(depth: number, nameStart: number, nameEnd: number): void {
    this.#members += 1;
    if (isDigit(this.#text.charCodeAt(nameStart))) this.isCompact = false;
    if (depth !== 1) return;
    const name = this.#text.slice(nameStart, nameEnd);
    this.#isNamed = name === 'data';
    if (this.#isNamed) this.#count += 1;
    // With an escape, another spelling may be the same name.
    if (this.#count > 1 || name.includes('\\')) this.isAmbiguous = true;
  }

  openBracket(depth: number, code: number, start: number): void {
    if (depth === 2) this.#isOpen = this.#isNamed && code === OPEN_LIST;
    if (depth !== RECORD_DEPTH || !this.#isOpen || code !== OPEN_OBJECT) return;
    this.#start = start;
    this.#members = 0;
    this.isCompact = true;
  }

  closeBracket(depth: number, end: number): void {
    if (depth === 2) this.#isOpen = false;
    if (depth !== RECORD_DEPTH || !this.#isOpen || this.#text.charCodeAt(end - 1) !== CLOSE_OBJECT) return;
    this.records.push({ start: this.#start, end, members: this.#members, isCompact: this.isCompact });
  }
}

/** The index of the closing quote of the string whose text begins at `start`. */
function stringEnd(text: string, start: number): number {
  let end = text.indexOf('"', start);
  while (end >= 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end < 0 ? text.length : end;
}

/** Whether an odd number of backslashes comes before a character. */
function isEscaped(text: string, index: number): boolean {
  let start = index;
  while (text.charCodeAt(start - 1) === BACKSLASH) start -= 1;
  return (index - start) % 2 === 1;
}

function numberEnd(text: string, start: number): number {
  let end = start + 1;
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (!isDigit(code) && code !== POINT && (code | 0x20) !== LOWER_E && code !== MINUS && code !== PLUS) break;
  }
  return end;
}

/** Whether a double reproduces the text of a number. */
function isExact(text: string, start: number, end: number): boolean {
  if (isPlainNumber(text, start, end)) return true;
  const digits = text.slice(start, end);
  return String(Number(digits)) === digits;
}

/** A fast test for nearly every number: at most fifteen characters, digits with at most one point in between. */
function isPlainNumber(text: string, start: number, end: number): boolean {
  if (end - start > 15) return false;
  const first = text.charCodeAt(start) === MINUS ? start + 1 : start;
  // 0 alone is plain; -0, 0.0000001 and 00 are not.
  if (text.charCodeAt(first) === ZERO) return end - start === 1;
  let points = 0;
  for (let index = first; index < end; index++) {
    const code = text.charCodeAt(index);
    if (code === POINT) points += 1;
    else if (!isDigit(code)) return false;
  }
  return points === 0 || (points === 1 && isDigit(text.charCodeAt(end - 1)) && text.charCodeAt(end - 1) !== ZERO);
}
