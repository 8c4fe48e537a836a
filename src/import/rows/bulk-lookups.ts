import type { Client } from '../../api/client.ts';
import { contactFinder } from '../../records/find-contact.ts';
import { KINDS, type Kind } from '../../records/kinds.ts';
import type { Lookups } from '../../records/lookups.ts';
import { chooseRecord, toFound } from '../../records/match.ts';
import { uniqueRecords } from '../../records/relations.ts';
import { withSimilar } from '../../records/similar.ts';
import { isId } from '../../values/ids.ts';
import { foldName } from '../../values/names.ts';
import { textOf } from '../../values/text-of.ts';
import { isRow, parseLink, type Row } from '../../wire/entities.ts';
import { loadWanted } from './match-many.ts';

/** The words of all rows that name records. */
export interface WantedWords {
  client: ReadonlySet<string>;
  account: ReadonlySet<string>;
  /** Whether people are looked for among those of the accounts. */
  hasContacts: boolean;
}

/** For how many unknown names of a kind similar ones are looked for. */
const MAX_SIMILAR = 5;
/** So few names are looked up one by one. */
const FEW = 2;

/**
 * Look-ups for many rows: a collection that takes fewer requests than its names do is read once, and each name is looked
 * up once.
 */
export async function bulkLookups(client: Client, lookups: Lookups, words: WantedWords): Promise<Lookups> {
  const [clients, accounts] = await Promise.all([
    openDirectory(client, KINDS.client, words.client),
    openDirectory(client, KINDS.account, words.account),
  ]);
  const people = words.hasContacts && accounts ? await loadPeople(client, accounts.ids) : undefined;
  const directories: Partial<Record<string, Directory>> = { client: clients, account: accounts };
  const results = new Map<string, ReturnType<Lookups['find']>>();
  const similar = new Map<string, number>();
  const search: Lookups['find'] = async (kind, words, flag, options = {}) => {
    const directory = directories[kind];
    if (!directory || options.allowDeleted) return lookups.find(kind, words, flag, options);
    const definition: Kind = KINDS[kind];
    const result = chooseRecord(definition, directory.find(words), words, flag, { usable: true });
    if ('row' in result) return { found: toFound(definition, result.row) };
    const count = similar.get(kind) ?? 0;
    similar.set(kind, count + 1);
    if (count >= MAX_SIMILAR) return { problem: { ...result.problem, hint: undefined, command: undefined } };
    return { problem: await withSimilar(client, definition, words, result.problem) };
  };
  const find: Lookups['find'] = (kind, words, ...rest) => {
    const key = `${kind} ${words}`;
    const result = results.get(key) ?? search(kind, words, ...rest);
    results.set(key, result);
    return result;
  };
  return { ...lookups, find, ...(people ? { contact: contactFinder(find, people) } : { contact: lookups.contact }) };
}

/** The records that the wanted words can mean. */
interface Directory {
  /** By id, e-mail or name. */
  find(words: string): readonly Row[];
  ids: ReadonlySet<string>;
}

async function openDirectory(client: Client, kind: Kind, words: ReadonlySet<string>): Promise<Directory | undefined> {
  if (words.size <= FEW) return undefined;
  const keys = new Set([...words].map(keyOf));
  const query = { loadOnly: kind.fields };
  const isWanted = (row: Row) => keysOf(kind, row).some(key => keys.has(key));
  const rows = await loadWanted(client, kind.entity, query, { budget: words.size, isWanted });
  if (!rows) return undefined;
  const index = new Map<string, Row[]>();
  for (const row of rows) {
    for (const key of new Set(keysOf(kind, row))) {
      const same = index.get(key);
      if (same) same.push(row);
      else index.set(key, [row]);
    }
  }
  return {
    find: text => uniqueRecords(index.get(keyOf(text)) ?? []),
    ids: new Set(rows.map(({ id }) => textOf(id).toLowerCase())),
  };
}

/** An id, also that of a link, in small letters, else the name as names are compared. */
function keyOf(words: string): string {
  const text = words.trim();
  const id = parseLink(text)?.id ?? text;
  return isId(id) ? id.toLowerCase() : foldName(text);
}

const keysOf = (kind: Kind, row: Row): string[] => [
  textOf(row.id).toLowerCase(),
  foldName(kind.nameOf(row)),
  ...(kind.emails ?? [])
    .map(field => textOf(row[field] ?? ''))
    .filter(Boolean)
    .map(foldName),
];

/** The people of these accounts, if reading those of all accounts takes fewer requests than asking for each. */
async function loadPeople(
  client: Client,
  accountIds: ReadonlySet<string>,
): Promise<((id: string) => Promise<Row[]>) | undefined> {
  if (accountIds.size <= FEW) return undefined;
  const fields = ['id', 'account_id', 'contact_id', 'is_primary'];
  const query = {
    expand: ['contact'],
    loadOnly: [...fields, ...KINDS.contact.fields.map(field => `contact.${field}`)],
  };
  const accountOf = ({ account_id }: Row) => textOf(account_id ?? '').toLowerCase();
  const isWanted = (link: Row) => accountIds.has(accountOf(link));
  const links = await loadWanted(client, 'ContactAccountRelations', query, { budget: accountIds.size, isWanted });
  if (!links?.every(({ contact }) => isRow(contact))) return undefined;
  const index = new Map<string, Row[]>();
  for (const link of links.sort((a, b) => Number(b.is_primary === true) - Number(a.is_primary === true)))
    index.set(accountOf(link), [...(index.get(accountOf(link)) ?? []), link.contact as Row]);
  return async id => uniqueRecords(index.get(id.toLowerCase()) ?? []);
}
