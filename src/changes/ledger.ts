import { CliError } from '../errors.ts';
import type { Row } from '../wire/entities.ts';
import { formatJson } from '../wire/json.ts';
import type { Applied } from './apply.ts';
import type { Change } from './change.ts';
import type { Ledger, RecordWrite } from './write.ts';

/** What a run of a writing command is about. */
export interface RunHead {
  /** `20261130-154501-001` */
  id: string;
  /** When it began, as an ISO instant. */
  time: string;
  /** Its command line. */
  command: string;
  /** The key of its space. */
  space: string;
  /** The run that it takes back. */
  undoes?: string | undefined;
  /** The digest of the plan that it carries out, or the id of an import. */
  plan?: string | undefined;
  /** The file that it imports: the digest of its bytes. */
  source?: string | undefined;
}

/**
 * Where the lines of a run go. One is safe against a power cut when `append` resolves, against a kill when `write` does.
 * Both throw LOCAL_DISK.
 */
export interface Lines {
  append(line: string): Promise<void>;
  write(line: string): Promise<void>;
  close(): Promise<void>;
}

/** Begins the ledger of a run. Throws LOCAL_DISK. */
export async function openLedger(head: RunHead, lines: Lines, now: () => Date): Promise<Ledger> {
  const append = (value: object) => lines.append(formatJson(value));
  // The first intent makes it safe, too.
  await lines.write(formatJson({ run: head }));
  let count = 0;
  return {
    run: head.id,
    intend: async write => {
      count += 1;
      const number = count;
      await append({ write: number, at: now().toISOString(), ...intentOf(write) });
      return async (change, applied) => {
        // It was sent, whatever becomes of the note: the next reader looks at the record.
        const result = { result: number, change, ...resultOf(write.changes[change]!, applied) };
        await lines.write(formatJson(result)).catch(ignoreDisk);
      };
    },
    end: async () => {
      await append({ end: count }).catch(ignoreDisk);
      await lines.close().catch(ignoreDisk);
    },
  };
}

/** A ledger of one change where none can be kept. */
export const NO_LEDGER: Ledger = { intend: async () => async () => {}, end: async () => {} };

const intentOf = ({ line, ref, name, entity, id, lines, changes }: RecordWrite) => ({
  ...(line === undefined ? {} : { line }),
  ref,
  name,
  entity,
  id,
  lines,
  changes,
});

/** Of the record as the server stored it, what the change is about. */
function resultOf(change: Change, applied: Applied): object {
  if (applied.outcome !== 'done') {
    const { code, message } = applied.error;
    return { outcome: applied.outcome, error: { code, message } };
  }
  return { outcome: 'done', ...(applied.record ? { record: concerned(change, applied.record) } : {}) };
}

function concerned({ after }: Change, record: Row): Row {
  const fields = ['id', 'revision', ...Object.keys(after)];
  return Object.fromEntries(fields.filter(field => Object.hasOwn(record, field)).map(field => [field, record[field]]));
}

function ignoreDisk(error: unknown): void {
  if (!(error instanceof CliError)) throw error;
}
