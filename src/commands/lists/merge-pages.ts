import type { RawPage } from '../../api/client.ts';
import { textOf } from '../../values/text-of.ts';
import { type Row, valueAt } from '../../wire/entities.ts';
import { LosslessNumber } from '../../wire/json.ts';

/** A list as far as it is read. */
interface OpenList {
  pages: AsyncGenerator<RawPage>;
  page: RawPage | undefined;
  position: number;
}

/** Several lists of the same order as one, each record once. A page ends where one of the lists has to be read on. */
export async function* mergePages(
  lists: readonly AsyncGenerator<RawPage>[],
  orderBy: readonly string[],
): AsyncGenerator<RawPage> {
  const open = lists.map((pages): OpenList => ({ pages, page: undefined, position: 0 }));
  const ids = new Set<unknown>();
  try {
    await Promise.all(open.map(readOn));
    while (open.some(({ page }) => page)) {
      const pageOf = new Map<Row, RawPage>();
      while (open.every(({ page, position }) => !page || position < page.rows.length)) {
        const next = firstInOrder(open, orderBy);
        if (!next) break;
        const row = next.page!.rows[next.position]!;
        next.position += 1;
        if (ids.has(row.id)) continue;
        ids.add(row.id);
        pageOf.set(row, next.page!);
      }
      const isLast = open.every(({ page, position }) => !page || (position >= page.rows.length && !page.next));
      if (pageOf.size > 0 || isLast) yield mergedPage(pageOf, isLast);
      await Promise.all(open.filter(({ page, position }) => page && position >= page.rows.length).map(readOn));
    }
  } finally {
    for (const { pages } of open) pages.return(undefined).catch(() => {});
  }
}

const mergedPage = (pageOf: ReadonlyMap<Row, RawPage>, isLast: boolean): RawPage => ({
  rows: [...pageOf.keys()],
  textOf: row => pageOf.get(row)?.textOf?.(row),
  isLarge: [...pageOf.values()].some(({ isLarge }) => isLarge),
  ...(isLast ? {} : { next: 'more' }),
});

async function readOn(list: OpenList): Promise<void> {
  const { done, value } = await list.pages.next();
  list.page = done ? undefined : value;
  list.position = 0;
}

function firstInOrder(lists: readonly OpenList[], orderBy: readonly string[]): OpenList | undefined {
  let first: OpenList | undefined;
  for (const list of lists.filter(({ page }) => page)) {
    if (!first || compareRows(rowOf(list), rowOf(first), orderBy) < 0) first = list;
  }
  return first;
}

const rowOf = ({ page, position }: OpenList): Row => page!.rows[position]!;

/** Which of two records comes first in this order, as a number below or above zero; the id decides last. */
export function compareRows(a: Row, b: Row, orderBy: readonly string[]): number {
  for (const name of orderBy) {
    const field = name.replace(/^-/, '');
    const order = compareValues(valueAt(a, field) ?? null, valueAt(b, field) ?? null);
    if (order !== 0) return name.startsWith('-') ? -order : order;
  }
  return compareValues(textOf(a.id).toLowerCase(), textOf(b.id).toLowerCase());
}

/** Null first, as the sandbox has it: where the real server puts it is not known. */
function compareValues(a: unknown, b: unknown): number {
  if (a === null || b === null) return Number(b === null) - Number(a === null);
  const isNumeric = (value: unknown) => typeof value === 'number' || value instanceof LosslessNumber;
  if (isNumeric(a) && isNumeric(b)) return Number(textOf(a)) - Number(textOf(b));
  const [left, right] = [textOf(a), textOf(b)];
  return left < right ? -1 : Number(left > right);
}
