import type { Client } from '../api/client.ts';
import { normalizeName } from '../values/names.ts';
import type { FoundRecord } from './found.ts';
import type { KINDS } from './kinds.ts';
import { toFound } from './match.ts';
import { uniqueRecords } from './relations.ts';

/** One screen of choices, and whether there are more. */
export interface ChoicePage {
  choices: FoundRecord[];
  more: boolean;
}

const FIRST_PAGE = 30;

/** Usable records whose name or e-mail holds the text; the first screen of them. */
export async function searchRecords(
  client: Client,
  kind: (typeof KINDS)['client' | 'account'],
  text: string,
  signal?: AbortSignal,
): Promise<ChoicePage> {
  const words = normalizeName(text);
  // The API has no OR: name and e-mail need two requests.
  const filters = words
    ? ['name', kind.emails[0]].map(field => [{ field, op: 'icontains' as const, value: words }])
    : [[]];
  const pages = await Promise.all(
    filters.map(filter =>
      client.list(kind.entity, { filter, orderBy: ['name'], first: FIRST_PAGE, loadOnly: kind.fields }, signal),
    ),
  );
  const rows = uniqueRecords(pages.flatMap(page => page.rows)).filter(row => !kind.whyUnusable(row));
  return { choices: rows.map(row => toFound(kind, row)), more: pages.some(page => page.next !== undefined) };
}
