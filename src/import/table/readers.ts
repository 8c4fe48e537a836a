import { readFile } from 'node:fs/promises';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
// The one for Node.js starts a thread with the text of its functions, which a bundle changes.
import { readSheet, SheetNotFoundError } from 'read-excel-file/universal';
import type { Cell, TableLine } from './table.ts';

/** A number of a workbook, with all the digits that are in the file. */
interface NumberText {
  digits: string;
}

type SheetCell = string | boolean | NumberText | Date | null;

/** The digits that a spreadsheet program shows, at most. */
const SHEET_DIGITS = 15;

/**
 * The lines of a sheet, by its name or its number from 1, the first one by default; or which sheets there are instead.
 * Throws if the file is no workbook. Not a CliError: this file is a bundle of its own, whose class would be another one.
 */
export async function readWorkbookLines(
  path: string,
  sheet: string | undefined,
): Promise<{ lines: TableLine[] } | { sheets: string }> {
  const which = sheet !== undefined && /^\d+$/.test(sheet) ? Number(sheet) : (sheet ?? 1);
  const bytes = withErrorTexts(await readFile(path));
  try {
    const rows = await readSheet<NumberText>(new Blob([bytes]), which, {
      parseNumber: digits => ({ digits }),
      trim: false,
    });
    return { lines: rows.map((cells, index) => ({ line: index + 1, cells: (cells as SheetCell[]).map(toCell) })) };
  } catch (error) {
    if (error instanceof SheetNotFoundError) return { sheets: error.message };
    throw error;
  }
}

/** The workbook with the errors of formulas as text: its reader takes such cells for empty ones. */
function withErrorTexts(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const files = unzipSync(bytes);
  let hasErrors = false;
  for (const [path, content] of Object.entries(files)) {
    if (!path.startsWith('xl/worksheets/') || !path.endsWith('.xml')) continue;
    const xml = strFromU8(content);
    if (!ERROR_CELL.test(xml)) continue;
    files[path] = strToU8(xml.replace(ERROR_CELLS, '$1str$2'));
    hasErrors = true;
  }
  return new Uint8Array(hasErrors ? zipSync(files, { level: 0 }) : bytes);
}

const ERROR_CELL = /<c\s[^>]*\bt="e"/;
const ERROR_CELLS = /(<c\s[^>]*\bt=")e(")/g;

function toCell(cell: SheetCell): Cell {
  if (cell === null) return '';
  if (typeof cell === 'string') return /^#[A-Z/0!?]+$/.test(cell) ? { kind: 'error', text: cell } : cell;
  if (typeof cell === 'boolean') return { kind: 'boolean', text: cell ? 'yes' : 'no' };
  // The day that the sheet shows, which no zone changes.
  if (cell instanceof Date) return { kind: 'date', text: cell.toISOString().slice(0, 10) };
  return { kind: 'number', text: roundDigits(cell.digits) };
}

/** A number as the program shows it: it computes with doubles, and hides what is behind their fifteenth digit. */
function roundDigits(digits: string): string {
  if (!/e/i.test(digits) && digits.replace(/\D/g, '').replace(/^0+/, '').length <= SHEET_DIGITS) return digits;
  const rounded = Number(digits).toPrecision(SHEET_DIGITS);
  const [mantissa = '', exponent] = rounded.split('e');
  const short = mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa;
  return exponent === undefined ? short : BigInt(Number(rounded)).toString();
}
