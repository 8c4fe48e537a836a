import { describe, expect, it } from 'vitest';
import { pathInSpace } from '../../src/wire/path.ts';

const BASE = 'https://eu-central.api.pipelinersales.com/api/v100/rest/spaces/my_space';

describe('a path of the API', () => {
  it.each([
    ['Accounts', '/entities/Accounts'],
    ['/Accounts/1', '/entities/Accounts/1'],
    ['entities/Accounts?first=1', '/entities/Accounts?first=1'],
    ['/api/v100/rest/spaces/my_space/entities/Data', '/entities/Data'],
    [`${BASE}/entities/Accounts/1`, '/entities/Accounts/1'],
    ['Accounts?filter[name]=é', '/entities/Accounts?filter[name]=%C3%A9'],
    ['Accounts?filter[name]=../..//x', '/entities/Accounts?filter[name]=../..//x'],
    ['Accounts/100%25;x=1', '/entities/Accounts/100%25;x=1'],
    ['Accounts/..x', '/entities/Accounts/..x'],
    ['API/v100/rest/spaces/other', '/entities/API/v100/rest/spaces/other'],
  ])('%s means %s', (given, path) => expect(pathInSpace(given, BASE)).toBe(path));

  it.each([
    '..',
    '../other/entities/Accounts',
    'Accounts/../../x',
    'Accounts/%2e%2E/x',
    'Accounts/a%2Fb',
    'Accounts/..%5c..%5cx',
    'Accounts/%2e',
    // A gateway may read escapes once more, and take what follows a semicolon for a parameter.
    'Accounts/%252e%252e/x',
    'Accounts/%25252e%25252e/x',
    'Accounts/%252e%252e%252fx',
    `Accounts/%${'25'.repeat(20_000)}2e`,
    'Accounts/..;/..;/x',
    'Accounts/%2e%2e%3ba=b/x',
    'Accounts/%2e%2e/%2e%2e/%2e%2e/other/entities/Accounts',
    '/api/v100/rest/spaces/my_space/../other/entities/Accounts',
    '/api/v100/rest/spaces/other/entities/Accounts',
    '/api/v100/rest/spaces/my_space/entities/../../other',
    `${BASE}/../other/entities/Accounts`,
    `${BASE}2/entities/Accounts`,
    'https://eu-central.api.pipelinersales.com@evil.example/Accounts',
    'https://eu-central.api.pipelinersales.com//evil.example/Accounts',
    'https:/evil.example/Accounts',
    'file:///etc/passwd',
    '/\\evil.example/x',
    '///evil.example/x',
    'Accounts/\t../x',
    'Accounts/%00',
    'Accounts/%0d%0aX:%20y',
    'Accounts//1',
    'Accounts/%',
    '//evil.example/x',
    'https://evil.example/api/v100/rest/spaces/my_space/entities/Accounts',
    'http://eu-central.api.pipelinersales.com/api/v100/rest/spaces/my_space/entities/Accounts',
    'https://eu-central.api.pipelinersales.com.evil.example/x',
    '/api/v100/rest/spaces/my_space2/entities/Accounts',
    '/api/v100/rest/spaces',
    'Accounts\\..\\x',
    'Accounts 1',
    'Accounts#x',
    '',
  ])('%j leads out of the space', given => {
    expect(() => pathInSpace(given, BASE)).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });
});
