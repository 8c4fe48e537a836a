import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { type Client, createClient } from '../../src/api/index.ts';
import type { KINDS } from '../../src/records/kinds.ts';
import { createLookups } from '../../src/records/lookups.ts';
import type { Row } from '../../src/wire/entities.ts';
import { useFakeSpace } from '../support/hooks.ts';
import { hangUp, lineTo } from '../support/line.ts';
import type { Received } from '../support/server.ts';

const space = useFakeSpace('all');
let client: Client;
let requests: string[] = [];
afterAll(hangUp);
beforeEach(() => {
  client = createClient('my_space', lineTo(space.url));
  requests = [];
});

/** A server that compares as the API does: without a word on the operator exactly, else by what the text holds. */
const searching =
  (rows: readonly Row[]) =>
  ({ query }: Received) => {
    const field = [...query.keys()].flatMap(key => /^filter\[(.+)\]$/.exec(key)?.[1] ?? [])[0]!;
    const [op, value] = [query.get(`filter-op[${field}]`), query.get(`filter[${field}]`)!.toLowerCase()];
    requests.push(`${field} ${op} ${value}`);
    const fits = (text: string) =>
      op === 'icontains' ? text.includes(value) : op === 'istarts' ? text.startsWith(value) : text === value;
    return { body: { success: true, data: rows.filter(row => fits(String(row[field] ?? '').toLowerCase())) } };
  };

async function messageOf(kind: keyof typeof KINDS, words: string) {
  const result = await createLookups(client).find(kind, words, '--x');
  return 'problem' in result ? result.problem.message : expect.fail(`${words} was found`);
}

const ACCOUNTS = [
  { id: 'a1', name: 'Harborlight Foods', city: 'Bristol', email1: 'info@harborlight.example' },
  { id: 'a2', name: 'Harborlight Foods', city: 'Halifax' },
  { id: 'a3', name: 'Ziemann and Sons' },
  { id: 'a4', name: 'Harbor Hotels', is_archived: true },
  { id: 'a5', name: 'Ziegler' },
];

describe('a name that nothing has', () => {
  it.each([
    ['Harborlight', 'Harborlight Foods (Bristol), Harborlight Foods (Halifax)'],
    ['harborlight food', 'Harborlight Foods (Bristol), Harborlight Foods (Halifax)'],
    ['Harborlight Drinks', 'Harborlight Foods (Bristol), Harborlight Foods (Halifax)'],
    ['Zieman and Sons', 'Ziemann and Sons'],
  ])('%s comes with those that are similar, by one more request', async (words, similar) => {
    space.on('GET /Accounts', searching(ACCOUNTS));
    expect(await messageOf('account', words)).toBe(`No account is called exactly '${words}'. Similar: ${similar}.`);
    expect(requests).toHaveLength(2);
  });

  it('is looked for among every kind of record', async () => {
    space.on('GET /Contacts', searching([{ id: 'c1', first_name: 'Ida', last_name: 'Ziemann' }]));
    space.on('GET /SalesUnits', searching([{ id: 'u1', name: 'Northern Sales' }]));
    space.on('GET /Clients', searching([{ id: 'o1', name: 'John Doe', email: 'john.doe@example.com', type: 0 }]));
    expect(await messageOf('contact', 'Ida')).toBe("No contact is called exactly 'Ida'. Similar: Ida Ziemann.");
    expect(await messageOf('contact', 'Ida Zieman')).toContain('Similar: Ida Ziemann.');
    expect(await messageOf('unit', 'North')).toBe("No sales unit is called exactly 'North'. Similar: Northern Sales.");
    expect(await messageOf('client', 'john.doe@example.org')).toBe(
      "No client has exactly the e-mail 'john.doe@example.org'. Similar: John Doe (john.doe@example.com).",
    );
  });

  it.each(['Acme', 'Ziegelwerk GmbH'])('%s has none that is similar', async words => {
    space.on('GET /Accounts', searching(ACCOUNTS));
    expect(await messageOf('account', words)).toBe(`No account is called '${words}'`);
  });

  it('is told all the same when the list is refused', async () => {
    space.on('GET /Accounts', ({ query }) =>
      [...query.values()].includes('icontains')
        ? { status: 403, body: { success: false, http_status: 403, name: 'X', message: 'no' } }
        : { body: { success: true, data: [] } },
    );
    expect(await messageOf('account', 'Acme')).toBe("No account is called 'Acme'");
  });
});
