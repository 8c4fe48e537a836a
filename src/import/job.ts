import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { type KeptWrite, rowSchema as rowFields, writeSchema } from '../changes/write-schema.ts';
import { EXIT } from '../errors.ts';
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
  key?: string | undefined;
  /** Its amount as decimal text, and the code of the currency. */
  amount?: { value: string; currency: string } | undefined;
  problems?: readonly RowProblem[] | undefined;
  write?: KeptWrite | undefined;
  /** What is created before its own record. */
  needs?: readonly MissingRecord[] | undefined;
}

const CODES = Object.keys(EXIT) as (keyof typeof EXIT)[];

const text = z.optional(z.string());
const problem = z.object({
  ...{ code: z.enum(CODES), message: z.string() },
  ...{ field: text, flag: text, hint: text, column: text, command: z.optional(z.array(z.string())) },
  candidates: z.optional(z.array(z.object({ id: z.string(), name: z.string() }))),
});

const rowSchema: z.ZodMiniType<JudgedRow> = z.object({
  ...{ row: z.number(), line: z.number(), verdict: z.enum(['create', 'update', 'skip', 'reject']), name: z.string() },
  ...{ id: text, key: text },
  amount: z.optional(z.object({ value: z.string(), currency: z.string() })),
  problems: z.optional(z.array(problem)),
  write: z.optional(writeSchema),
  needs: z.optional(
    z.array(z.object({ id: z.string(), entity: z.enum(['Accounts', 'Contacts']), name: z.string(), body: rowFields })),
  ),
});

/** The line of a judged row in the file of its import. */
export const formatRow = (row: JudgedRow): string => formatJson(row);

/** Reads a line of the file of an import; undefined for one that is none. */
export function parseRow(line: string): JudgedRow | undefined {
  try {
    const checked = rowSchema.safeParse(parseJson(line));
    return checked.success ? checked.data : undefined;
  } catch {
    return undefined;
  }
}

/** The id of an import: the same file, read the same way into the same space. */
export const jobId = (about: Readonly<Record<string, unknown>>): string =>
  createHash('sha256').update(formatJson(about)).digest('hex').slice(0, 32);
