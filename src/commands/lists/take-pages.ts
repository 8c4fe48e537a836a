import type { RawPage } from '../../api/client.ts';
import type { Row } from '../../wire/entities.ts';
import type { DriftDetector } from './drift.ts';

/** How far a list has been read. */
export interface ListProgress {
  /** Rows of the answer so far. */
  count: number;
  /** How many rows the server says there are. */
  total: number | undefined;
  /** Whether the server has more than the answer holds. */
  truncated: boolean;
}

/** What decides which rows are part of the answer. */
interface TakeOptions {
  keeps(row: Row): boolean;
  /** Whether no row after this one is part of the answer. */
  isPast?: ((row: Row) => boolean) | undefined;
  limit: number | undefined;
  progress: ListProgress;
  drift: DriftDetector;
}

/** The pages with only the rows of the answer, up to the limit. Asks for no page after that. */
export async function* takePages(
  pages: AsyncIterable<RawPage>,
  { keeps, isPast, limit, progress, drift }: TakeOptions,
): AsyncGenerator<RawPage> {
  let isSorted = true;
  for await (const page of pages) {
    drift.add(page);
    const matches = page.rows.filter(keeps);
    const rows = limit === undefined ? matches : matches.slice(0, limit - progress.count);
    progress.count += rows.length;
    progress.total = page.total;
    const end = isPast ? page.rows.findIndex(isPast) : -1;
    // Where others follow, the server did not sort them, and all have to be read.
    isSorted &&= end < 0 || page.rows.slice(end).every(isPast!);
    const isLast = isSorted && end >= 0;
    progress.truncated = rows.length < matches.length || (page.next !== undefined && !isLast);
    yield { ...page, rows, ...(isLast ? { next: undefined } : {}) };
    if (progress.count === limit) return;
    if (isLast) break;
  }
  progress.truncated = false;
}
