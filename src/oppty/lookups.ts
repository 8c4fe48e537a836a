import type { Client } from '../api/client.ts';
import { CliError, type Problem } from '../errors.ts';
import { isId } from '../values/ids.ts';
import { nearest, sameName } from '../values/names.ts';
import type { Row } from '../wire/entities.ts';
import type { Condition } from '../wire/query.ts';
import type { Found } from './draft.ts';
import { findRecords, KINDS, type Kind } from './find.ts';

/** A step that can be chosen, with the pipeline it belongs to. */
export interface Step extends Found {
  pipeline: Found;
}

/** A field of the space's opportunities, custom ones included. */
export interface FieldInfo {
  api_name: string;
  label: string;
  options: readonly Found[];
}

/** What a look-up gives: the record, or what is wrong with the words. */
export type Looked = { found: Found } | { problem: Problem };

/** One screen of choices, and whether there are more. */
export interface Choices {
  choices: Found[];
  more: boolean;
}

/** Everything the draft and the wizard ask the server. What is small is fetched once for a command. */
export interface Lookups {
  find(kind: keyof typeof KINDS, words: string, flag: string): Promise<Looked>;
  /** A person of one of the accounts, by any words; anybody else by id only. */
  contact(words: string, accounts: readonly Found[]): Promise<Looked>;
  /** The record at the other end of a `LeadOpptyAccountRelations` or `...ContactRelations` link. */
  related(link: { entity: string; id: string }): Promise<{ id: string; primary: boolean } | undefined>;
  /** Steps in the order of their pipelines, deleted ones left out. */
  steps(): Promise<readonly Step[]>;
  currencies(): Promise<readonly Found[]>;
  fields(): Promise<readonly FieldInfo[]>;
  types(pipeline: Found | undefined): Promise<readonly Found[]>;
  units(): Promise<readonly Found[]>;
  /** The account's contacts, the ones that have it as their primary account first. */
  contactsOf(account: Found): Promise<readonly Found[]>;
  /** Usable records whose name (or e-mail) holds the text; the first screen of them. */
  search(kind: 'client' | 'account', text: string, signal?: AbortSignal): Promise<Choices>;
}

const SCREEN = 30;

export function createLookups(client: Client): Lookups {
  const steps = once(() => loadSteps(client));
  const currencies = once(async () => {
    const rows = await collect(client, KINDS.currency, []);
    const found = rows.map(row => ({ ...foundOf(KINDS.currency, row), base: row.is_base === true }));
    return found.sort((a, b) => Number(b.base) - Number(a.base));
  });
  const fields = once(() => loadFields(client));
  const units = once(async () => (await collect(client, KINDS.unit, [])).map(row => foundOf(KINDS.unit, row)));
  const types = once(() => collect(client, KINDS.type, []));
  const people = new Map<string, Promise<readonly Row[]>>();
  const peopleOf = (account: Found) => {
    const known = people.get(account.id) ?? loadPeople(client, account);
    people.set(account.id, known);
    return known;
  };

  return {
    steps,
    currencies,
    fields,
    units,
    types: async pipeline =>
      (await types()).filter(row => !pipeline || row.pipeline_id === pipeline.id).map(row => foundOf(KINDS.type, row)),
    contactsOf: async account =>
      (await peopleOf(account)).filter(row => !KINDS.contact.unusable(row)).map(row => foundOf(KINDS.contact, row)),

    async find(kind, words, flag) {
      const how: Kind = KINDS[kind];
      const result = chosen(how, await findRecords(client, how, words, { loadOnly: how.fields }), words, flag, true);
      return 'row' in result ? { found: foundOf(how, result.row) } : result;
    },

    async contact(words, accounts) {
      const kind = KINDS.contact;
      if (isId(words.trim()) || words.includes('/entities/')) return this.find('contact', words, '--contact');
      const near = (await Promise.all(accounts.map(peopleOf))).flat();
      const email = words.trim().toLowerCase();
      const fits = (row: Row) =>
        sameName(kind.nameOf(row), words) ||
        kind.emails.some(field => String(row[field] ?? '').toLowerCase() === email);
      const result = chosen(kind, unique(near.filter(fits)), words, '--contact', true);
      if ('row' in result) return { found: foundOf(kind, result.row) };
      if (result.problem.code === 'NOT_FOUND' && !near.some(fits)) {
        const known = near.filter(row => !kind.unusable(row)).map(kind.nameOf);
        const close = nearest(words, known);
        const names = accounts.map(account => account.name).join(', ') || 'the account';
        result.problem.message = `No contact of ${names} is called '${words}'`;
        result.problem.hint = close
          ? `Did you mean '${close}'?`
          : known.length > 0
            ? `There are: ${known.slice(0, 10).join(', ')}${known.length > 10 ? ', ...' : ''}. Anybody else goes by id.`
            : 'The account has no contacts; anybody else goes by id.';
      }
      return result;
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
  usable = false,
): { row: Row } | { problem: Problem } {
  const fit = usable ? rows.filter(row => !kind.unusable?.(row)) : rows;
  const [only] = fit;
  if (only && fit.length === 1) return { row: only };
  if (only) {
    const candidates = fit
      .map(row => foundOf(kind, row))
      .map(({ id, name, detail }) => ({ id, name: detail ? `${name} (${detail})` : name }));
    const message = `'${words}' can be any of ${fit.length} ${plural(kind.called)}`;
    const hint = `Pass the id${kind.emails ? ' or the e-mail' : ''}${flag ? `, as in ${flag} ${candidates[0]?.id}` : ''}.`;
    return { problem: { code: 'AMBIGUOUS', message, flag, hint, candidates } };
  }
  const [barred] = rows;
  if (barred) {
    const message = `The ${kind.called} '${words}' ${kind.unusable?.(barred)}, so it cannot be used`;
    return { problem: { code: 'USAGE', message, flag, hint: 'Choose another.' } };
  }
  const noun = plural(kind.called);
  const hint = kind === KINDS.unit || kind === KINDS.type ? undefined : `See pipeliner ${noun}.`;
  const named = isId(words.trim()) ? 'has the id' : words.includes('@') ? 'has the e-mail' : 'is called';
  return { problem: { code: 'NOT_FOUND', message: `No ${kind.called} ${named} '${words}'`, flag, hint } };
}

/** A record as a choice: id, name, and what tells it from others. */
export function foundOf(kind: Kind, row: Row): Found {
  const detail = kind.detailOf?.(row);
  return { id: String(row.id), name: kind.nameOf(row), ...(detail ? { detail } : {}) };
}

const plural = (called: string) => (called.endsWith('y') ? `${called.slice(0, -1)}ies` : `${called}s`);

async function collect(client: Client, kind: Kind, filter: readonly Condition[]): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const row of client.all(kind.entity, { filter, loadOnly: kind.fields })) {
    if (!kind.unusable?.(row)) rows.push(row);
  }
  return rows;
}

async function loadSteps(client: Client): Promise<Step[]> {
  const all: Step[] = [];
  for await (const row of client.all('Pipelines', { expand: ['steps'], orderBy: ['name'] })) {
    if (KINDS.pipeline.unusable(row)) continue;
    const pipeline = foundOf(KINDS.pipeline, row);
    let steps = Array.isArray(row.steps) ? (row.steps as unknown[]) : [];
    if (steps.some(step => typeof step === 'string')) steps = await stepsOf(client, pipeline);
    const usable = (steps as Row[]).filter(step => step.is_deleted !== true);
    usable.sort((a, b) => Number(a.sort_order ?? 0) - Number(b.sort_order ?? 0));
    for (const step of usable) {
      const percent = step.percent === null || step.percent === undefined ? undefined : `${step.percent} %`;
      all.push({ id: String(step.id), name: String(step.name ?? ''), detail: percent, pipeline });
    }
  }
  if (all.length === 0) {
    throw new CliError('NOT_FOUND', 'This space has no pipeline with steps, and an opportunity needs a step', {
      hint: 'An administrator can add one.',
    });
  }
  return all;
}

/** For a server that does not expand them. */
async function stepsOf(client: Client, pipeline: Found): Promise<Row[]> {
  const steps: Row[] = [];
  for await (const row of client.all('Steps', { filter: [{ field: 'pipeline_id', value: pipeline.id }] }))
    steps.push(row);
  return steps;
}

async function loadFields(client: Client): Promise<FieldInfo[]> {
  const fields: FieldInfo[] = [];
  const query = { filter: [{ field: 'entity_name', value: 'Opportunity' }], expand: ['data_set'] };
  for await (const row of client.all('Fields', query)) {
    if (row.is_deleted === true || typeof row.api_name !== 'string') continue;
    const options = (Array.isArray(row.data_set) ? row.data_set : []).filter(one => typeof one === 'object' && one?.id);
    fields.push({
      api_name: row.api_name,
      label: String(row.translated_name ?? row.name ?? row.api_name),
      options: options.map((option: Row) => ({ id: String(option.id), name: String(option.option_name ?? '') })),
    });
  }
  return fields;
}

/** Every contact of an account, the ones that have it as their primary account first. */
async function loadPeople(client: Client, account: Found): Promise<Row[]> {
  const people: { row: Row; primary: boolean }[] = [];
  const query = { filter: [{ field: 'account_id', value: account.id }], expand: ['contact'] };
  for await (const relation of client.all('ContactAccountRelations', query)) {
    const { contact } = relation;
    const row =
      typeof contact === 'object' && contact !== null
        ? (contact as Row)
        : await client.get('Contacts', String(relation.contact_id));
    people.push({ row, primary: relation.is_primary === true });
  }
  people.sort((a, b) => Number(b.primary) - Number(a.primary));
  return people.map(({ row }) => row);
}

const unique = (rows: readonly Row[]) => [...new Map(rows.map(row => [row.id, row])).values()];

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
