import type { Client } from '../../api/client.ts';
import type { Entity, Row } from '../../wire/entities.ts';
import { PAGE_MAX, type Query } from '../../wire/query.ts';

/**
 * The wanted records of a collection, by reading it whole where that takes at most as many requests as `budget`, which is
 * what asking for one after the other would take. Undefined if it has more pages.
 */
export async function loadWanted(
  client: Pick<Client, 'pages' | 'list'>,
  entity: Entity,
  query: Query,
  { budget, isWanted }: { budget: number; isWanted(row: Row): boolean },
): Promise<Row[] | undefined> {
  const found: Row[] = [];
  let pages = 0;
  for await (const { rows, total } of client.pages(entity, { ...query, first: PAGE_MAX })) {
    pages += 1;
    found.push(...rows.filter(isWanted));
    const size = total === undefined ? 0 : Math.ceil(Number(total) / PAGE_MAX);
    if (size > budget || pages > budget) return undefined;
  }
  return found;
}
