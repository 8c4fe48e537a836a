import { Chalk } from 'chalk';
import Table from 'cli-table3';
import { isId } from '../../values/ids.ts';
import { drawBar } from '../text/bar.ts';
import { pad, toCell, truncate, width, wrap, wrapWords } from '../text/width.ts';

type Align = 'left' | 'right';

export interface TableStyle {
  /** Width of the terminal; undefined means no limit. */
  columns: number | undefined;
  ascii: boolean;
  colour: boolean;
}

/** What is cut to less says too little. */
const MIN_WIDTH = 12;
const MIN_VALUE_WIDTH = 20;
const GAP = '  ';

interface ListTable extends TableStyle {
  heads: readonly string[];
  rows: readonly (readonly string[])[];
  align: readonly Align[];
  /** The cells that stand out, in the order of the rows. */
  alerts?: readonly (readonly boolean[])[] | undefined;
  /** The columns that are never truncated. */
  uncut?: readonly boolean[] | undefined;
  /** The columns that are left out, the last first, where a table with them does not fit. */
  optional?: readonly boolean[] | undefined;
  /** A share between 0 and 1 of each row, drawn as a bar behind it where there is room. */
  shares?: readonly (number | undefined)[] | undefined;
}

/** How wide bars are: less says nothing, more helps nobody. */
const MIN_BAR = 8;
const MAX_BAR = 30;

/**
 * A list without borders that fits the terminal: text columns are truncated, ids and numbers never. On a terminal too
 * narrow for that, each row becomes lines of its own. Takes any text, returns lines without a last line break.
 */
export function drawTable(table: ListTable): string {
  let narrower: ListTable | undefined = table;
  while (narrower) {
    const text = drawColumns(narrower);
    if (text !== undefined) return text;
    narrower = withoutOptionalColumn(narrower);
  }
  const { heads, rows, alerts } = table;
  return rows.map((row, i) => drawLines(filledPairs(heads, row, alerts?.[i]), table)).join('\n\n');
}

/** The rows below each other in columns; undefined if these do not fit. */
function drawColumns(table: ListTable): string | undefined {
  const { heads, rows, alerts, uncut, align, columns, ascii, colour, shares = [] } = table;
  const ellipsis = ellipsisOf(ascii);
  const cells = rows.map(row => row.map(text => toCell(text, ellipsis)));
  const headCells = heads.map(text => toCell(text, ellipsis));
  const rigid = heads.map((_, i) => align[i] === 'right' || uncut?.[i] || cells.some(row => isId(row[i] ?? '')));
  const natural = headCells.map((head, i) => widest([head, ...cells.map(row => row[i] ?? '')]));
  const gaps = GAP.length * Math.max(0, heads.length - 1);
  const widths = columns === undefined ? natural : shrink(natural, rigid, columns - gaps);
  if (!widths) return undefined;

  const { bold, red } = new Chalk({ level: colour ? 1 : 0 });
  const used = widths.reduce((sum, one) => sum + one, 0) + gaps + GAP.length;
  const room = Math.min(MAX_BAR, (columns ?? Number.POSITIVE_INFINITY) - used);
  const bars = shares.map(share => (room < MIN_BAR || share === undefined ? '' : drawBar(share, room, ascii)));
  const withBar = (text: string, bar = '') =>
    bar === '' ? text : `${text}${' '.repeat(Math.max(0, used - width(text)))}${bar}`;
  const line = (row: readonly string[], paint: (text: string, column: number) => string) =>
    widths
      .map((columns, i) => {
        const text = truncate(row[i] ?? '', columns, ellipsis);
        const isLast = i === widths.length - 1;
        return paint(isLast && align[i] === 'left' ? text : pad(text, columns, align[i]), i);
      })
      .join(GAP)
      .trimEnd();
  const body = cells.map((row, i) =>
    withBar(
      line(row, (text, column) => (alerts?.[i]?.[column] ? red(text) : text)),
      bars[i],
    ),
  );
  return [line(headCells, text => bold(text)), ...body].join('\n');
}

/** The table without the last of its optional columns; undefined if it has none. */
function withoutOptionalColumn(table: ListTable): ListTable | undefined {
  const index = table.optional?.lastIndexOf(true) ?? -1;
  if (index < 0) return undefined;
  const rest = <T>(items: readonly T[] = []) => items.toSpliced(index, 1);
  const { heads, rows, align, alerts, uncut, optional } = table;
  return {
    ...table,
    ...{ heads: rest(heads), rows: rows.map(rest), align: rest(align), alerts: alerts?.map(rest) },
    ...{ uncut: uncut && rest(uncut), optional: rest(optional) },
  };
}

/** A label, a value, and whether the value stands out. */
type LinePair = readonly [label: string, value: string, isAlert?: boolean];

/** The cells of a row that hold something, with their heads; the first one if none does. */
function filledPairs(heads: readonly string[], row: readonly string[], alerts: readonly boolean[] = []): LinePair[] {
  const pairs = heads.map((head, i): LinePair => [head, row[i] ?? '', alerts[i] ?? false]);
  const filled = pairs.filter(([, value]) => value !== '');
  return filled.length > 0 ? filled : pairs.slice(0, 1);
}

/**
 * One record as a card, labels beside values in a thin frame; on a narrow terminal lines. Long values are folded between
 * words, ids never. Takes any text, returns lines without a last line break.
 */
export function drawRecord(pairs: readonly (readonly [label: string, value: string])[], style: TableStyle): string {
  const { columns = Number.POSITIVE_INFINITY, ascii, colour } = style;
  if (pairs.length === 0) return '';
  const { bold } = new Chalk({ level: colour ? 1 : 0 });
  const cells = cleanPairs(pairs, style);
  const labels = widest(cells.map(([label]) => label));
  const values = cells.flatMap(([, lines]) => lines);
  const longest = widest(values);
  const valueWidth = Math.min(longest, columns - frameWidth(2) - labels);
  if (valueWidth < Math.max(widest(values.filter(isId)), Math.min(longest, MIN_VALUE_WIDTH))) {
    return drawLines(pairs, style);
  }
  const rows = cells.flatMap(([label, lines]) =>
    lines
      .flatMap(line => fold(line, valueWidth))
      .map((line, i) => [bold(pad(i === 0 ? label : '', labels)), pad(line, valueWidth)]),
  );
  return frame([labels, valueWidth], ascii, rows);
}

/** Labels beside values, or above those that need more than the rest of the line. */
function drawLines(pairs: readonly LinePair[], style: TableStyle): string {
  const { columns = Number.POSITIVE_INFINITY, ascii, colour } = style;
  const { bold, red } = new Chalk({ level: colour ? 1 : 0 });
  const cells = cleanPairs(pairs, style);
  const labels = widest(cells.map(([label]) => label));
  return cells
    .flatMap(([label, lines], index) => {
      const paint = pairs[index]?.[2] ? red : (text: string) => text;
      const [first = '', ...moreLines] = lines;
      return moreLines.length === 0 && labels + GAP.length + width(first) <= columns
        ? [`${bold(pad(label, labels))}${GAP}${paint(first)}`.trimEnd()]
        : [
            bold(truncate(label, columns, ellipsisOf(ascii))),
            ...lines.flatMap(line => fold(line, columns - GAP.length)).map(line => `${GAP}${paint(line)}`.trimEnd()),
          ];
    })
    .join('\n');
}

/** How many lines of a text a record shows. */
const MAX_LINES = 20;

/** Clean labels, and the lines of clean values. */
function cleanPairs(pairs: readonly LinePair[], { ascii }: TableStyle) {
  const ellipsis = ellipsisOf(ascii);
  return pairs.map(([label, value]) => {
    const lines = value.split(/\r?\n/);
    const firstLines = lines.slice(0, MAX_LINES).map(line => toCell(line, ellipsis));
    return [toCell(label, ellipsis), lines.length > MAX_LINES ? [...firstLines, ellipsis] : firstLines] as const;
  });
}

/** The text in lines of at most so many columns, folded between words; ids are never folded. */
const fold = (text: string, columns: number): string[] =>
  isId(text) ? [text] : wrapWords(text, columns).flatMap(line => wrap(line, columns));

const ellipsisOf = (ascii: boolean) => (ascii ? '...' : '…');

/** What borders and the spaces beside them take. */
const frameWidth = (count: number) => 3 * count + 1;

const widest = (texts: readonly string[]) => texts.reduce((maximum, text) => Math.max(maximum, width(text)), 1);

/** Widths that add up to the available columns: the widest text columns shrink. Undefined if they cannot. */
function shrink(natural: readonly number[], rigid: readonly boolean[], available: number): number[] | undefined {
  const widths = [...natural];
  for (let excess = widths.reduce((a, b) => a + b, 0) - available; excess > 0; excess--) {
    const widestColumn = Math.max(...widths.filter((_, i) => !rigid[i]));
    if (widestColumn <= MIN_WIDTH) return undefined;
    widths[widths.findIndex((columns, i) => !rigid[i] && columns === widestColumn)] = widestColumn - 1;
  }
  return widths;
}

// cli-table3 measures by older rules than terminals do, and cuts surrogate pairs. So it draws the frame around runs of
// a character that it counts as one column, and the cells replace those runs.
const STAND_IN = '\ue000';

/** Borders around cells that have exactly these widths. */
function frame(widths: readonly number[], ascii: boolean, rows: readonly (readonly string[])[]): string {
  const standIns = widths.map(columns => STAND_IN.repeat(columns));
  const table = new Table({
    head: [],
    style: { head: [], border: [], compact: true },
    ...(ascii ? { chars: ASCII_BORDERS } : {}),
  });
  table.push([...standIns]);
  const lines = table.toString().split('\n');
  const fill = (line: string, cells: readonly string[]) => {
    let next = 0;
    return line.replace(/\ue000+/g, () => cells[next++] ?? '');
  };
  const [top = '', row = '', bottom = ''] = lines;
  return [top, ...rows.map(cells => fill(row, cells)), bottom].join('\n');
}

const ASCII_BORDERS = {
  top: '-',
  'top-mid': '+',
  'top-left': '+',
  'top-right': '+',
  bottom: '-',
  'bottom-mid': '+',
  'bottom-left': '+',
  'bottom-right': '+',
  left: '|',
  'left-mid': '+',
  mid: '-',
  'mid-mid': '+',
  right: '|',
  'right-mid': '+',
  middle: '|',
};
