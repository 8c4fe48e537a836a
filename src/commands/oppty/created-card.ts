import type { Client } from '../../api/client.ts';
import type { Context } from '../../context.ts';
import {
  draftNames,
  expandedNames,
  LINKED_ENTITIES,
  type LinkedField,
  nameRelations,
  ownName,
  unnamedFields,
} from '../../oppty/card-names.ts';
import type { Draft } from '../../oppty/draft/draft.ts';
import { type CardContext, opportunityCard } from '../../oppty/opportunity-card.ts';
import { isFound, type Ref, type SpaceField } from '../../records/found.ts';
import { loadFields } from '../../records/load-lists.ts';
import { localDay } from '../../values/dates.ts';
import { textOf } from '../../values/text-of.ts';
import { isRow, parseLink, type Row } from '../../wire/entities.ts';
import { isCustomField } from '../../wire/fields.ts';
import { unlessLate } from './unless-late.ts';

/** A created opportunity for a person, with the names of what the server chose. */
export async function createdCard(
  row: Row,
  draft: Draft,
  context: Context,
  loadSpaceFields?: () => Promise<readonly SpaceField[]>,
): Promise<[label: string, value: string][]> {
  const client = await context.client();
  const [names, fields] = await Promise.all([
    linkedNames(row, draft, client, context),
    hasCustomValues(row) ? unlessLate((loadSpaceFields ?? (() => loadFields(client)))()) : undefined,
  ]);
  const today = localDay(context.host.now());
  return opportunityCard(row, { ...ofDraft(row, draft), names, fields: fields ?? [], today });
}

/** What the draft knows of the record: the reply says how many relations were stored, the draft knows their names. */
function ofDraft(row: Row, draft: Draft): Omit<CardContext, 'names' | 'fields' | 'today'> {
  const { currency, accounts = [], contacts = [], base_value, fields = {} } = draft;
  const namesOf = (refs: readonly Ref[], relations: unknown) =>
    (Array.isArray(relations) && relations.length === 0 ? [] : refs).filter(isFound).map(({ name }) => name);
  const currencyId = isRow(row.value) ? row.value.currency_id : undefined;
  const isBase = isFound(currency) && currency.base === true;
  return {
    accounts: namesOf(accounts, row.account_relations),
    contacts: namesOf(contacts, row.contact_relations),
    currency: { code: ownName(currency, currencyId) ?? '', isBase },
    isBaseExact: base_value !== undefined,
    draftFields: Object.keys(fields),
  };
}

const hasCustomValues = (row: Row) =>
  Object.entries(row).some(([field, value]) => isCustomField(field) && value !== null && value !== '');

/** The names of the draft, else of the cache, else of the record with its relations, which is one request. */
async function linkedNames(row: Row, draft: Draft, client: Client, context: Context) {
  const names = draftNames(row, draft);
  const cache = await context.namesCache();
  for (const field of unnamedFields(row, names)) {
    const entity = LINKED_ENTITIES[field];
    const name = entity && (await cache.nameOf(entity, idOf(row[field])));
    if (name !== undefined) names[field] = name;
  }
  const unnamed = unnamedFields(row, names);
  return unnamed.length === 0 ? names : { ...names, ...(await namesOfServer(row, unnamed, client)) };
}

async function namesOfServer(row: Row, fields: readonly LinkedField[], client: Client) {
  const query = {
    filter: [{ field: 'id', value: textOf(row.id) }],
    expand: nameRelations(fields),
    first: 1,
    includeDeleted: true,
  };
  const page = await unlessLate(client.list('Opportunities', query));
  const [stored] = page?.rows ?? [];
  return stored ? expandedNames(stored, fields) : {};
}

const idOf = (value: unknown) => (typeof value === 'string' ? (parseLink(value)?.id ?? value) : '');
