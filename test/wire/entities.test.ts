import { describe, expect, it } from 'vitest';
import { ENTITIES, parseLink, relationNames, relationOf, spacePath } from '../../src/wire/entities.ts';

const BASE = 'https://us-east.pipelinersales.com/api/v100/rest/spaces/nv3_PipelinerDev/entities';

describe('a link of the API', () => {
  it.each([
    [
      `${BASE}/Accounts/a456236f-6f23-0908-abfd-384aa0f62f9e`,
      { entity: 'Accounts', id: 'a456236f-6f23-0908-abfd-384aa0f62f9e' },
    ],
    [`${BASE}/Clients/a%2Fb`, { entity: 'Clients', id: 'a/b' }],
    ['http://127.0.0.1:8080/api/v100/rest/spaces/sandbox/entities/Steps/1', { entity: 'Steps', id: '1' }],
    ['https://eu.example/api/v101/rest/spaces/s/entities/SomethingNew/1', { entity: 'SomethingNew', id: '1' }],
  ])('%s is read', (text, link) => {
    expect(parseLink(text)).toEqual(link);
  });

  it.each([
    '',
    'Accounts/1',
    BASE,
    `${BASE}/Accounts`,
    `${BASE}/Accounts/`,
    `${BASE}/Accounts/1/2`,
    `${BASE}/Accounts/1?expand=owner`,
    `${BASE}/Accounts/1#x`,
    `${BASE}/Accounts/%E0%A4%A`,
    `${BASE}/Accounts/100%`,
    `see ${BASE}/Accounts/1`,
    'ftp://h/api/v100/rest/spaces/s/entities/Accounts/1',
    'https://app.pipelinersales.com/#/accounts/1',
  ])('%s is none', text => {
    expect(parseLink(text)).toBeUndefined();
  });
});

describe('a relation', () => {
  it('to one record stands beside its id', () => {
    expect(relationOf('Opportunities', 'owner')).toEqual({ to: 'Clients' });
    expect(relationOf('Accounts', 'parent_account')).toEqual({ to: 'Accounts' });
  });

  it('to many is found from the other side', () => {
    expect(relationOf('Pipelines', 'steps')).toEqual({ to: 'Steps', by: 'pipeline_id' });
    expect(relationOf('Opportunities', 'account_relations')).toEqual({
      to: 'LeadOpptyAccountRelations',
      by: 'lead_oppty_id',
    });
  });

  it.each(['name', 'owner_id', '', 'toString', 'constructor', '__proto__', 'hasOwnProperty'])('is not %j', field => {
    expect(relationOf('Opportunities', field)).toBeUndefined();
  });

  it('always leads to a collection that is known', () => {
    const loose = ENTITIES.flatMap(entity => relationNames(entity).map(field => relationOf(entity, field)?.to)).filter(
      to => to === undefined || !ENTITIES.includes(to),
    );
    expect(loose).toEqual([]);
  });
});

it.each([
  ['nv3_PipelinerDev', '/api/v100/rest/spaces/nv3_PipelinerDev'],
  ['a/../b', '/api/v100/rest/spaces/a%2F..%2Fb'],
])('the space %s lies at %s', (space, path) => {
  expect(spacePath(space)).toBe(path);
});
