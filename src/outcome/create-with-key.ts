import type { Client } from '../api/client.ts';
import { CliError } from '../errors.ts';
import type { SentKey, SentKeys } from '../storage/sent-keys.ts';
import { sameName } from '../values/names.ts';
import type { Row } from '../wire/entities.ts';
import { formatJson } from '../wire/json.ts';
import { type ClientKey, findByKey, keyChangedError } from './client-key.ts';
import { compareRecord, type Difference } from './compare-record.ts';

/** What became of a create with a client key. */
export type KeyedResult<T> =
  /** Nothing was sent: a record has the key. `differences` is how it differs from the request. */
  | { existing: Row; differences: Difference[] }
  /** `keyError` says why the key does not tell this record from others. */
  | { sent: T; keyError?: CliError };

interface KeyedCreate<T> {
  client: Pick<Client, 'list' | 'get'>;
  keys: Pick<SentKeys, 'hold'>;
  /** Looks for the record of an earlier run, which may still be on its way. */
  awaitEarlier(search: () => Promise<Row | undefined>): Promise<Row | undefined>;
  /** Sends the request, once. */
  send(): Promise<T & { record: Row }>;
}

/**
 * Creates a record with a client key, unless there is one with it. From the look-up to the answer no other process of
 * this machine does the same; across machines the second look-up tells of doubles. Throws KEY_REUSED if the key belongs
 * to another opportunity, and like findByKey().
 */
export function createWithKey<T>(
  clientKey: ClientKey,
  body: Row,
  { client, keys, awaitEarlier, send }: KeyedCreate<T>,
): Promise<KeyedResult<T & { record: Row }>> {
  return keys.hold(clientKey, async (earlier, save) => {
    const found = await findKeyed(clientKey, body, client, { earlier, find: awaitEarlier });
    if (found) return found;
    const sent = await send();
    await save({ id: String(sent.record.id), body });
    const keyError = await checkStoredKey(client, clientKey, sent.record);
    return { sent, ...(keyError ? { keyError } : {}) };
  });
}

/**
 * The record that the key belongs to. `earlier` is what this machine sent with it. Throws KEY_REUSED if the request is
 * for another opportunity, and like findByKey().
 */
export async function findKeyed(
  clientKey: ClientKey,
  body: Row,
  client: Pick<Client, 'list' | 'get'>,
  { earlier, find = search => search() }: { earlier: SentKey | undefined; find?: KeyedCreate<unknown>['awaitEarlier'] },
): Promise<Extract<KeyedResult<never>, { existing: Row }> | undefined> {
  const existing =
    (await find(() => findByKey(client, clientKey))) ?? (earlier && (await findById(client, earlier.id)));
  if (!existing) return undefined;
  checkSameDeal(clientKey, body, existing, earlier);
  return { existing, differences: compareRecord(body, existing) };
}

/** The record of an earlier run that lost its key on the server. */
async function findById(client: Pick<Client, 'get'>, id: string): Promise<Row | undefined> {
  try {
    return await client.get('Opportunities', id, { includeDeleted: true });
  } catch (error) {
    if (error instanceof CliError && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}

/**
 * Throws KEY_REUSED if the request is for another opportunity than the one with its key: another than this machine sent,
 * or, if this machine sent none, one of another name.
 */
export function checkSameDeal({ field, key }: ClientKey, body: Row, existing: Row, earlier?: SentKey): void {
  const before = earlier ? earlier.body : { name: existing.name ?? body.name };
  const isSame = (name: string) =>
    name === 'name'
      ? sameName(String(before.name), String(body.name))
      : formatJson(before[name] ?? null) === formatJson(body[name] ?? null);
  const names = earlier ? Object.keys({ ...before, ...body }) : ['name'];
  const changed = names.filter(name => name !== field && !isSame(name));
  // A day such as +30d is another one tomorrow, which makes no other opportunity.
  if (changed.length === 0 || String(changed) === 'closing_date') return;
  const details = changed.map(name => ({
    code: 'KEY_REUSED' as const,
    message: `${name} was ${textOf(before[name])}, and is ${textOf(body[name])} now.`,
    field: name,
  }));
  throw new CliError('KEY_REUSED', `The client key ${key} belongs to another opportunity, '${existing.name}'`, {
    flag: '--client-key',
    retrySafe: false,
    hint: 'Nothing was created. Give this opportunity a key of its own.',
    details,
  });
}

/** An amount without its currency, a text in quotes. */
function textOf(value: unknown): string {
  if (value === undefined || value === null) return 'empty';
  const { value_foreign, base_value } = value as Row;
  return formatJson(value_foreign ?? base_value ?? value).replace(/^"(.*)"$/, "'$1'");
}

/** Why the key does not identify the new record: the server changed it, or another record has it too. */
async function checkStoredKey(
  client: Pick<Client, 'list'>,
  clientKey: ClientKey,
  record: Row,
): Promise<CliError | undefined> {
  const stored = record[clientKey.field];
  if (stored !== undefined && stored !== clientKey.key) return keyChangedError(clientKey, record);
  try {
    const found = await findByKey(client, clientKey);
    return found || stored !== undefined ? undefined : keyChangedError(clientKey, record);
  } catch (error) {
    // The record is there, whatever else fails now.
    const { code } = error as Partial<CliError>;
    return code === 'DUPLICATE_KEY' || code === 'KEY_CHANGED' ? (error as CliError) : undefined;
  }
}
