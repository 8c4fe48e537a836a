import type { MissingRecord } from '../../import/rows/missing-records.ts';
import type { InputFile } from './input-file.ts';
import type { JobFile } from './job-file.ts';
import type { Prepared } from './prepare.ts';
import type { ProblemGroups, RowCounts, Sums } from './report.ts';

/** A file that is imported. */
export interface ImportJob {
  /** The same for the same file, read the same way into the same space. */
  id: string;
  digest: string;
  space: string;
  input: InputFile;
  prepared: Prepared;
}

/** What would become of all rows. */
export interface Judgement {
  file: JobFile;
  counts: RowCounts;
  /** Of the amounts that would be written. */
  sums: Sums;
  groups: ProblemGroups;
  /** What would be created for rows that name it. */
  needs: readonly MissingRecord[];
  /** The fields that the rows would write. */
  fields: readonly string[];
  /** When the first row was judged. */
  judgedAt: Date;
}
