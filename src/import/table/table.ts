/** A cell as its file has it: text, or a value whose kind the file itself says, as workbooks and JSON do. */
export type Cell = string | TypedCell;

/** A number as decimal text, a day as YYYY-MM-DD, `yes` or `no`, or the error that a formula ended with. */
interface TypedCell {
  kind: 'number' | 'date' | 'boolean' | 'error';
  text: string;
}

/** One line of a table; `line` is where it begins in its file, counted from 1. */
export interface TableLine {
  line: number;
  cells: readonly Cell[];
}

/** The lines of a file, read anew by each call, without those that are blank. Throws USAGE for what cannot be read. */
export type ReadLines = () => AsyncIterable<TableLine>;

/** The text of a cell without the spaces around it. */
export const cellText = (cell: Cell | undefined): string =>
  (typeof cell === 'object' ? cell.text : (cell ?? '')).trim();

/** Whether a line has nothing in it. */
export const isBlank = ({ cells }: TableLine): boolean => cells.every(cell => cellText(cell) === '');
