import type { Column } from '../../answer.ts';
import type { Client } from '../../api/client.ts';
import type { Context } from '../../context.ts';
import type { Kind } from '../../records/kinds.ts';
import type { KnownIds } from '../../records/known-names.ts';
import type { WritableEntity } from '../../records/writable/fields.ts';
import type { Row } from '../../wire/entities.ts';
import type { ProgramDefinition } from '../define.ts';
import type { FlagDefinition } from '../flags.ts';
import type { ListFlags } from './list-flags.ts';
import type { Search } from './search.ts';
import type { Selection } from './selection.ts';

/** A listing noun: everything that makes `accounts` differ from `currencies`. */
export interface Noun {
  name: string;
  singular: string;
  summary: string;
  kind: Kind;
  columns: readonly Column[];
  /** The order a person sees. */
  order: readonly string[];
  /** What `--search <text>` looks for. */
  search(text: string): Search;
  /** Fetched for machine formats when --fields is not given; absent: everything. */
  record?: { loadOnly?: readonly string[]; expand?: readonly string[] };
  /** The record with what its rows and `record` need, where the server sent it without. */
  complete?(client: Client, row: Row): Promise<Row>;
  /** A record as the rows of a table, when it is not simply one. */
  tableRows?(row: Row): readonly Row[];
  /** What is loaded for the columns, where they are not fields of the record themselves. */
  loadOnly?: readonly string[];
  /** What a pipe gets of one record; absent: its columns, then what else it holds. */
  recordFields?(row: Row): readonly (readonly [label: string, value: string])[];
  /** What a person is shown of one record; absent: all that it holds, with labels and names. */
  card?(row: Row): readonly (readonly [label: string, value: string])[];
  /** A flag of its own for a condition, e.g. `--entity <name>`. */
  scope?: { flag: string; help: string; field: string };
  /** Whether `--account <ref>` narrows the list to the records of one account. */
  ofAccount?: boolean;
  /** Whether its records are created, changed and deleted by verbs of their own. */
  writable?: WritableEntity;
  /** Further flags of its own that choose records, for `plan` to read. */
  selectionFlags?: readonly FlagDefinition[];
  /** Reads them. Throws USAGE; sends nothing. */
  plan?(context: Context, flags: ListFlags, program: ProgramDefinition): Promise<SelectionPlan>;
  /** What a table and tsv show of its records, where that is more than fields. */
  present?(context: Context, client: Client): Promise<ListDisplay>;
  /** What help says below the flags of its list; absent: how to get one record. */
  explanation?: string;
  examples: readonly string[];
}

/** What flags choose, as far as it is known before a name is looked up. */
export interface SelectionPlan {
  /** The flags with those of a saved view. */
  flags: ListFlags;
  /** Paths of the columns that would say the same in every row. */
  hiddenColumns?: readonly string[];
  /** What a person is told in place of an empty list. */
  describeEmpty?(): string;
  /** Looks up the names in the flags. Throws the problems of all of them together. */
  find(client: Client, knownIds: KnownIds): Promise<Selection>;
}

/** How the records of a list are shown. */
export interface ListDisplay {
  /** A record with the values of its columns. */
  cells(row: Row): Row;
  /** Takes in each record that is printed, for the summary. */
  count(row: Row): void;
  /** The line below the list for a person; `hasMore` if it shows only the first ones. */
  summary(hasMore: boolean): string;
}
