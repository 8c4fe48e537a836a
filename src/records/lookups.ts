import type { Client } from '../api/client.ts';
import type { Problem } from '../errors.ts';
import { memoize } from '../values/memoize.ts';
import { sameName } from '../values/names.ts';
import type { Row } from '../wire/entities.ts';
import { findRecords, hasEmail } from './find.ts';
import type { FoundRecord, SpaceField } from './found.ts';
import { KINDS, type Kind } from './kinds.ts';
import { loadAll, loadFields, loadRates, loadSteps, type PipelineStep } from './load-lists.ts';
import { chooseRecord, type LookupOptions, type MatchResult, parseId, suggestNames, toFound } from './match.ts';
import { accountContacts, uniqueRecords } from './relations.ts';

/** What a look-up gives: the record, or what is wrong with the words. */
export type LookupResult = MatchResult<FoundRecord>;

/** One screen of choices, and whether there are more. */
export interface ChoicePage {
  choices: FoundRecord[];
  more: boolean;
}

/** Everything the draft and the wizard ask the server. What is small is fetched once for a command. */
export interface Lookups {
  find(kind: keyof typeof KINDS, words: string, flag: string, allowed?: LookupOptions): Promise<LookupResult>;
  /** A person of one of the accounts, by any words; anybody else by id only. */
  contact(words: string, accounts: readonly FoundRecord[], allowed?: LookupOptions): Promise<LookupResult>;
  /** The record at the other end of a `LeadOpptyAccountRelations` or `...ContactRelations` link. */
  related(link: { entity: string; id: string }): Promise<{ id: string; primary: boolean } | undefined>;
  /** Steps in the order of their pipelines, deleted ones left out unless asked for. */
  steps(includeDeleted?: boolean): Promise<readonly PipelineStep[]>;
  currencies(includeDeleted?: boolean): Promise<readonly FoundRecord[]>;
  /** The fields of the space's opportunities, custom ones included. */
  fields(): Promise<readonly SpaceField[]>;
  /** How much of each currency, by its id, one of the base currency is worth on a day. Nothing, when `signal` says so. */
  rates(today: string, signal?: AbortSignal): Promise<ReadonlyMap<string, unknown>>;
  types(pipeline: FoundRecord | undefined, includeDeleted?: boolean): Promise<readonly FoundRecord[]>;
  units(): Promise<readonly FoundRecord[]>;
  /** The account's contacts, the ones that have it as their primary account first. */
  contactsOf(account: FoundRecord): Promise<readonly FoundRecord[]>;
  /** Usable records whose name (or e-mail) holds the text; the first screen of them. */
  search(kind: 'client' | 'account', text: string, signal?: AbortSignal): Promise<ChoicePage>;
}

const FIRST_PAGE = 30;
/** How long somebody waits for what is only a hint. */
const RATES_TIMEOUT_MS = 3000;

export function createLookups(client: Client): Lookups {
  const steps = withDeleted(deleted => loadSteps(client, deleted));
  const currencies = withDeleted(async deleted => {
    const rows = await loadAll(client, KINDS.currency, deleted);
    const found = rows.map(row => ({ ...toFound(KINDS.currency, row), base: row.is_base === true }));
    return found.sort((a, b) => Number(b.base) - Number(a.base));
  });
  const fields = memoize(() => loadFields(client));
  let rates: ReturnType<typeof loadRates> | undefined;
  const units = memoize(async () => (await loadAll(client, KINDS.unit)).map(row => toFound(KINDS.unit, row)));
  const types = withDeleted(deleted => loadAll(client, KINDS.type, deleted));
  const people = new Map<string, Promise<readonly Row[]>>();
  const peopleOf = ({ id }: FoundRecord) => {
    const known = people.get(id) ?? accountContacts(client, id);
    people.set(id, known);
    return known;
  };

  const find: Lookups['find'] = async (kind, words, flag, { allowDeleted = false } = {}) => {
    const how: Kind = KINDS[kind];
    const query = { loadOnly: how.fields, includeDeleted: allowDeleted || undefined };
    const rows = await findRecords(client, how, words, query);
    const result = chooseRecord(how, rows, words, flag, { usable: true, allowDeleted });
    return 'row' in result ? { found: toFound(how, result.row) } : result;
  };

  return {
    find,
    steps,
    currencies,
    fields,
    rates: (today, signal = AbortSignal.timeout(RATES_TIMEOUT_MS)) => {
      rates ??= loadRates(client, today, signal).catch(error => {
        if (!signal.aborted) throw error;
        return new Map<string, unknown>();
      });
      return rates;
    },
    units,
    types: async (pipeline, deleted) => {
      const id = pipeline?.id.toLowerCase();
      const rows = (await types(deleted)).filter(row => !id || String(row.pipeline_id).toLowerCase() === id);
      return rows.map(row => toFound(KINDS.type, row));
    },
    contactsOf: async account =>
      (await peopleOf(account)).filter(row => !KINDS.contact.unusable(row)).map(row => toFound(KINDS.contact, row)),

    async contact(words, accounts, allowed = {}) {
      const kind = KINDS.contact;
      if (parseId(words, kind.entity) || words.includes('/entities/'))
        return find('contact', words, '--contact', allowed);
      const near = uniqueRecords((await Promise.all(accounts.map(peopleOf))).flat());
      const fit = near.filter(row => sameName(kind.nameOf(row), words) || hasEmail(kind, row, words));
      const result = chooseRecord(kind, fit, words, '--contact', { ...allowed, usable: true });
      if ('row' in result) return { found: toFound(kind, result.row) };
      if (fit.length > 0) return result;
      const names = accounts.map(account => account.name).join(', ') || 'the account';
      const known = near.filter(row => !kind.unusable(row)).map(kind.nameOf);
      const problem: Problem = {
        ...result.problem,
        message: `No contact of ${names} is called '${words}'`,
        hint: `${suggestNames(words, known) ?? 'The account has no contacts.'} Anybody else goes by id.`,
      };
      return { problem };
    },

    async related({ entity, id }) {
      const [row] = (await client.list(entity, { filter: [{ field: 'id', value: id }], first: 1 })).rows;
      const other = row?.account_id ?? row?.contact_id;
      return typeof other === 'string' ? { id: other, primary: row?.is_primary === true } : undefined;
    },

    async search(kind, text, signal) {
      const how = KINDS[kind];
      const words = text.trim();
      // The API has no OR: a name and an e-mail are two questions.
      const asked = words
        ? ['name', how.emails[0]].map(field => [{ field, op: 'icontains' as const, value: words }])
        : [[]];
      const pages = await Promise.all(
        asked.map(filter =>
          client.list(how.entity, { filter, orderBy: ['name'], first: FIRST_PAGE, loadOnly: how.fields }, signal),
        ),
      );
      const rows = uniqueRecords(pages.flatMap(page => page.rows)).filter(row => !how.unusable(row));
      return { choices: rows.map(row => toFound(how, row)), more: pages.some(page => page.next !== undefined) };
    },
  };
}

/** A list without its deleted records and, when that is asked for, with them. */
function withDeleted<T>(load: (includeDeleted: boolean) => Promise<T>): (includeDeleted?: boolean) => Promise<T> {
  const [living, all] = [memoize(() => load(false)), memoize(() => load(true))];
  return (includeDeleted = false) => (includeDeleted ? all() : living());
}
