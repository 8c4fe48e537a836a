import { createHash } from 'node:crypto';
import type { KeptWrite } from '../changes/write-schema.ts';
import { formatJson, parseJson } from '../wire/json.ts';
import type { MissingRecord } from './rows/missing-records.ts';
import type { RowProblem } from './rows/row-input.ts';

/** What a row of a file would do: judged once, and carried out as it was judged. */
export interface JudgedRow {
  row: number;
  line: number;
  verdict: 'create' | 'update' | 'skip' | 'reject';
  /** The name of its record, as far as it is known. */
  name: string;
  /** The id of a record that is there. */
  id?: string | undefined;
  /** The values of its key. */
  keys?: readonly string[] | undefined;
  /** Its amount as decimal text, and the code of the currency. */
  amount?: { value: string; currency: string } | undefined;
  problems?: readonly RowProblem[] | undefined;
  write?: KeptWrite | undefined;
  /** What is created before its own record. */
  needs?: readonly MissingRecord[] | undefined;
}

/** The line of a judged row in the file of its import. */
export const formatRow = (row: JudgedRow): string => formatJson(row);

/**
 * Reads a line of the file of an import, which this tool wrote; undefined for one that is damaged. To check all of it
 * would take as long as to judge the row.
 */
export function parseRow(line: string): JudgedRow | undefined {
  try {
    const row = parseJson(line) as Partial<JudgedRow> | null;
    const isWhole = typeof row?.row === 'number' && typeof row.line === 'number' && typeof row.verdict === 'string';
    return isWhole ? (row as JudgedRow) : undefined;
  } catch {
    return undefined;
  }
}

/** The id of an import: the same file, read the same way into the same space. */
export const jobId = (about: Readonly<Record<string, unknown>>): string =>
  createHash('sha256').update(formatJson(about)).digest('hex').slice(0, 32);
