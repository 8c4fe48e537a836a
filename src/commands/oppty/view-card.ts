import type { Client } from '../../api/client.ts';
import type { Context } from '../../context.ts';
import { CliError } from '../../errors.ts';
import { expandedNames, LINKED_ENTITIES, LINKED_FIELDS, nameRelations, unnamedFields } from '../../oppty/card-names.ts';
import { type CardContext, opportunityCard } from '../../oppty/opportunity-card.ts';
import type { FoundRecord } from '../../records/found.ts';
import { KINDS } from '../../records/kinds.ts';
import type { NamesCache } from '../../records/known-names.ts';
import { loadFields } from '../../records/load-lists.ts';
import { createLookups } from '../../records/lookups.ts';
import { recordNames } from '../../records/record-names.ts';
import { embeddedSteps } from '../../records/relations.ts';
import { localDay } from '../../values/dates.ts';
import { textOf } from '../../values/text-of.ts';
import { type Entity, isRow, parseLink, type Row, valueAt } from '../../wire/entities.ts';
import { isCustomField } from '../../wire/fields.ts';
import { loadNotes } from './notes.ts';

/** The relations that a card shows the names of. */
export const CARD_RELATIONS = [
  ...nameRelations(LINKED_FIELDS),
  ...['step.pipeline.steps', 'account_relations.account', 'contact_relations.contact'],
];

/**
 * An opportunity as a card, with its notes: four requests at most, those that need nothing of each other at once. `id`
 * is its id, if that is known before. Without what else could not be loaded it is a card all the same.
 */
export async function viewCard(
  context: Context,
  id: string | undefined,
  find: () => Promise<Row>,
): Promise<{ row: Row; card: [label: string, value: string][] }> {
  const client = await context.client();
  const cache = await context.namesCache();
  const today = localDay(context.host.now());
  const early = id === undefined ? undefined : ifLoaded(loadNotes(client, id));
  const row = await find();
  const [notes, fields, currencies, linked] = await Promise.all([
    early ?? ifLoaded(loadNotes(client, textOf(row.id))),
    hasCustomValues(row) ? ifLoaded(loadFields(client)) : [],
    ifLoaded(loadCurrencies(row, client, cache)),
    linkedNames(row, cache),
  ]);
  if (!notes) await context.say('The notes could not be loaded.');
  const card = opportunityCard(row, {
    ...{ ...linked, ...currencyContext(row, currencies ?? []), fields: fields ?? [], notes: notes ?? [], today },
    ...{ steps: embeddedSteps((valueAt(row, 'step.pipeline') ?? {}) as Row), hasTimes: true },
  });
  return { row, card };
}

/** What was loaded; undefined if the server did not give it. */
async function ifLoaded<T>(loading: Promise<T>): Promise<T | undefined> {
  try {
    return await loading;
  } catch (error) {
    if (error instanceof CliError && error.code !== 'INTERRUPTED') return undefined;
    throw error;
  }
}

const hasCustomValues = (row: Row) =>
  Object.entries(row).some(([field, value]) => isCustomField(field) && value !== null && value !== '');

/** The currencies of the space, from the cache if they are there; none for a deal without a value. */
async function loadCurrencies(row: Row, client: Client, cache: NamesCache): Promise<readonly FoundRecord[]> {
  if (!isRow(row.value) || (row.value.base_value ?? row.value.value_foreign ?? null) === null) return [];
  return (await cache.list('currencies')) ?? recordNames(createLookups(client), cache).currencies();
}

function currencyContext(row: Row, currencies: readonly FoundRecord[]): Pick<CardContext, 'currency' | 'baseCode'> {
  const id = textOf(valueAt(row, 'value.currency_id') ?? '').toLowerCase();
  const currency = currencies.find(one => one.id.toLowerCase() === id);
  return {
    currency: currency && { code: currency.name, isBase: currency.base === true },
    baseCode: currencies.find(({ base }) => base)?.name,
  };
}

/** The names in the record; of a server that does not expand, those of the cache. */
async function linkedNames(row: Row, cache: NamesCache): Promise<Pick<CardContext, 'names' | 'accounts' | 'contacts'>> {
  const names = expandedNames(row, LINKED_FIELDS);
  for (const field of unnamedFields(row, names)) {
    const entity = LINKED_ENTITIES[field] ?? (field === 'step_id' ? 'Steps' : undefined);
    const name = entity && (await cache.nameOf(entity, textOf(row[field])));
    if (name !== undefined) names[field] = name;
  }
  return {
    names,
    accounts: await relatedNames(row.account_relations, 'account', 'Accounts', row.primary_account, cache),
    contacts: await relatedNames(row.contact_relations, 'contact', 'Contacts', row.primary_contact, cache),
  };
}

/** The names at the other ends of the relations, the primary one first; the primary one alone if the rest are links. */
async function relatedNames(
  relations: unknown,
  field: 'account' | 'contact',
  entity: Entity,
  primary: unknown,
  cache: NamesCache,
): Promise<string[]> {
  const nameOf = async (record: unknown) => {
    if (isRow(record)) return KINDS[field].nameOf(record);
    const id = typeof record === 'string' ? (parseLink(record)?.id ?? record) : '';
    return (await cache.nameOf(entity, id)) ?? '';
  };
  const rows = (Array.isArray(relations) ? relations : [])
    .filter(isRow)
    .filter(({ is_deleted }) => is_deleted !== true);
  rows.sort((a, b) => Number(b.is_primary === true) - Number(a.is_primary === true));
  const ends = rows.length > 0 ? rows.map(row => row[field] ?? row[`${field}_id`]) : [primary];
  return (await Promise.all(ends.map(nameOf))).filter(name => name !== '');
}
