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
  limit: number | undefined;
  progress: ListProgress;
  drift: DriftDetector;
}

/** The pages with only the rows of the answer, up to the limit. Asks for no page after that. */
export async function* takePages(
  pages: AsyncIterable<RawPage>,
  { keeps, limit, progress, drift }: TakeOptions,
): AsyncGenerator<RawPage> {
  for await (const page of pages) {
    drift.add(page);
    const matches = page.rows.filter(keeps);
    const rows = limit === undefined ? matches : matches.slice(0, limit - progress.count);
    progress.count += rows.length;
    progress.total = page.total;
    progress.truncated = rows.length < matches.length || page.next !== undefined;
    yield { ...page, rows };
    if (progress.count === limit) return;
  }
  progress.truncated = false;
}
