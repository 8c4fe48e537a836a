import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nested, pathInSpace } from '../../src/commands/calling.ts';
import { formatJson } from '../../src/wire/json.ts';
import { errorObject, type Home, makeHome, run } from '../support/run.ts';

const BASE = 'https://eu-central.api.pipelinersales.com/api/v100/rest/spaces/my_space';

describe('a path of the API', () => {
  it.each([
    ['Accounts', '/entities/Accounts'],
    ['/Accounts/1', '/entities/Accounts/1'],
    ['entities/Accounts?first=1', '/entities/Accounts?first=1'],
    ['/api/v100/rest/spaces/my_space/entities/Data', '/entities/Data'],
    [`${BASE}/entities/Accounts/1`, '/entities/Accounts/1'],
    ['Accounts?filter[name]=é', '/entities/Accounts?filter[name]=%C3%A9'],
  ])('%s means %s', (given, path) => expect(pathInSpace(given, BASE)).toBe(path));

  it.each([
    '..',
    '../other/entities/Accounts',
    'Accounts/../../x',
    'Accounts/%2e%2E/x',
    'Accounts/a%2Fb',
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

describe('the fields of a body', () => {
  const body = (...fields: [key: string, value: unknown][]) =>
    formatJson(nested(fields.map(([key, value]) => ({ key, value }))));

  it.each<[[string, unknown][], string]>([
    [[['a', 'x']], '{"a":"x"}'],
    [
      [
        ['v[b]', 1],
        ['v[c]', 2],
      ],
      '{"v":{"b":1,"c":2}}',
    ],
    [
      [
        ['l[]', 1],
        ['l[]', 2],
      ],
      '{"l":[1,2]}',
    ],
    [[['a[b][c]', 1]], '{"a":{"b":{"c":1}}}'],
    [[['__proto__', 1]], '{"__proto__":1}'],
  ])('%j are nested as %s', (fields, text) => expect(body(...fields)).toBe(text));

  it.each<[[string, unknown][]]>([
    [
      [
        ['a', 1],
        ['a', 2],
      ],
    ],
    [
      [
        ['a', 1],
        ['a[b]', 2],
      ],
    ],
    [
      [
        ['a[]', 1],
        ['a[b]', 2],
      ],
    ],
    [[['a[b', 1]]],
    [[['[a]', 1]]],
  ])('%j contradict each other or are no keys', fields => {
    expect(() => body(...fields)).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });
});

describe('pipeliner api', () => {
  let home: Home;
  let folder: string;
  const api = (...args: string[]) => run(['--sandbox', 'api', ...args], { home });

  beforeAll(() => {
    home = makeHome();
    folder = mkdtempSync(join(tmpdir(), 'pipeliner-api-'));
  });
  afterAll(() => {
    home.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  it('prints what the server answers', async () => {
    const { code, stdout } = await api('Clients?first=1');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ success: true, data: [{ email: 'john.doe@example.com' }] });
  });

  it('creates with -f, changes with -X patch, and tells the status with --include', async () => {
    const made = await api(
      'Accounts',
      '-f',
      'name=New',
      '-f',
      'owner_id=00000000-0000-0000-0000-000000011a7d',
      '--include',
    );
    expect(made.stderr).toContain('HTTP 201');
    const { id } = JSON.parse(made.stdout).data;
    const changed = await api(`Accounts/${id}`, '-X', 'patch', '-F', 'is_unsubscribed=true');
    expect(JSON.parse(changed.stdout).data).toMatchObject({ id, name: 'New', is_unsubscribed: true });
  });

  it('reads a body from a file, digit by digit, and sends nothing with --dry-run', async () => {
    const file = join(folder, 'body.json');
    writeFileSync(file, '{"n":12345678901234567890.10}');
    const { stdout, stderr } = await api('Accounts', '--input', file, '--dry-run');
    expect(stdout).toContain('"n": 12345678901234567890.10');
    expect(JSON.parse(stdout)).toMatchObject({ method: 'POST', path: expect.stringMatching(/\/entities\/Accounts$/) });
    expect(stderr).toContain('Nothing was sent.');
  });

  it('follows the pages of a list with --paginate', async () => {
    const { stdout } = await api('Contacts?first=50&include-deleted=true', '--paginate', '--format', 'ids');
    const ids = stdout.trim().split('\n');
    expect(ids).toHaveLength(150);
    expect(new Set(ids).size).toBe(150);
  });

  it('puts the fields of a GET into its query', async () => {
    const { stdout } = await api('Data', '-X', 'GET', '-f', 'filter[option_name]=Price');
    expect(JSON.parse(stdout).data).toMatchObject([{ option_name: 'Price' }]);
  });

  it.each([
    [['../x'], /no path/],
    [['Accounts', '-X', 'PUT'], /GET, POST, PATCH, DELETE/],
    [['Accounts', '-f', 'name'], /key=value/],
    [['Accounts', '--input', '/nowhere.json'], /does not exist/],
    [['Accounts', '--input', '/dev/null', '-f', 'a=b'], /both/],
    [['Accounts', '-f', 'a=b', '--paginate'], /Only a GET/],
    [['Accounts/1', '--paginate'], /one record/],
  ])('%j is refused before anything is sent', async (args, message) => {
    const ended = await api(...args, '--json', '--debug');
    expect(ended.code).toBe(2);
    expect(ended.stdout).toBe('');
    expect(ended.stderr).not.toMatch(/^(GET|POST) /m);
    expect(errorObject(ended).message).toMatch(message);
  });

  it('ends with the exit code of what the server says', async () => {
    expect((await api('Nothing')).code).toBe(5);
    expect((await api('Accounts', '-f', 'name=')).code).toBe(7);
  });
});
