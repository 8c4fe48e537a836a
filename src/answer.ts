import type { CliError } from './errors.ts';
import type { Row } from './wire/entities.ts';

/** How an answer can be printed; `terminal/render.ts` has a writer for each. */
export const FORMATS = ['table', 'json', 'jsonl', 'csv', 'tsv', 'ids'] as const;

export type Format = (typeof FORMATS)[number];

/** One column of a table: its heading and the path of the value in the record (`owner.name`). */
export interface Column {
  heading: string;
  path: string;
}

/** What a command gives back. `render` alone turns it into text. */
export type Answer =
  /** A list. Machine formats print the rows as they are; tables, tsv and ids print the columns. */
  | {
      kind: 'records';
      columns: readonly Column[];
      /** The rows as they arrive, some at a time. */
      pages: AsyncIterable<readonly Row[]>;
      /** The text of a row that came last, if formatJson would give the very same. */
      textOf?: (row: Row) => string | undefined;
      tableRows?: (row: Row) => readonly Row[];
      footer?: () => string | undefined;
      /** What the command ends with once the rows are printed, if they tell a failure. */
      failure?: () => CliError | undefined;
    }
  /** One record: a vertical table, or an object. `shown` is what the table shows, in order; `notice` goes to stderr after it. */
  | { kind: 'record'; row: Row; shown?: readonly (readonly [label: string, value: string])[]; notice?: string }
  /** Any JSON value. `outcome` is what stands even if it cannot be printed. */
  | { kind: 'raw'; body: unknown; notice?: string; outcome?: string }
  /** Plain text that is the answer itself, e.g. a path. `row` is the same for machine formats. */
  | { kind: 'text'; text: string; row: Row }
  /** Other command lines to run one after the other, each shown before its output; `repeatAsJson` prints that as JSON too. */
  | { kind: 'commands'; commands: readonly { words: readonly string[]; repeatAsJson?: boolean }[] }
  | { kind: 'nothing'; notice?: string };
