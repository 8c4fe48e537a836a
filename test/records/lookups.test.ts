import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { type Client, createClient } from '../../src/api/index.ts';
import { findRecords } from '../../src/records/find.ts';
import { KINDS } from '../../src/records/kinds.ts';
import { createLookups } from '../../src/records/lookups.ts';
import type { Row } from '../../src/wire/entities.ts';
import { useFakeSpace } from '../support/hooks.ts';
import { hangUp, lineTo } from '../support/line.ts';
import type { Received } from '../support/server.ts';

const id = (n: number) => `cccc000${n}-1111-0222-0333-444455556666`;
const account = (n: number, name: string, more: Row = {}): Row => ({ id: id(n), name, is_deleted: false, ...more });
const ids = (rows: readonly Row[]) => rows.map(row => row.id).sort();

const space = useFakeSpace('all');
let client: Client;
afterAll(hangUp);
beforeEach(() => {
  client = createClient('my_space', lineTo(space.url));
});

/** A server that keeps deleted records to itself unless they are asked for. */
const hiding =
  (rows: readonly Row[]) =>
  ({ query }: Received) => {
    const named = [...query].flatMap(([key, value]) => {
      const field = /^filter\[(.+)\]$/.exec(key)?.[1];
      return field ? [{ field, value }] : [];
    });
    const fits = (row: Row) =>
      named.every(({ field, value }) => String(row[field]).toLowerCase() === value.toLowerCase()) &&
      (row.is_deleted !== true || query.get('include-deleted') === 'true');
    return { body: { success: true, data: rows.filter(fits) } };
  };

describe('records that words can mean', () => {
  const [A, B, C] = [id(1), id(2), id(3)];

  it('are those with the address in any field', async () => {
    space.records.Accounts = [
      account(1, 'A', { email1: 'Info@example.com', email3: 'info@example.com' }),
      account(2, 'B', { email2: 'info@example.com' }),
      account(3, 'C', { email1: 'info@example.com.au' }),
    ];
    expect(ids(await findRecords(client, KINDS.account, ' info@EXAMPLE.com '))).toEqual([A, B]);
  });

  it('are those with the name, whichever of its parts finds them', async () => {
    space.records.Contacts = [
      { id: A, first_name: 'Mary Ann', last_name: 'Lee' },
      { id: B, first_name: 'Mary', last_name: 'Ann Lee' },
      { id: C, first_name: null, last_name: 'Mary Ann Lee' },
    ];
    expect(ids(await findRecords(client, KINDS.contact, 'mary ann  lee'))).toEqual([A, B, C]);
  });
});

describe('one record', () => {
  it('is not hidden by an archived one with the same main address', async () => {
    space.records.Accounts = [
      account(1, 'Old', { email1: 'a@example.com', is_archived: true }),
      account(2, 'New', { email2: 'a@example.com' }),
    ];
    expect(await createLookups(client).find('account', 'a@example.com', '--account')).toEqual({
      found: { id: id(2), name: 'New' },
    });
  });

  it('is not the one whose main address it is, when another has it too', async () => {
    space.records.Accounts = [
      account(1, 'A', { email1: 'a@example.com' }),
      account(2, 'B', { email2: 'a@example.com', city: 'Rome' }),
    ];
    expect(await createLookups(client).find('account', 'a@example.com', '--account')).toMatchObject({
      problem: {
        code: 'AMBIGUOUS',
        message: "'a@example.com' can be any of 2 accounts",
        hint: `Pass the id or the e-mail, as in --account ${id(1)}.`,
        candidates: [
          { id: id(1), name: 'A (a@example.com)' },
          { id: id(2), name: 'B (Rome)' },
        ],
      },
    });
  });

  it('may be a deleted or archived one where that is allowed, but no support user', async () => {
    space.on('GET /Accounts', hiding([account(1, 'A', { is_deleted: true }), account(2, 'B', { is_archived: true })]));
    space.on('GET /Clients', hiding([{ id: id(3), name: 'Help', type: 1, is_deleted: true }]));
    const { find } = createLookups(client);
    for (const words of ['A', id(1), 'B']) {
      expect(await find('account', words, '--account')).toHaveProperty('problem');
      expect(await find('account', words, '--account', { allowDeleted: true })).toHaveProperty('found');
    }
    expect(await find('client', 'Help', '--owner', { allowDeleted: true })).toMatchObject({
      problem: { message: "The client 'Help' is a support user, so it cannot be used" },
    });
  });

  it('that is not deleted is meant first, even where deleted ones are allowed', async () => {
    space.on('GET /Accounts', hiding([account(1, 'A', { is_deleted: true }), account(2, 'A')]));
    expect(await createLookups(client).find('account', 'A', '--account', { allowDeleted: true })).toMatchObject({
      found: { id: id(2) },
    });
  });

  it.each([
    ['account', 'Nowhere', 'is called', 'accounts'],
    ['account', 'no@example.com', 'has the e-mail', 'accounts'],
    ['currency', 'XXX', 'is called', 'currencies'],
    ['unit', 'Nowhere', 'is called', 'units'],
    ['type', id(9), 'has the id', 'types'],
  ] as const)('%s %s is missed in so many words', async (kind, words, how, command) => {
    space.on('GET /Accounts', hiding([]));
    const { problem } = (await createLookups(client).find(kind, words, '--x')) as { problem: { message: string } };
    expect(problem).toMatchObject({ code: 'NOT_FOUND', flag: '--x', command: [command] });
    expect(problem.message).toBe(`No ${KINDS[kind].label} ${how} '${words}'`);
  });
});

describe('a name that was pasted', () => {
  it.each([
    ['a space that does not break', 'Zo\u00eb\u00a0Roe'],
    ['two spaces', ' Zo\u00eb  Roe'],
    ['an accent of its own', 'Zoe\u0308 Roe'],
    ['a space without width', 'Zo\u00eb \u200bRoe'],
  ])('finds its record in spite of %s', async (_, pasted) => {
    space.on('GET /Accounts', hiding([account(1, 'Zo\u00eb Roe'), account(2, 'Zoe Roe')]));
    expect(ids(await findRecords(client, KINDS.account, pasted))).toEqual([id(1)]);
    space.on('GET /Clients', hiding([{ id: id(2), name: 'Zo\u00eb Roe' }]));
    expect(await createLookups(client).search('client', pasted)).toMatchObject({ choices: [{ id: id(2) }] });
  });

  it('finds a record with two spaces, too, as a list shows it', async () => {
    space.on('GET /Accounts', hiding([account(1, 'A  B'), account(2, 'A B')]));
    expect(ids(await findRecords(client, KINDS.account, 'A  B'))).toEqual([id(1), id(2)]);
  });
});

describe('a contact', () => {
  const relation = (n: number, contact: Row | string, is_primary: boolean): Row => ({
    ...{ id: `r${n}`, account_id: id(1), contact_id: id(n), is_primary },
    contact,
  });
  const person = (n: number, name: string, more: Row = {}): Row => ({ id: id(n), first_name: name, ...more });

  it('is found by its id, also by a function that was taken out', async () => {
    space.records.Contacts = [person(7, 'Wile')];
    const { contact } = createLookups(client);
    expect(await contact(id(7), [])).toEqual({ found: { id: id(7), name: 'Wile' } });
  });

  it('of an account is found where the server sends links, too', async () => {
    space.records.Contacts = [person(7, 'Wile'), person(8, 'Ida')];
    space.records.ContactAccountRelations = [
      relation(8, `${client.base}/entities/Contacts/${id(8)}`, false),
      relation(7, person(7, 'Wile'), true),
    ];
    const { contact, contactsOf } = createLookups(client);
    const acme = { id: id(1), name: 'Acme' };
    expect(await contact('ida', [acme])).toEqual({ found: { id: id(8), name: 'Ida' } });
    expect((await contactsOf(acme)).map(({ name }) => name)).toEqual(['Wile', 'Ida']);
    expect(await contact('Idda', [acme])).toMatchObject({
      problem: {
        code: 'NOT_FOUND',
        message: "No contact of Acme is called 'Idda'",
        hint: "Did you mean 'Ida'? Anybody else goes by id.",
      },
    });
  });

  it('of an account may be a deleted one where that is allowed', async () => {
    space.records.ContactAccountRelations = [relation(7, person(7, 'Wile', { is_deleted: true }), true)];
    const { contact, contactsOf } = createLookups(client);
    const acme = { id: id(1), name: 'Acme' };
    expect(await contactsOf(acme)).toEqual([]);
    expect(await contact('Wile', [acme])).toMatchObject({ problem: { code: 'USAGE' } });
    expect(await contact('Wile', [acme], { allowDeleted: true })).toMatchObject({ found: { id: id(7) } });
  });
});

describe('the lists of a space', () => {
  const step = (n: number, sort_order: number, more: Row = {}): Row => ({
    ...{ id: id(n), name: `S${n}`, sort_order, percent: n, pipeline_id: id(1) },
    ...more,
  });

  it.each([
    ['as objects', [step(3, 2), step(2, 1), step(4, 3, { is_deleted: true })]],
    ['as links', [`http://h/api/v100/rest/spaces/s/entities/Steps/${id(3)}`]],
    ['not at all', undefined],
  ])('have the steps in order, when they come %s', async (_, steps) => {
    space.records.Pipelines = [{ id: id(1), name: 'Sales', steps }];
    space.records.Steps = [step(3, 2), step(2, 1), step(4, 3, { is_deleted: true })];
    const lookups = createLookups(client);
    expect((await lookups.steps()).map(({ name }) => name)).toEqual(['S2', 'S3']);
    expect((await lookups.steps(true)).map(({ name }) => name)).toEqual(['S2', 'S3', 'S4']);
    expect((await lookups.steps())[0]).toEqual({
      ...{ id: id(2), name: 'S2', detail: '2 %', percent: 2 },
      pipeline: { id: id(1), name: 'Sales' },
    });
  });

  it('have the types of a pipeline, whatever the case of its id', async () => {
    space.records.OpportunityTypes = [
      { id: id(2), name: 'T', pipeline_id: id(1).toUpperCase() },
      { id: id(3), name: 'U', pipeline_id: id(9) },
      { id: id(4), name: 'V', pipeline_id: id(1), is_deleted: true },
    ];
    const { types } = createLookups(client);
    const pipeline = { id: id(1), name: 'Sales' };
    expect((await types(pipeline)).map(({ name }) => name)).toEqual(['T']);
    expect((await types(pipeline, true)).map(({ name }) => name)).toEqual(['T', 'V']);
    expect(await types(undefined)).toHaveLength(2);
  });

  it('are fetched once', async () => {
    const { currencies, steps } = createLookups(client);
    const before = space.received.length;
    await Promise.all([currencies(), currencies(), steps()]);
    await steps();
    const asked = space.received.slice(before).map(({ path }) => path);
    expect(asked.filter(path => path === '/Currencies')).toHaveLength(1);
    expect(asked.filter(path => path === '/Pipelines')).toHaveLength(1);
  });
});

describe('the fields of opportunities', () => {
  const field = (api_name: string, more: Row = {}): Row => ({
    ...{ id: api_name, api_name, entity_name: 'Opportunity', name: api_name, type_id: 'input', system_required: true },
    ...more,
  });

  it.each<[string, Row, boolean | undefined]>([
    ['of the space itself', field('cf_x'), true],
    ['that may be left out', field('cf_x', { system_required: false }), false],
    ['that nobody can write', field('cf_x', { system_readonly: true }), false],
    ['that the server counts up', field('cf_x', { type_id: 'sequence' }), false],
    ['that is not published', field('cf_x', { is_published: false }), false],
    ['that is deleted', field('cf_x', { is_deleted: true }), undefined],
    ['that every space has', field('name'), false],
    ['without a word about that', { api_name: 'cf_x', entity_name: 'Opportunity' }, false],
  ])('are demanded or not: one %s', async (_, row, required) => {
    space.records.Fields = [row, field('cf_other', { entity_name: 'Account' })];
    expect((await createLookups(client).fields()).map(one => one.required)).toEqual(
      required === undefined ? [] : [required],
    );
  });

  it.each<[string, Row]>([
    ['of the server', { system_readonly: true }],
    ['that counts up', { type_id: 'sequence' }],
    ['that is not published', { is_published: false }],
  ])('are marked if nobody can write them: one %s', async (_, more) => {
    space.records.Fields = [field('cf_x', more), field('cf_y')];
    expect((await createLookups(client).fields()).map(one => one.readOnly ?? false)).toEqual([true, false]);
  });

  it('come with their label, their form, and their options in order', async () => {
    const option = (n: number, option_name: string, more: Row = {}) => ({ id: id(n), option_name, ...more });
    space.records.Fields = [
      field('cf_x', {
        ...{ name: 'Plain', translated_name: 'Übersetzt', type_id: 'dropdown', system_required: false },
        data_set: [
          option(1, 'B', { sort_order: 2 }),
          option(2, 'A', { sort_order: 1 }),
          option(3, 'C', { is_deleted: true }),
        ],
      }),
      field('cf_y', { translated_name: '', type_id: null, data_set: [`https://x/entities/Data/${id(1)}`] }),
    ];
    expect(await createLookups(client).fields()).toEqual([
      {
        ...{ api_name: 'cf_x', label: 'Übersetzt', otherLabel: 'Plain', type: 'dropdown', required: false },
        options: [
          { id: id(2), name: 'A' },
          { id: id(1), name: 'B' },
        ],
      },
      { api_name: 'cf_y', label: 'cf_y', type: undefined, required: true, options: [] },
    ]);
  });
});

describe('the rates', () => {
  const list = (n: number, valid_from: string, more: Row = {}): Row => ({ id: id(n), valid_from, ...more });
  const rate = (n: number, exchange_rate: unknown, of: number, more: Row = {}): Row => ({
    ...{ id: id(n), currency_id: id(9), currency_exchange_rate_list_id: id(of), exchange_rate },
    ...more,
  });

  it('are those of the newest list that is valid by then', async () => {
    space.records.CurrencyExchangeRatesLists = [
      list(1, '2019-01-01 00:00:00.000000+00:00'),
      list(2, '2024-01-01 00:00:00.000000+00:00'),
      list(3, '2024-06-01T00:00:00', { is_deleted: true }),
      list(4, '2026-05-05 00:00:00.000000+00:00'),
    ];
    space.records.CurrencyExchangeRates = [rate(5, 0.5, 1), rate(6, 0.9246, 2), rate(7, 7, 4)];
    const rateOn = async (today: string) => (await createLookups(client).rates(today)).get(id(9));
    expect(await Promise.all(['2018-12-31', '2019-01-01', '2026-05-04', '2026-05-05'].map(rateOn))).toEqual([
      ...[undefined, 0.5, 0.9246, 7],
    ]);
  });

  it('are none when nobody waits for them any longer', async () => {
    const enough = new AbortController();
    space.on('GET /CurrencyExchangeRatesLists', () => void enough.abort(), 1);
    expect([...(await createLookups(client).rates('2026-05-05', enough.signal))]).toEqual([]);
  });

  it('are none of another list, though the server sends them, nor deleted ones', async () => {
    space.on('GET /CurrencyExchangeRates', {
      body: { success: true, data: [rate(5, 0.5, 1), rate(6, 2, 4, { currency_id: id(8), is_deleted: true })] },
    });
    expect([...(await createLookups(client).rates('2026-05-05'))]).toEqual([]);
  });
});
