import type { Client } from '../api/client.ts';
import { memoize } from '../values/memoize.ts';
import { textOf } from '../values/text-of.ts';
import type { Row } from '../wire/entities.ts';
import { findRecords } from './find.ts';
import { contactFinder } from './find-contact.ts';
import type { FoundRecord, SpaceField } from './found.ts';
import { KINDS, type Kind } from './kinds.ts';
import type { KnownIds } from './known-names.ts';
import { loadAll, loadFields, loadRates, loadSteps, type PipelineStep } from './load-lists.ts';
import { chooseRecord, type LookupOptions, type LookupResult, toFound } from './match.ts';
import { accountContacts } from './relations.ts';
import { type ChoicePage, searchRecords } from './search-records.ts';
import { withSimilar } from './similar.ts';

/** Everything that the draft and the wizard load from the server. Short lists are loaded once for a command. */
export interface Lookups {
  find(kind: keyof typeof KINDS, words: string, flag: string, options?: LookupOptions): Promise<LookupResult>;
  /** A contact of one of the accounts by name, e-mail or id; any other contact by id only. */
  contact(words: string, accounts: readonly FoundRecord[], options?: LookupOptions): Promise<LookupResult>;
  /** The record at the other end of a `LeadOpptyAccountRelations` or `...ContactRelations` link. */
  related(link: { entity: string; id: string }): Promise<{ id: string; primary: boolean } | undefined>;
  /** Steps in the order of their pipelines, without the deleted ones unless `includeDeleted`. */
  steps(includeDeleted?: boolean): Promise<readonly PipelineStep[]>;
  currencies(includeDeleted?: boolean): Promise<readonly FoundRecord[]>;
  /** The fields of the space's opportunities, custom ones included. */
  fields(): Promise<readonly SpaceField[]>;
  /** The exchange rates of a day by the id of the currency; none if `signal` aborts. */
  rates(today: string, signal?: AbortSignal): Promise<ReadonlyMap<string, unknown>>;
  types(pipeline: FoundRecord | undefined, includeDeleted?: boolean): Promise<readonly FoundRecord[]>;
  units(): Promise<readonly FoundRecord[]>;
  /** The account's contacts; those that have it as their primary account come first. */
  contactsOf(account: FoundRecord): Promise<readonly FoundRecord[]>;
  /** Usable records whose name (or e-mail) holds the text; the first screen of them. */
  search(kind: 'client' | 'account', text: string, signal?: AbortSignal): Promise<ChoicePage>;
}

/** The look-ups of a space; `knownIds` tells the ids that can be written short. */
export function createLookups(client: Client, knownIds?: KnownIds): Lookups {
  const people = memoizeById(id => accountContacts(client, id));
  const find: Lookups['find'] = async (kind, words, flag, { allowDeleted = false } = {}) => {
    const definition: Kind = KINDS[kind];
    const query = { loadOnly: definition.fields, includeDeleted: allowDeleted || undefined };
    const rows = await findRecords(client, definition, words, query, knownIds);
    const result = chooseRecord(definition, rows, words, flag, { usable: true, allowDeleted });
    if ('row' in result) return { found: toFound(definition, result.row) };
    return { problem: await withSimilar(client, definition, words, result.problem) };
  };
  return {
    ...shortLists(client),
    find,
    contact: contactFinder(find, people, knownIds),
    contactsOf: async account =>
      (await people(account.id)).filter(row => !KINDS.contact.whyUnusable(row)).map(row => toFound(KINDS.contact, row)),
    related: async ({ entity, id }) => {
      const [row] = (await client.list(entity, { filter: [{ field: 'id', value: id }], first: 1 })).rows;
      const relatedId = row?.account_id ?? row?.contact_id;
      return typeof relatedId === 'string' ? { id: relatedId, primary: row?.is_primary === true } : undefined;
    },
    search: (kind, text, signal) => searchRecords(client, KINDS[kind], text, signal),
  };
}

/** The wizard's timeout for exchange rates, which are only a hint. */
const RATES_TIMEOUT_MS = 3000;

function shortLists(client: Client) {
  let rates: Promise<Map<string, unknown>> | undefined;
  const types = memoizeWithDeleted(deleted => loadAll(client, KINDS.type, deleted));
  return {
    steps: memoizeWithDeleted(deleted => loadSteps(client, deleted)),
    currencies: memoizeWithDeleted(deleted => loadCurrencies(client, deleted)),
    fields: memoize(() => loadFields(client)),
    units: memoize(async () => (await loadAll(client, KINDS.unit)).map(row => toFound(KINDS.unit, row))),
    types: async (pipeline: FoundRecord | undefined, includeDeleted?: boolean) => {
      const id = pipeline?.id.toLowerCase();
      const rows = (await types(includeDeleted)).filter(row => !id || textOf(row.pipeline_id).toLowerCase() === id);
      return rows.map(row => toFound(KINDS.type, row));
    },
    rates: (today: string, signal = AbortSignal.timeout(RATES_TIMEOUT_MS)) => {
      rates ??= loadRates(client, today, signal).catch(error => {
        if (!signal.aborted) throw error;
        return new Map<string, unknown>();
      });
      return rates;
    },
  };
}

/** The base currency first. */
async function loadCurrencies(client: Client, includeDeleted: boolean): Promise<FoundRecord[]> {
  const rows = await loadAll(client, KINDS.currency, includeDeleted);
  const currencies = rows.map(row => ({ ...toFound(KINDS.currency, row), base: row.is_base === true }));
  return currencies.sort((a, b) => Number(b.base) - Number(a.base));
}

/** A list without its deleted records, and one with them, each loaded once. */
function memoizeWithDeleted<T>(
  load: (includeDeleted: boolean) => Promise<T>,
): (includeDeleted?: boolean) => Promise<T> {
  const [living, all] = [memoize(() => load(false)), memoize(() => load(true))];
  return (includeDeleted = false) => (includeDeleted ? all() : living());
}

function memoizeById(load: (id: string) => Promise<readonly Row[]>): (id: string) => Promise<readonly Row[]> {
  const cache = new Map<string, Promise<readonly Row[]>>();
  return id => {
    const rows = cache.get(id) ?? load(id);
    cache.set(id, rows);
    return rows;
  };
}
