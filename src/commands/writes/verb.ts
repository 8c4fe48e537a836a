import type { WriteResult } from '../../changes/write.ts';
import type { CliError } from '../../errors.ts';
import type { Planned, Read } from '../../oppty/writes/planned.ts';
import type { Kind } from '../../records/kinds.ts';
import type { ReadOptions } from './read-records.ts';

/** What a command does with each of its records. */
export interface WriteVerb extends ReadOptions {
  /** `move`, as in `Move 14 opportunities?` */
  name: string;
  /** `Moved`. */
  done: string;
  kind: Kind;
  /** Whether a person is asked even about one record. */
  isConfirmed?: boolean;
  plan(read: Read): Promise<Planned>;
  /** What to say of a record that was written, beside its own line. */
  afterwards?(result: WriteResult): Promise<string | undefined>;
  /** Asks a person for what the server refused. Whether to try again. */
  repair?(error: CliError): Promise<boolean>;
}
