import type { Client } from '../api/client.ts';
import { CliError, type Problem } from '../errors.ts';
import { sameName } from '../values/names.ts';
import { once } from '../values/once.ts';
import type { Row } from '../wire/entities.ts';
import { PAGE_MAX, type Query } from '../wire/query.ts';
import type { Found } from './draft.ts';
import { findRecords, hasEmail, KINDS, type Kind } from './find.ts';
import { accountContacts, pipelineSteps, unique } from './members.ts';
import { idIn, onlyOne, type Picked, plural, suggestion } from './pick.ts';
import type { FieldInfo } from './space-fields.ts';

/** A step that can be chosen, with the pipeline it belongs to. */
export interface Step extends Found {
  pipeline: Found;
}

/** What a look-up gives: the record, or what is wrong with the words. */
export type Looked = Picked<Found>;

/** One screen of choices, and whether there are more. */
export interface Choices {
  choices: Found[];
  more: boolean;
}

/** What else may be found, besides what anybody would choose. */
export interface Allowed {
  /** Deleted and archived records, where no other is meant by the words. */
  allowDeleted?: boolean;
}

/** Everything the draft and the wizard ask the server. What is small is fetched once for a command. */
export interface Lookups {
  find(kind: keyof typeof KINDS, words: string, flag: string, allowed?: Allowed): Promise<Looked>;
  /** A person of one of the accounts, by any words; anybody else by id only. */
  contact(words: string, accounts: readonly Found[], allowed?: Allowed): Promise<Looked>;
  /** The record at the other end of a `LeadOpptyAccountRelations` or `...ContactRelations` link. */
  related(link: { entity: string; id: string }): Promise<{ id: string; primary: boolean } | undefined>;
  /** Steps in the order of their pipelines, deleted ones left out unless asked for. */
  steps(includeDeleted?: boolean): Promise<readonly Step[]>;
  currencies(includeDeleted?: boolean): Promise<readonly Found[]>;
  /** The fields of the space's opportunities, custom ones included. */
  fields(): Promise<readonly FieldInfo[]>;
  /** How much of each currency, by its id, one of the base currency is worth on a day. Nothing, when `signal` says so. */
  rates(today: string, signal?: AbortSignal): Promise<ReadonlyMap<string, unknown>>;
  types(pipeline: Found | undefined, includeDeleted?: boolean): Promise<readonly Found[]>;
  units(): Promise<readonly Found[]>;
  /** The account's contacts, the ones that have it as their primary account first. */
  contactsOf(account: Found): Promise<readonly Found[]>;
  /** Usable records whose name (or e-mail) holds the text; the first screen of them. */
  search(kind: 'client' | 'account', text: string, signal?: AbortSignal): Promise<Choices>;
}

const SCREEN = 30;
/** How long somebody waits for what is only a hint. */
const PATIENCE_MS = 3000;

export function createLookups(client: Client): Lookups {
  const steps = withDeleted(deleted => loadSteps(client, deleted));
  const currencies = withDeleted(async deleted => {
    const rows = await collect(client, KINDS.currency, deleted);
    const found = rows.map(row => ({ ...foundOf(KINDS.currency, row), base: row.is_base === true }));
    return found.sort((a, b) => Number(b.base) - Number(a.base));
  });
  const fields = once(() => loadFields(client));
  let rates: ReturnType<typeof loadRates> | undefined;
  const units = once(async () => (await collect(client, KINDS.unit)).map(row => foundOf(KINDS.unit, row)));
  const types = withDeleted(deleted => collect(client, KINDS.type, deleted));
  const people = new Map<string, Promise<readonly Row[]>>();
  const peopleOf = ({ id }: Found) => {
    const known = people.get(id) ?? accountContacts(client, id);
    people.set(id, known);
    return known;
  };

  const find: Lookups['find'] = async (kind, words, flag, { allowDeleted = false } = {}) => {
    const how: Kind = KINDS[kind];
    const query = { loadOnly: how.fields, includeDeleted: allowDeleted || undefined };
    const rows = await findRecords(client, how, words, query);
    const result = chosen(how, rows, words, flag, { usable: true, allowDeleted });
    return 'row' in result ? { found: foundOf(how, result.row) } : result;
  };

  return {
    find,
    steps,
    currencies,
    fields,
    rates: (today, signal = AbortSignal.timeout(PATIENCE_MS)) => {
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
      return rows.map(row => foundOf(KINDS.type, row));
    },
    contactsOf: async account =>
      (await peopleOf(account)).filter(row => !KINDS.contact.unusable(row)).map(row => foundOf(KINDS.contact, row)),

    async contact(words, accounts, allowed = {}) {
      const kind = KINDS.contact;
      if (idIn(words, kind.entity) || words.includes('/entities/')) return find('contact', words, '--contact', allowed);
      const near = unique((await Promise.all(accounts.map(peopleOf))).flat());
      const fit = near.filter(row => sameName(kind.nameOf(row), words) || hasEmail(kind, row, words));
      const result = chosen(kind, fit, words, '--contact', { ...allowed, usable: true });
      if ('row' in result) return { found: foundOf(kind, result.row) };
      if (fit.length > 0) return result;
      const names = accounts.map(account => account.name).join(', ') || 'the account';
      const known = near.filter(row => !kind.unusable(row)).map(kind.nameOf);
      const problem: Problem = {
        ...result.problem,
        message: `No contact of ${names} is called '${words}'`,
        hint: `${suggestion(words, known) ?? 'The account has no contacts.'} Anybody else goes by id.`,
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
          client.list(how.entity, { filter, orderBy: ['name'], first: SCREEN, loadOnly: how.fields }, signal),
        ),
      );
      const rows = unique(pages.flatMap(page => page.rows)).filter(row => !how.unusable(row));
      return { choices: rows.map(row => foundOf(how, row)), more: pages.some(page => page.next !== undefined) };
    },
  };
}

/** Picks the one record among those the words can mean; `usable` leaves out what cannot go into a new opportunity. */
export function chosen(
  kind: Kind,
  rows: readonly Row[],
  words: string,
  flag: string | undefined,
  { usable = false, allowDeleted = false }: Allowed & { usable?: boolean } = {},
): { row: Row } | { problem: Problem } {
  const among = usable ? usableOf(kind, rows, allowDeleted) : rows;
  const [barred] = rows;
  if (barred && among.length === 0) {
    const message = `The ${kind.called} '${words}' ${kind.unusable?.(barred, allowDeleted)}, so it cannot be used`;
    return { problem: { code: 'USAGE', message, flag, hint: 'Choose another.' } };
  }
  const found = among.map(row => ({ ...foundOf(kind, row), row }));
  const example = flag ? `, as in ${flag} ${found[0]?.id}` : '';
  const picked = onlyOne(found, words, {
    called: kind.called,
    flag,
    apart: `Pass the id${kind.emails ? ' or the e-mail' : ''}${example}.`,
    hint: `See pipeliner ${plural(kind.called).split(' ').at(-1)}.`,
  });
  return 'found' in picked ? { row: picked.found.row } : picked;
}

/** What is not deleted or archived comes first, even where that is allowed. */
function usableOf(kind: Kind, rows: readonly Row[], allowDeleted: boolean): readonly Row[] {
  const living = rows.filter(row => !kind.unusable?.(row));
  return living.length > 0 || !allowDeleted ? living : rows.filter(row => !kind.unusable?.(row, true));
}

/** A record as a choice: id, name, and what tells it from others. */
export function foundOf(kind: Kind, row: Row): Found {
  const detail = kind.detailOf?.(row);
  return { id: String(row.id), name: kind.nameOf(row), ...(detail ? { detail } : {}) };
}

async function collect(client: Client, kind: Kind, includeDeleted = false): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const row of client.all(kind.entity, {
    loadOnly: kind.fields,
    includeDeleted: includeDeleted || undefined,
  })) {
    if (!kind.unusable?.(row, includeDeleted)) rows.push(row);
  }
  return rows;
}

async function loadSteps(client: Client, includeDeleted: boolean): Promise<Step[]> {
  const all: Step[] = [];
  const query: Query = { expand: ['steps'], orderBy: ['name'], includeDeleted: includeDeleted || undefined };
  for await (const row of client.all('Pipelines', query)) {
    if (KINDS.pipeline.unusable(row, includeDeleted)) continue;
    const pipeline = foundOf(KINDS.pipeline, row);
    for (const step of await pipelineSteps(client, row, includeDeleted)) {
      all.push(asStep(step, pipeline));
    }
  }
  if (all.length === 0) {
    throw new CliError('NOT_FOUND', 'This space has no pipeline with steps, and an opportunity needs a step', {
      hint: 'An administrator can add one.',
    });
  }
  return all;
}

/** A step of a pipeline as a choice. */
export function asStep({ id, name, percent }: Row, pipeline: Found): Step {
  const detail = percent === null || percent === undefined ? undefined : `${percent} %`;
  return { id: String(id), name: String(name ?? ''), detail, pipeline };
}

async function loadFields(client: Client): Promise<FieldInfo[]> {
  const fields: FieldInfo[] = [];
  const query = { filter: [{ field: 'entity_name', value: 'Opportunity' }], expand: ['data_set'] };
  for await (const row of client.all('Fields', query)) {
    if (row.is_deleted === true || typeof row.api_name !== 'string') continue;
    const options = (Array.isArray(row.data_set) ? row.data_set : []).filter(one => typeof one === 'object' && one?.id);
    const isWritten = row.system_readonly !== true && row.is_published !== false && row.type_id !== 'sequence';
    fields.push({
      api_name: row.api_name,
      label: String(row.translated_name || row.name || row.api_name),
      type: typeof row.type_id === 'string' ? row.type_id : undefined,
      // What every space demands has its own question, or comes from the server.
      required: row.system_required === true && isWritten && row.api_name.startsWith('cf_'),
      options: options
        .filter((option: Row) => option.is_deleted !== true)
        .sort((a: Row, b: Row) => Number(a.sort_order ?? 0) - Number(b.sort_order ?? 0))
        .map((option: Row) => ({ id: String(option.id), name: String(option.option_name ?? '') })),
    });
  }
  return fields;
}

/** The rates of the newest list that is valid by then. */
async function loadRates(client: Client, today: string, signal: AbortSignal): Promise<Map<string, unknown>> {
  const newest: Query = { orderBy: ['-valid_from'], first: PAGE_MAX };
  let valid: { from: string; id: string } | undefined;
  for (const { id, valid_from, is_deleted } of (await client.list('CurrencyExchangeRatesLists', newest, signal)).rows) {
    // A list is valid from the midnight of its day.
    const from = typeof valid_from === 'string' ? valid_from.slice(0, 10) : '';
    if (is_deleted === true || from === '' || from > today || (valid && from <= valid.from)) continue;
    valid = { from, id: String(id) };
  }
  const rates = new Map<string, unknown>();
  if (!valid) return rates;
  const ofIt: Query = { filter: [{ field: 'currency_exchange_rate_list_id', value: valid.id }], first: PAGE_MAX };
  for (const row of (await client.list('CurrencyExchangeRates', ofIt, signal)).rows) {
    // A server that does not understand a filter sends everything.
    const ofList = row.currency_exchange_rate_list_id === undefined || row.currency_exchange_rate_list_id === valid.id;
    if (ofList && row.is_deleted !== true) rates.set(String(row.currency_id), row.exchange_rate);
  }
  return rates;
}

/** A list without its deleted records and, when that is asked for, with them. */
function withDeleted<T>(load: (includeDeleted: boolean) => Promise<T>): (includeDeleted?: boolean) => Promise<T> {
  const [living, all] = [once(() => load(false)), once(() => load(true))];
  return (includeDeleted = false) => (includeDeleted ? all() : living());
}
