import type { Answer } from '../../answer.ts';
import type { WriteResult } from '../../changes/write.ts';
import type { CliError } from '../../errors.ts';
import type { Planned, Read } from '../../oppty/writes/planned.ts';
import type { Kind } from '../../records/kinds.ts';
import type { Entity } from '../../wire/entities.ts';
import type { ReadOptions } from './read-records.ts';

/** What a verb is called. */
export interface VerbWords {
  /** `move`, as in `Move 14 opportunities?` */
  name: string;
  /** `Moved`. */
  done: string;
  /** How the records are tried again that were not written; absent: their ids go to a file, for the same command. */
  retryHint?: string;
}

/** What a command does with each of its records. */
export interface WriteVerb extends ReadOptions, VerbWords {
  kind: Kind;
  /** The collection whose record is the answer, if not that of the records themselves. */
  entity?: Entity;
  /** Whether a person is asked even about one record. */
  isConfirmed?: boolean;
  plan(read: Read): Promise<Planned>;
  /** The lines of a record for people and pipes, by its id; absent: its fields as they are. */
  present?(id: string): Promise<Pick<Extract<Answer, { kind: 'record' }>, 'fields' | 'card'>>;
  /** What to say of a record that was written, beside its own line. */
  afterwards?(result: WriteResult): Promise<string | undefined>;
  /** The flag that answers for a field of the API, for refusals. */
  flagFor?(field: string): string;
  /** Asks a person for what the server refused. Whether to try again. */
  repair?(error: CliError): Promise<boolean>;
}
