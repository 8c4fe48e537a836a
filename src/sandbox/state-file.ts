import { CliError } from '../errors.ts';
import { ENTITIES, type Entity } from '../wire/entities.ts';
import { formatJson, parseJson } from '../wire/json.ts';
import { renamedIds } from './seed/ids.ts';
import { seed } from './seed/seed.ts';
import { isRecord, type StoredRow, type Tables } from './tables.ts';

/** Of the files that are written: they hold what was written over the first records. */
const VERSION = 2;
/** Of files that hold all records. */
const WHOLE = 1;
/** Collections that files with all records lack: they came later. */
const LATER: readonly Entity[] = ['Notes', 'StepChecklists', 'LeadOpptyStepCheckListRelations'];

/** The text of the file that keeps the records. */
export const formatState = (tables: Tables, now: Date): string =>
  formatJson({ version: VERSION, saved: now.toISOString(), entities: Object.fromEntries(tables.changes()) });

/** The error for a file of the sandbox that cannot be used, and `why`. */
export const unusableFile = (path: string, why: string, cause?: unknown): CliError =>
  new CliError('BAD_SETTINGS', `The sandbox's file ${path} ${why}; pipeliner sandbox reset puts a fresh one there`, {
    hint: 'pipeliner sandbox reset',
    cause,
  });

/** The records that a file has. Throws BAD_SETTINGS for one that is damaged or of an unknown version. */
export function parseState(text: string, path: string): Tables {
  let state: unknown;
  try {
    state = parseJson(renamedIds().reduce((all, [before, now]) => all.replaceAll(before, now), text));
  } catch (cause) {
    throw unusableFile(path, 'is damaged: it is not JSON', cause);
  }
  if (!isRecord(state)) throw unusableFile(path, 'is damaged: it is not an object');
  const { version, entities } = state;
  if (version !== VERSION && version !== WHOLE)
    throw unusableFile(path, `is of version ${String(version)}, not ${VERSION}`);
  if (!isRecord(entities)) throw unusableFile(path, 'is damaged: its records are missing');
  const isOptional = (entity: Entity) => version === VERSION || LATER.includes(entity);
  const changes = ENTITIES.map((entity): [Entity, StoredRow[]] => {
    const missing = isOptional(entity) ? [] : undefined;
    const rows = Object.hasOwn(entities, entity) ? entities[entity] : missing;
    if (!Array.isArray(rows) || !rows.every(isStoredRow))
      throw unusableFile(path, `is damaged: its ${entity} are unreadable`);
    return [entity, rows];
  });
  const first = seed();
  return version === WHOLE ? first.withChanges(changes.map(differing(first))) : first.withChanges(changes);
}

/** The rows of a file with all records that are not as they are at first. */
const differing =
  (first: Tables) =>
  ([entity, rows]: [Entity, StoredRow[]]): [Entity, StoredRow[]] => [
    entity,
    rows.filter(row => formatJson(row) !== formatJson(first.get(entity, row.id))),
  ];

const isStoredRow = (value: unknown): value is StoredRow => isRecord(value) && typeof value.id === 'string';
