import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import nock from 'nock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAccess } from '../../src/access/access.ts';
import { type Client, createClient } from '../../src/api/index.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/http/server.ts';
import { isId } from '../../src/values/ids.ts';
import { parseLink, type Row } from '../../src/wire/entities.ts';
import { failureOf } from '../support/failure.ts';
import { fixture } from '../support/fixture.ts';
import { hangUp, lineTo } from '../support/line.ts';

/** A server that knows John Doe, the pipeline "Test Pipeline" and the account of info@ziemann-and-sons.de. */
interface Place {
  name: string;
  open(): Promise<Client>;
  close(): Promise<void>;
}

const ORIGIN = 'https://us-east.api.pipelinersales.com';
const SPACE = 'nv3_PipelinerDev';

/** The documentation as a server: each payload under the call that it is the sample answer of. */
const documentation: Place = {
  name: 'the documentation',
  open: async () => {
    nock.disableNetConnect();
    const at = (collection: string) => (uri: string) =>
      new RegExp(`^/api/v100/rest/spaces/${SPACE}/entities/${collection}(\\?|$)`).test(uri);
    const server = nock(ORIGIN, { reqheaders: { authorization: `Basic ${btoa('user:secret')}` } }).persist();
    const lists = {
      Clients: 'clients',
      Pipelines: 'pipelines',
      ContactAccountRelations: 'contact-account-relations',
      Currencies: 'currencies',
    };
    for (const [collection, name] of Object.entries(lists)) {
      server.get(at(collection)).reply(200, fixture(`create-opportunity.${name}`));
    }
    const cursors = [1, 2].map(page => JSON.parse(fixture(`portal-list-page-${page}`)).page_info.end_cursor as string);
    const accounts = (test: (query: URLSearchParams) => boolean) =>
      server.get(uri => at('Accounts')(uri) && test(new URL(uri, ORIGIN).searchParams));
    accounts(query => query.has('filter[email1]')).reply(200, fixture('create-opportunity.accounts'));
    accounts(query => query.has('first') && !query.has('after')).reply(200, fixture('portal-list-page-1'));
    accounts(query => query.get('after') === cursors[0]).reply(200, fixture('portal-list-page-2'));
    accounts(query => query.get('after') === cursors[1]).reply(200, fixture('portal-list-page-3'));
    server.get(/\/entities\/Accounts\/[^?]+$/).reply(404, '{"success":false,"code":404,"message":"Entity not found."}');
    const primaries = (body: Row) => (body.account_relations as Row[]).filter(one => one.is_primary === true).length;
    const owned = (body: Row) => body.owner_id === JOHN;
    const post = (test: (body: Row) => boolean) => server.post(at('Opportunities'), body => test(body as Row));
    post(body => primaries(body) !== 1).reply(400, fixture('create-opportunity.primary-error'));
    post(body => !owned(body)).reply(422, fixture('validation-error-422'));
    post(body => owned(body) && primaries(body) === 1).reply(201, fixture('create-opportunity.opportunity-201'));
    return createClient(SPACE, lineTo(ORIGIN));
  },
  close: async () => {
    await hangUp();
    const unused = nock.pendingMocks();
    nock.cleanAll();
    expect(unused).toEqual([]);
    nock.restore();
    nock.enableNetConnect();
  },
};

let folder: string;
let running: Sandbox;
const sandbox: Place = {
  name: 'the sandbox',
  open: async () => {
    nock.restore();
    folder = await mkdtemp(join(tmpdir(), 'contract-'));
    running = await startSandbox({
      statePath: join(folder, 'space.json'),
      now: () => new Date('2026-01-20T09:16:02Z'),
    });
    const { origin, space, authorization } = createAccess(
      running.url,
      running.space,
      running.username,
      running.password,
    );
    return createClient(space, lineTo(origin, { authorization }));
  },
  close: async () => {
    await hangUp();
    await running.close();
    await rm(folder, { recursive: true });
  },
};

const JOHN = '00000000-0000-0000-0000-000000011a7d';
const NOBODY = '00000000-0000-0000-0000-00000000dead';

describe.each([documentation, sandbox])('$name', place => {
  let client: Client;
  beforeAll(async () => {
    client = await place.open();
  });
  afterAll(() => place.close());

  const one = (rows: Row[]): Row => {
    expect(rows).toHaveLength(1);
    return rows[0]!;
  };

  /** The tutorial's steps, one look-up after the other. */
  async function tutorial(): Promise<Row> {
    const owner = one(
      (
        await client.list('Clients', {
          loadOnly: ['id', 'default_unit_id'],
          filter: [{ field: 'email', value: 'john.doe@example.com' }],
        })
      ).rows,
    );
    const pipeline = one(
      (
        await client.list('Pipelines', {
          expand: ['steps'],
          filter: [{ field: 'name', op: 'contains', value: 'Test Pipeline' }],
        })
      ).rows,
    );
    const account = one(
      (
        await client.list('Accounts', {
          includeDeleted: false,
          filter: [{ field: 'email1', value: 'info@ziemann-and-sons.de' }],
        })
      ).rows,
    );
    const relations = (
      await client.list('ContactAccountRelations', { filter: [{ field: 'account_id', value: String(account.id) }] })
    ).rows;
    const currency = one((await client.list('Currencies', { filter: [{ field: 'is_base', value: 'true' }] })).rows);
    const steps = [...(pipeline.steps as Row[])].sort((a, b) => Number(a.sort_order) - Number(b.sort_order));
    return {
      name: 'New machine',
      owner_id: owner.id,
      closing_date: '2026-03-31',
      step_id: steps[0]?.id,
      value: { base_value: 100, currency_id: currency.id },
      account_relations: [{ account_id: account.id, is_primary: true }],
      contact_relations: [{ contact_id: relations[0]?.contact_id, is_primary: true }],
    };
  }

  it('finds a user by the e-mail, with the two fields that were asked for', async () => {
    const { rows } = await client.list('Clients', {
      loadOnly: ['id', 'default_unit_id'],
      filter: [{ field: 'email', value: 'john.doe@example.com' }],
    });
    expect(one(rows)).toEqual({ id: JOHN, default_unit_id: 'aba4a358-f3f8-4f55-b3ed-dd5cf589103b' });
  });

  it('finds a pipeline by a part of its name, with its steps as records', async () => {
    const { rows } = await client.list('Pipelines', {
      expand: ['steps'],
      filter: [{ field: 'name', op: 'contains', value: 'Test Pipeline' }],
    });
    const pipeline = one(rows);
    expect(pipeline).toMatchObject({
      ...{ id: '90be8a83-bae8-401d-9e5e-c4564a986270', color: 16233984, revision: 66001 },
      ...{ created: '2020-08-12 15:00:21.732550+00:00', modified: '2020-09-25 10:48:29.825069+00:00' },
    });
    const first = (pipeline.steps as Row[]).find(step => step.sort_order === 0);
    expect(first).toMatchObject({
      name: 'First',
      percent: 15,
      timeframe: null,
      pipeline_id: pipeline.id,
      is_deleted: false,
    });
    expect(parseLink(String(first?.pipeline))).toEqual({ entity: 'Pipelines', id: pipeline.id });
  });

  it('finds an account by its e-mail, its relations as links with the ids beside them', async () => {
    const { rows } = await client.list('Accounts', {
      includeDeleted: false,
      filter: [{ field: 'email1', value: 'info@ziemann-and-sons.de' }],
    });
    const account = one(rows);
    expect(account).toMatchObject({ name: 'Ziemann and Sons', comments: '', is_archived: false, is_deleted: false });
    expect(parseLink(String(account.owner))).toEqual({ entity: 'Clients', id: account.owner_id });
    expect(account.parent_account).toBeNull();
  });

  it('links accounts with their contacts', async () => {
    const body = await tutorial();
    const [{ account_id }] = body.account_relations as [Row];
    const { rows } = await client.list('ContactAccountRelations', {
      filter: [{ field: 'account_id', value: String(account_id) }],
    });
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) {
      expect(row.account_id).toBe(account_id);
      expect(parseLink(String(row.contact))).toEqual({ entity: 'Contacts', id: row.contact_id });
      expect(typeof row.is_primary).toBe('boolean');
    }
  });

  it('has exactly one base currency, which cannot be deleted', async () => {
    const { rows } = await client.list('Currencies', { filter: [{ field: 'is_base', value: 'true' }] });
    expect(one(rows)).toMatchObject({ code: 'USD', symbol: '$', is_base: true, is_delete_protected: true });
  });

  it('creates the tutorial’s opportunity and answers with the whole of it', async () => {
    const body = await tutorial();
    const row = await client.create('Opportunities', body);
    const currency_id = (body.value as Row).currency_id;
    expect(row).toMatchObject({
      name: 'New machine',
      closing_date: '2026-03-31',
      owner_id: JOHN,
      step_id: body.step_id,
      status: 1,
      is_deleted: false,
      is_archived: false,
      value: { base_value: 100, value_foreign: 100, currency_id },
      table_name: 'opportunity',
    });
    expect(isId(String(row.id))).toBe(true);
    for (const [field, entity] of [
      ['owner', 'Clients'],
      ['step', 'Steps'],
      ['unit', 'SalesUnits'],
      ['oppty_type', 'OpportunityTypes'],
    ] as const) {
      expect(parseLink(String(row[field]))).toEqual({ entity, id: row[`${field}_id`] });
    }
    const [account, contact] = [row.account_relations, row.contact_relations] as [string[], string[]];
    expect(account.map(link => parseLink(link)?.entity)).toEqual(['LeadOpptyAccountRelations']);
    expect(contact.map(link => parseLink(link)?.entity)).toEqual(['LeadOpptyContactRelations']);
    const [{ account_id }] = body.account_relations as [Row];
    expect(parseLink(String(row.primary_account))).toEqual({ entity: 'Accounts', id: account_id });
    expect(String(row.created)).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}\+00:00$/);
  });

  it('refuses two primary accounts, and says which field is wrong', async () => {
    const body = await tutorial();
    const [account] = body.account_relations as [Row];
    const error = await failureOf(client.create('Opportunities', { ...body, account_relations: [account, account] }));
    expect(error).toMatchObject({ code: 'REJECTED', exit: 7, field: 'account_relations' });
    expect(error.message).toContain("Exactly one 'is_primary' item must be set.");
  });

  it('refuses an owner it does not know, and says which field is wrong', async () => {
    const error = await failureOf(client.create('Opportunities', { ...(await tutorial()), owner_id: NOBODY }));
    expect(error).toMatchObject({ code: 'REJECTED', exit: 7, status: 422, field: 'owner_id' });
    expect(error.message).toMatch(new RegExp(`^Relation \\w+\\.owner_id=${NOBODY} to Client doesn't exist!$`));
  });

  it('does not find a record that is not there', async () => {
    expect(await failureOf(client.get('Accounts', NOBODY))).toMatchObject({ code: 'NOT_FOUND', exit: 5, status: 404 });
  });

  it('lists page by page, without a record lost or doubled', async () => {
    const ids: unknown[] = [];
    for await (const row of client.all('Accounts', { first: 2, orderBy: ['name'] })) ids.push(row.id);
    const page = await client.list('Accounts', { first: 2, orderBy: ['name'] });
    expect(page.rows).toHaveLength(2);
    expect(page.next).toEqual(expect.any(String));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBe(page.total);
  });
});
