import type { FoundRecord } from '../../records/found.ts';
import type { Lookups } from '../../records/lookups.ts';
import { parseId } from '../../records/match.ts';
import { foldName, normalizeName } from '../../values/names.ts';
import type { Row } from '../../wire/entities.ts';
import { formatJson, parseJson } from '../../wire/json.ts';

/** A record that rows name and nobody has yet. */
export interface MissingRecord {
  /** Stands for its id until it is created: `new:Accounts:1`. */
  id: string;
  entity: 'Accounts' | 'Contacts';
  name: string;
  /** What creates it; it can hold the id of another missing record. */
  body: Row;
}

/** The records that rows name and that are to be created. */
export interface MissingRecords {
  /** Look-ups that find a missing record by its name, once it was named. */
  lookups: Lookups;
  /** The missing records that a write needs, in the order in which they are created. */
  usedIn(write: object): MissingRecord[];
}

const ID = /"(new:(?:Accounts|Contacts):\d+)"/g;

/** The ids of missing records in the parts of a write. */
const missingIds = (write: object): string[] => [...new Set([...formatJson(write).matchAll(ID)].map(([, id]) => id!))];

/** The same write with the ids of records that were created meanwhile. */
export const withCreatedIds = <T extends object>(write: T, ids: ReadonlyMap<string, string>): T =>
  parseJson(formatJson(write).replace(ID, (text, id: string) => (ids.has(id) ? `"${ids.get(id)}"` : text))) as T;

/** Has names of these kinds that nothing is called stand for records that are to be created. */
export function findMissing(lookups: Lookups, entities: readonly MissingRecord['entity'][]): MissingRecords {
  const records = new Map<string, MissingRecord>();
  const register = (entity: MissingRecord['entity'], key: string, name: string, body: Row): FoundRecord => {
    const text = `${entity} ${key}`;
    const record = records.get(text) ?? { id: `new:${entity}:${records.size + 1}`, entity, name, body };
    records.set(text, record);
    return { id: record.id, name: record.name };
  };
  // An e-mail or an id is no name.
  const isName = (words: string, entity: MissingRecord['entity']) => !words.includes('@') && !parseId(words, entity);
  return {
    lookups: {
      ...lookups,
      find: async (kind, words, ...rest) => {
        const result = await lookups.find(kind, words, ...rest);
        const isMissing = 'problem' in result && result.problem.code === 'NOT_FOUND';
        if (!isMissing || kind !== 'account' || !entities.includes('Accounts') || !isName(words, 'Accounts'))
          return result;
        const name = normalizeName(words);
        return { found: register('Accounts', foldName(name), name, { name }) };
      },
      contact: async (words, accounts, options) => {
        const [account] = accounts;
        const isNew = account?.id.startsWith('new:') === true;
        const result = isNew ? undefined : await lookups.contact(words, accounts, options);
        const isMissing = result === undefined || ('problem' in result && result.problem.code === 'NOT_FOUND');
        if (!isMissing || !account || !entities.includes('Contacts') || !isName(words, 'Contacts'))
          return result ?? lookups.contact(words, []);
        const name = normalizeName(words);
        const [last = '', ...first] = name.split(' ').reverse();
        const body = {
          ...(first.length > 0 ? { first_name: first.reverse().join(' ') } : {}),
          last_name: last,
          account_relations: [{ account_id: account.id, is_primary: true }],
        };
        return { found: register('Contacts', `${account.id} ${foldName(name)}`, name, body) };
      },
    },
    usedIn: write => {
      const ids = missingIds(write);
      const all = [...records.values()];
      // An account comes before its contacts.
      const needed = all
        .filter(({ id }) => ids.includes(id))
        .flatMap(record => [...missingIds(record.body), record.id]);
      const owner = ownerIn(write);
      const used = all.filter(({ id }) => needed.includes(id));
      for (const { body } of used) if (owner !== undefined) body.owner_id ??= owner;
      return used.sort((a, b) => a.entity.localeCompare(b.entity));
    },
  };
}

/** The owner of the record that a write is about: what is created for it has the same. */
function ownerIn(write: object): string | undefined {
  const { changes = [] } = write as { changes?: readonly { after: Row }[] };
  const id = changes[0]?.after.owner_id;
  return typeof id === 'string' ? id : undefined;
}
