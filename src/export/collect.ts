import { parseTime, utcDay } from '../values/dates.ts';
import { ownValue } from '../values/own-value.ts';
import { textOf } from '../values/text-of.ts';
import type { Entity, Row } from '../wire/entities.ts';
import type { Query } from '../wire/query.ts';
import { toExportRow } from './export-row.ts';
import { OVERLAP_MS, type Progress, versionOf } from './state.ts';

/** What an export asks for: everything. A record keeps its place in this order, whatever is changed in it. */
export const WHOLE_QUERY: Query = { orderBy: ['created'], includeDeleted: true };

/** What an export asks for that goes on from a bookmark: what was changed since, and a little before it. */
export const queryAfter = (bookmark: Date): Query => querySince(new Date(bookmark.getTime() - OVERLAP_MS));

/** Asks for what was changed since a time, or for everything, in the order of the changes. */
export const querySince = (time: Date | undefined): Query => ({
  ...(time ? { filter: [{ field: 'modified', op: 'gte', value: formatFilterTime(time) }] } : {}),
  ...{ orderBy: ['modified'], includeDeleted: true },
});

const formatFilterTime = (time: Date) => time.toISOString().slice(0, 19).replace('T', ' ');

/** Collects the rows of one collection: which are new, and what the next run has to know. */
export interface Collector {
  /** The rows that no earlier run exported, as they are exported. */
  take(rows: readonly Row[]): Row[];
  /** How far it has come when all rows were taken. */
  progress(): Progress;
}

/**
 * A collector that goes on from `earlier`. `begin` is the server's time when the run began: of what was changed since, a
 * page may have shown an older version, so that the next run reads it again.
 */
export function createCollector(entity: Entity, earlier: Progress | undefined, begin: Date): Collector {
  const from = begin.getTime() - OVERLAP_MS;
  // Reading a time takes longer than all else here: days that are earlier in every time zone are told by their text.
  const early = utcDay(new Date(from - 86_400_000));
  const recent: Record<string, string> = {};
  const isRecent = (modified: string) => {
    if (/^\d{4}-/.test(modified) && modified < early) return false;
    return (parseTime(modified)?.getTime() ?? from) >= from;
  };
  /** Whether no earlier run exported the row. */
  const isNew = (row: Row) => {
    const mayComeAgain = isRecent(textOf(row.modified ?? ''));
    if (!mayComeAgain && !earlier) return true;
    const id = textOf(row.id).toLowerCase();
    const version = versionOf(row);
    if (mayComeAgain) recent[id] = version;
    return !earlier || ownValue(earlier.recent, id) !== version;
  };
  return {
    take: rows => rows.filter(isNew).map(row => toExportRow(entity, row)),
    progress: () => ({ bookmark: begin.toISOString(), recent }),
  };
}
