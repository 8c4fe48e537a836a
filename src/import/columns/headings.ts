import { usage } from '../../errors.ts';
import { type Cell, cellText, type ReadLines, type TableLine } from '../table/table.ts';

/** How many lines can stand above the headings. */
const MAX_TITLES = 25;

/** The line of the headings. */
export interface HeadingLine {
  line: number;
  cells: readonly Cell[];
}

/**
 * Finds the headings: the line whose cells mean fields most often, below titles. `row` is the line that the user named.
 * Throws USAGE if there are none.
 */
export async function findHeadings(
  lines: ReadLines,
  { row, hasNames, isHeading }: { row?: number | undefined; hasNames: boolean; isHeading(cell: Cell): boolean },
): Promise<HeadingLine> {
  const head: TableLine[] = [];
  for await (const line of lines()) {
    if (hasNames || line.line === row) return line;
    if (row !== undefined && line.line > row) break;
    if (row === undefined) head.push(line);
    if (head.length > MAX_TITLES) break;
  }
  if (row !== undefined) {
    throw usage(`Line ${row} of the file is empty, or not there`, {
      flag: '--header-row',
      hint: 'Name the line of the headings, counted from 1.',
    });
  }
  const counts = head.map(({ cells }) => cells.filter(isHeading).length);
  const most = Math.max(0, ...counts);
  if (most === 0) throw noHeadings(head);
  return head[counts.indexOf(most)]!;
}

function noHeadings([first]: readonly TableLine[]) {
  if (!first) return usage('The file has no lines');
  const texts = first.cells.map(cellText).filter(Boolean).slice(0, 6);
  return usage(`No line of the file has headings that mean fields. The first one has: ${texts.join(', ')}`, {
    hint: "If that line has the headings, say what they mean: --map 'Deal title=name'. Without headings, add a line with some.",
  });
}
