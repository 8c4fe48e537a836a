import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { answering, clientOnLine, ORIGIN, ROOT } from '../support/api.ts';
import { fixture } from '../support/fixture.ts';
import { withoutNetwork } from '../support/no-network.ts';

withoutNetwork();

const EMPTY = fixture('portal-list-empty');
const ACCOUNT = '{"success":true,"data":{"id":"a1b7e0c3-52d4-0f6a-9b8e-0d3c4f5a6b71","name":"Ziemann and Sons"}}';

describe('a request', () => {
  it('signs in with the Basic header and asks for plain JSON', async () => {
    const seen = answering('GET', [200, EMPTY]);
    await clientOnLine().client.list('Clients');
    expect(seen[0]?.headers).toMatchObject({
      authorization: 'Basic dXNlcjpzZWNyZXQ=',
      accept: 'application/json',
      'accept-encoding': 'identity',
      'user-agent': 'pipeliner-cli',
    });
    expect(seen[0]?.headers).not.toHaveProperty('content-type');
  });

  it('names its media type without spaces when it has a body', async () => {
    const seen = answering('POST', [201, ACCOUNT]);
    await clientOnLine().client.create('Accounts', { name: 'Ziemann and Sons' });
    expect(seen[0]?.headers['content-type']).toBe('application/json');
  });

  it('escapes what does not belong into a path', async () => {
    const seen = answering('GET', [200, ACCOUNT]);
    await clientOnLine().client.get('Accounts', '../Clients?x#y');
    expect(seen[0]?.path).toBe(`${ROOT}/entities/Accounts/..%2FClients%3Fx%23y`);
  });

  it('leaves nobody behind who listens to signals that outlive it', async () => {
    answering('GET', [200, EMPTY], [404, EMPTY]);
    const { client, line } = clientOnLine();
    await client.list('Clients');
    await client.list('Clients').catch(() => {});
    expect([line.signal, line.halt].flatMap(signal => getEventListeners(signal, 'abort'))).toEqual([]);
  });

  it('never leaves its space', () => {
    expect(clientOnLine().client.base).toBe(`${ORIGIN}${ROOT}`);
  });
});

describe('a list', () => {
  it('asks the collection alone when nothing else is wanted', async () => {
    const seen = answering('GET', [200, EMPTY]);
    await clientOnLine().client.list('Clients');
    expect(seen[0]?.path).toBe(`${ROOT}/entities/Clients`);
  });

  it('writes every parameter under its name on the wire, percent-encoded', async () => {
    const seen = answering('GET', [200, EMPTY]);
    await clientOnLine().client.list('Pipelines', {
      filter: [
        { field: 'name', op: 'contains', value: 'Test Pipeline' },
        { field: 'color', op: 'not-null' },
      ],
      expand: ['steps', 'steps.pipeline'],
      loadOnly: ['id', 'steps.name'],
      orderBy: ['created', '-modified'],
      first: 30,
      after: 'WyIwMSIsIj8/Pj4+Il0+/w==',
      includeDeleted: false,
    });
    expect(seen[0]?.path).toBe(
      `${ROOT}/entities/Pipelines?filter-op%5Bname%5D=contains&filter%5Bname%5D=Test%20Pipeline` +
        '&filter-op%5Bcolor%5D=not-null&filter%5Bcolor%5D=' +
        '&order-by=created%2C-modified&expand=steps%2Csteps.pipeline&load-only=id%2Csteps.name' +
        '&first=30&after=WyIwMSIsIj8%2FPj4%2BIl0%2B%2Fw%3D%3D&include-deleted=false',
    );
  });

  it('gives the rows as they came, how many there are, and where the next page begins', async () => {
    answering('GET', [200, fixture('portal-list-page-1')]);
    const page = await clientOnLine().client.list('Accounts');
    expect(page).toEqual({
      rows: JSON.parse(fixture('portal-list-page-1')).data,
      total: 5,
      next: 'WyIwMSIsIj8/Pj4+Il0+/w==',
      info: expect.objectContaining({ has_next_page: true }),
    });
  });

  it('has no next page on the last one, which has a cursor all the same', async () => {
    answering('GET', [200, fixture('portal-list-page-3')]);
    const page = await clientOnLine().client.list('Accounts');
    expect(page.rows).toHaveLength(1);
    expect(page.next).toBeUndefined();
  });

  it('does without page_info and total', async () => {
    answering('GET', [200, '{"success":true,"data":[{"id":"1"}]}']);
    expect(await clientOnLine().client.list('Accounts')).toEqual({ rows: [{ id: '1' }] });
  });

  it('does without fields that load-only left out, and keeps those nobody knows', async () => {
    const rows = [{ default_unit_id: null }, { id: 'x', cf_mood: { deep: [1, null] }, email: '' }];
    answering('GET', [200, JSON.stringify({ success: true, data: rows })]);
    expect((await clientOnLine().client.list('Clients')).rows).toEqual(rows);
  });
});

describe('a record', () => {
  it('is read by its id, with what is asked to be expanded', async () => {
    const seen = answering('GET', [200, ACCOUNT]);
    const row = await clientOnLine().client.get('Accounts', 'a1b7e0c3-52d4-0f6a-9b8e-0d3c4f5a6b71', {
      expand: ['owner'],
    });
    expect(seen[0]?.path).toBe(`${ROOT}/entities/Accounts/a1b7e0c3-52d4-0f6a-9b8e-0d3c4f5a6b71?expand=owner`);
    expect(row).toEqual({ id: 'a1b7e0c3-52d4-0f6a-9b8e-0d3c4f5a6b71', name: 'Ziemann and Sons' });
  });

  it('keeps the order of its fields', async () => {
    answering('GET', [200, '{"success":true,"data":{"zebra":1,"name":"A","cf_x":2,"id":"1"}}']);
    expect(Object.keys(await clientOnLine().client.get('Accounts', '1'))).toEqual(['zebra', 'name', 'cf_x', 'id']);
  });

  it('is created with one POST and given back as the server stored it', async () => {
    const seen = answering('POST', [201, fixture('create-opportunity.opportunity-201')]);
    const body = {
      name: 'New machine',
      value: { base_value: 100, currency_id: 'c4ca4238-a0b9-0382-0dcc-509a6f75849b' },
    };
    const row = await clientOnLine().client.create('Opportunities', body, { validationLevel: 18 });
    expect(seen.map(({ path, body }) => ({ path, body }))).toEqual([
      { path: `${ROOT}/entities/Opportunities?validation-level=18`, body: JSON.stringify(body) },
    ]);
    expect(row).toEqual(JSON.parse(fixture('create-opportunity.opportunity-201')).data);
  });
});

describe('any other call', () => {
  it.each(['GET', 'POST', 'PATCH', 'DELETE'] as const)(
    '%s goes to its path in the space and gives the whole body',
    async method => {
      const seen = answering(method, [200, '{"success":true,"data":"id-1","more":[1]}']);
      const body = method === 'GET' || method === 'DELETE' ? undefined : [{ id: 'id-1' }];
      const answer = await clientOnLine().client.request(method, '/entities/Data/id-1?rollback-method=1', body);
      expect(seen.map(({ path, body }) => ({ path, body }))).toEqual([
        { path: `${ROOT}/entities/Data/id-1?rollback-method=1`, body: body ? JSON.stringify(body) : '' },
      ]);
      expect(answer).toEqual({ success: true, data: 'id-1', more: [1] });
    },
  );
});

describe('a change', () => {
  const account = 'a1b7e0c3-52d4-0f6a-9b8e-0d3c4f5a6b71';

  it('of some fields sends these alone and gives the record as it is stored', async () => {
    const seen = answering('PATCH', [200, ACCOUNT]);
    const row = await clientOnLine().client.update('Accounts', account, { name: 'Ziemann' }, { validationLevel: 2 });
    expect(seen[0]).toMatchObject({
      path: `${ROOT}/entities/Accounts/${account}?validation-level=2`,
      body: '{"name":"Ziemann"}',
    });
    expect(row.name).toBe('Ziemann and Sons');
  });

  it('that deletes has no body', async () => {
    const seen = answering('DELETE', [200, `{"success":true,"data":"${account}"}`]);
    await clientOnLine().client.remove('Accounts', account);
    expect(seen[0]).toMatchObject({ path: `${ROOT}/entities/Accounts/${account}`, body: '' });
  });

  it('that restores is a batch of one, undone whole if it is refused', async () => {
    const seen = answering('POST', [200, `{"success":true,"data":["${account}"]}`]);
    await clientOnLine().client.restore('Accounts', account);
    expect(seen[0]).toMatchObject({
      path: `${ROOT}/entities/Accounts/batch-restore?rollback-method=0`,
      body: `["${account}"]`,
    });
  });

  it('that restores is refused by an error in place of its id', async () => {
    const refusal = { code: 40000, message: 'Gone for good', entity_id: account };
    answering('POST', [200, JSON.stringify({ success: true, data: [refusal] })]);
    await expect(clientOnLine().client.restore('Accounts', account)).rejects.toMatchObject({ code: 'REJECTED' });
  });

  it.each(['PATCH', 'DELETE', 'POST'] as const)('whose answer cannot be read is unknown: %s', async method => {
    answering(method, [200, '{"success":tr']);
    const { client } = clientOnLine();
    const send = {
      PATCH: () => client.update('Accounts', account, {}),
      DELETE: () => client.remove('Accounts', account),
      POST: () => client.restore('Accounts', account),
    };
    await expect(send[method]()).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN', retrySafe: false });
  });
});
