import type { CliError } from './errors.ts';
import type { Row } from './wire/entities.ts';

/** The output formats; `terminal/output/render.ts` has a writer for each. */
export const FORMATS = ['table', 'json', 'jsonl', 'csv', 'tsv', 'ids'] as const;

export type Format = (typeof FORMATS)[number];

/** One column of a table: its heading and the path of the value in the record (`owner.name`). */
export interface Column {
  heading: string;
  path: string;
  /** Left out of a table on a terminal, as ids are. */
  hidden?: boolean;
  /** The heading on a terminal, if it is another one. */
  label?: string;
  /** The text on a terminal, if it says more than the value: of a row of the table, at this time. */
  display?(row: Row, now: Date): string;
  /** `right` for numbers that are texts. */
  align?: 'right';
  /** Never cut on a terminal, as ids and numbers are not. */
  isWhole?: boolean;
  /** Left out on a terminal that is too narrow for a table with it. */
  isOptional?: boolean;
  /** Whether the cell stands out on a terminal. Its text has to say why: colour alone does not reach everybody. */
  isAlert?(row: Row, now: Date): boolean;
}

type Pairs = readonly (readonly [label: string, value: string])[];

/** What a command returns. Only `render` turns it into text. */
export type Answer =
  /** A list. Machine formats print the rows as they are; tables, tsv and ids print the columns. */
  | {
      kind: 'records';
      columns: readonly Column[];
      /** The rows as they arrive, some at a time. */
      pages: AsyncIterable<readonly Row[]>;
      /** The text of a row of the current page as it came, if formatJson would write exactly that. */
      textOf?: (row: Row) => string | undefined;
      tableRows?: (row: Row) => readonly Row[];
      /** A share between 0 and 1, drawn as a bar behind the row of a table where there is room. */
      shareOf?: (row: Row) => number | undefined;
      footer?: () => string | undefined;
      /** The error to end with after the rows are printed, if the rows report a failure. */
      failure?: () => CliError | undefined;
    }
  /**
   * One record: a vertical table, or an object. `fields` are its lines in order; a table on a terminal has those of `card`,
   * if there are any. `notice` goes to stderr after it.
   */
  | { kind: 'record'; row: Row; fields?: Pairs; card?: Pairs; notice?: string }
  /**
   * Any JSON value. `outcome` is what changed on the server, for the error if printing fails; `failure` is the error to
   * end with after it is printed.
   */
  | { kind: 'raw'; body: unknown; notice?: string; outcome?: string; failure?: CliError | undefined }
  /** Messages for another program: one JSON object a line, whatever the format. */
  | { kind: 'messages'; pages: AsyncIterable<readonly Row[]>; footer?: () => string | undefined }
  /** Plain text, e.g. a path. `row` is the same for machine formats. */
  | { kind: 'text'; text: string; row: Row }
  /**
   * Other command lines to run one after the other, each shown before its output; `typed` are the answers to what they
   * ask. `notice` goes to stderr after the last one.
   */
  | { kind: 'commands'; commands: readonly { words: readonly string[]; typed?: readonly string[] }[]; notice?: string }
  | { kind: 'nothing'; notice?: string };
