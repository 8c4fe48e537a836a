import { Chalk } from 'chalk';
import Table from 'cli-table3';
import { isId } from '../../values/ids.ts';
import { pad, toCell, truncate, width, wrap } from '../text/width.ts';

export type Align = 'left' | 'right';

export interface TableStyle {
  /** Width of the terminal; undefined means no limit. */
  columns: number | undefined;
  ascii: boolean;
  colour: boolean;
}

const MIN_WIDTH = 8;
const MIN_VALUE_WIDTH = 20;

/**
 * A table that fits the terminal: text columns are truncated, ids and numbers never. On a terminal too narrow for that,
 * each row becomes a record of its own. Takes any text, returns lines without a last line break.
 */
export function drawTable(table: {
  heads: readonly string[];
  rows: readonly (readonly string[])[];
  align: readonly Align[];
  columns: number | undefined;
  ascii: boolean;
  colour: boolean;
}): string {
  const { heads, rows, align, columns, ascii, colour } = table;
  const ellipsis = ellipsisOf(ascii);
  const cells = rows.map(row => row.map(text => toCell(text, ellipsis)));
  const headCells = heads.map(text => toCell(text, ellipsis));
  const rigid = heads.map((_, i) => align[i] === 'right' || cells.some(row => isId(row[i] ?? '')));
  const natural = headCells.map((head, i) => widest([head, ...cells.map(row => row[i] ?? '')]));
  const widths = columns === undefined ? natural : shrink(natural, rigid, columns - frameWidth(heads.length));
  if (!widths) {
    return rows
      .map(row =>
        drawRecord(
          heads.map((head, i) => [head, row[i] ?? '']),
          table,
        ),
      )
      .join('\n\n');
  }

  const bold = new Chalk({ level: colour ? 1 : 0 }).bold;
  const fitted = (row: readonly string[]) =>
    widths.map((columns, i) => pad(truncate(row[i] ?? '', columns, ellipsis), columns, align[i]));
  return frame(
    widths,
    ascii,
    fitted(headCells).map(text => bold(text)),
    cells.map(fitted),
  );
}

/**
 * One record as a vertical table, labels beside values; on a narrow terminal a plain list. Long values are wrapped, ids
 * never. Takes any text, returns lines without a last line break.
 */
export function drawRecord(pairs: readonly (readonly [label: string, value: string])[], style: TableStyle): string {
  const { columns = Number.POSITIVE_INFINITY, ascii, colour } = style;
  if (pairs.length === 0) return '';
  const ellipsis = ellipsisOf(ascii);
  const bold = new Chalk({ level: colour ? 1 : 0 }).bold;
  const cells = pairs.map(([label, value]) => [toCell(label, ellipsis), toCell(value, ellipsis)] as const);
  const labels = widest(cells.map(([label]) => label));
  const longest = widest(cells.map(([, value]) => value));
  const ids = widest(cells.map(([, value]) => value).filter(isId));
  const valueWidth = Math.min(longest, columns - frameWidth(2) - labels);
  const lines = (value: string, columns: number) => (isId(value) ? [value] : wrap(value, columns));

  if (valueWidth >= Math.max(ids, Math.min(longest, MIN_VALUE_WIDTH))) {
    const rows = cells.flatMap(([label, value]) =>
      lines(value, valueWidth).map((line, i) => [bold(pad(i === 0 ? label : '', labels)), pad(line, valueWidth)]),
    );
    return frame([labels, valueWidth], ascii, undefined, rows);
  }
  return cells
    .flatMap(([label, value]) =>
      labels + 2 + width(value) <= columns
        ? [`${bold(pad(label, labels))}  ${value}`.trimEnd()]
        : [bold(truncate(label, columns, ellipsis)), ...lines(value, columns - 2).map(line => `  ${line}`.trimEnd())],
    )
    .join('\n');
}

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
function frame(
  widths: readonly number[],
  ascii: boolean,
  head: readonly string[] | undefined,
  rows: readonly (readonly string[])[],
): string {
  const standIns = widths.map(columns => STAND_IN.repeat(columns));
  const table = new Table({
    head: head ? [...standIns] : [],
    style: { head: [], border: [], compact: true },
    ...(ascii ? { chars: ASCII_BORDERS } : {}),
  });
  table.push([...standIns]);
  const lines = table.toString().split('\n');
  const fill = (line: string, cells: readonly string[]) => {
    let next = 0;
    return line.replace(/\ue000+/g, () => cells[next++] ?? '');
  };
  const bottom = lines.pop() ?? '';
  const row = lines.pop() ?? '';
  const top = head ? lines.map(line => fill(line, head)) : lines;
  return [...top, ...rows.map(cells => fill(row, cells)), bottom].join('\n');
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
