import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseFaults } from '../../../src/sandbox/faults/faults.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/http/server.ts';
import { draftsIn } from '../../support/draft-folder.ts';
import { useFakeSpace, useFolder } from '../../support/hooks.ts';
import { runHere } from '../../support/host.ts';
import { createLine, IDS } from '../../support/opportunity.ts';
import type { FakeSpace } from '../../support/server.ts';

const NOW = new Date('2026-05-04T10:20:30.456Z');

const folder = useFolder();
const servers: Sandbox[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

/** The variables that lead to a space, which fails as the rules have it. Its records stay for the next one. */
async function spaceThat(...rules: string[]): Promise<{ env: Record<string, string>; base: string }> {
  const state = join(folder.path, 'space.json');
  const server = await startSandbox({ statePath: state, now: () => NOW, faults: parseFaults(rules), port });
  servers.push(server);
  port ||= Number(new URL(server.url).port);
  const env = {
    PIPELINER_URL: server.url,
    PIPELINER_SPACE: server.space,
    PIPELINER_USERNAME: server.username,
    PIPELINER_PASSWORD: server.password,
  };
  return { env, base: `${server.url}/api/v100/rest/spaces/${server.space}` };
}
let port = 0;
beforeEach(() => {
  port = 0;
});
/** The same space without its faults. */
async function healed(): Promise<Record<string, string>> {
  await servers.pop()!.close();
  return (await spaceThat()).env;
}

const drafts = join('pipeliner', 'drafts');
const files = () => readdirSync(join(folder.path, drafts)).filter(name => name.endsWith('.json'));
const all = async () => (await draftsIn(join(folder.path, drafts), () => NOW).all()).drafts;

/** Puts a draft there as some wizard left it. */
function keep(id: string, change: object = {}): void {
  mkdirSync(join(folder.path, drafts), { recursive: true, mode: 0o700 });
  const times = { started: '2026-05-04T10:00:00Z', saved: '2026-05-04T10:15:00Z' };
  const kept = { id, space: 'sandbox', ...times, state: 'open', holder: 'x', draft: DEAL, ...change };
  writeFileSync(join(folder.path, drafts, `${id}.json`), JSON.stringify(kept), { mode: 0o600 });
}
const DEAL = {
  name: 'New machine',
  owner: { id: IDS.johnDoe, name: 'John Doe', detail: 'john.doe@example.com' },
  step: { id: IDS.firstStep, name: 'First' },
  accounts: [{ id: IDS.ziemann, name: 'Ziemann and Sons', detail: 'Coronda' }],
  value: '12500.50',
  closing_date: '2026-12-31',
};
const { value: _, closing_date: __, ...OPEN } = DEAL;

const here = (words: readonly string[], env: Record<string, string> = {}) =>
  runHere(words, { env, folder: folder.path });
const resume = (env: Record<string, string>, ...more: string[]) => here(['oppty', 'create', '--resume', ...more], env);
const errorOf = ({ stderr }: { stderr: string }) => JSON.parse(stderr.trimEnd().split('\n').at(-1)!).error;
const opportunities = async (env: Record<string, string>) =>
  JSON.parse((await here(['api', 'Opportunities?order-by=-created&first=5'], env)).stdout).data.filter(
    ({ created }: { created: string }) => created.startsWith('2026-05-04'),
  );

describe('pipeliner drafts', () => {
  it('says that there is none', async () => {
    expect(await here(['drafts'])).toEqual({ code: 0, stdout: '', stderr: 'There are no drafts.\n' });
    expect(await here(['drafts', '--json'])).toMatchObject({ code: 0, stdout: '[]\n' });
  });

  it('lists those of all spaces, the newest first, with what is open', async () => {
    keep('b2b2', { draft: OPEN });
    keep('c3c3', { space: 'https://x.example/api', profile: 'work', saved: '2026-05-04T10:16:00Z', state: 'unknown' });
    const { code, stdout, stderr } = await here(['drafts', 'list', '--json']);
    expect([code, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toMatchObject([
      { id: 'c3c3', state: 'unknown', open: [], space: 'https://x.example/api', profile: 'work' },
      { id: 'b2b2', name: 'New machine', state: 'open', open: ['Value', 'Closing date'], space: 'sandbox' },
    ]);
    expect((await here(['drafts', '--format', 'ids'])).stdout).toBe('c3c3\nb2b2\n');
  });

  it('names what is damaged, and lists the others', async () => {
    keep('b2b2');
    writeFileSync(join(folder.path, drafts, 'bad.json'), '{', { mode: 0o600 });
    const { code, stdout, stderr } = await here(['drafts', '--format', 'ids']);
    expect([code, stdout]).toEqual([0, 'b2b2\n']);
    expect(stderr).toContain(join(folder.path, drafts, 'bad.json'));
  });

  it('shows the answers by their names, and the command line', async () => {
    keep('b2b2', {
      validationLevel: 4,
      clientKey: { field: 'cf_contract_no', key: '7' },
      draft: { ...DEAL, contacts: [] },
    });
    const { code, stdout, stderr } = await here(['drafts', 'show', 'b2b2']);
    expect(code).toBe(0);
    expect(stdout).toContain('owner\tJohn Doe (john.doe@example.com)\n');
    expect(stdout).toContain('primary contact\tnone\n');
    expect(stdout).toContain('value\t12,500.50\n');
    expect(stderr).toContain('pipeliner --sandbox oppty create --owner john.doe@example.com');
    expect(stderr).toContain('--client-key cf_contract_no=7 --validation-level 4\n');
    expect(stderr).toContain('pipeliner --sandbox oppty create --resume b2b2\n');
    const record = JSON.parse((await here(['drafts', 'show', 'b2b2', '--json'])).stdout);
    expect(record).toMatchObject({ id: 'b2b2', state: 'open', draft: { value: '12500.50' } });
  });

  it('shows one that was sent without the command that would create it twice', async () => {
    keep('b2b2', { state: 'unknown' });
    const { stderr } = await here(['drafts', 'show', 'b2b2']);
    const resume = 'pipeliner --sandbox oppty create --resume b2b2';
    expect(stderr.match(/pipeliner .*/g)).toEqual([resume]);
    expect(JSON.parse((await here(['drafts', 'show', 'b2b2', '--json'])).stdout)).toMatchObject({ command: resume });
  });

  it('shows none that is not there', async () => {
    expect(await here(['drafts', 'show', 'k3f9'])).toMatchObject({ code: 5, stdout: '' });
  });

  it('removes what is named, once somebody has said yes', async () => {
    for (const id of ['b2b2', 'c3c3', 'd4d4']) keep(id);
    expect(await here(['drafts', 'rm', 'b2b2'])).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') });
    expect(await here(['drafts', 'rm', 'b2b2', 'k3f9', '--yes'])).toMatchObject({ code: 5 });
    expect(files()).toHaveLength(3);
    expect(await here(['drafts', 'rm', 'b2b2', '--yes'])).toMatchObject({ code: 0, stdout: '' });
    expect(files()).toEqual(['c3c3.json', 'd4d4.json']);
    expect(await here(['drafts', 'rm', '--all', '--yes'])).toMatchObject({ code: 0 });
    expect(files()).toEqual([]);
  });

  it.each([[[]], [['b2b2', '--all']]])('removes nothing for %j', async words => {
    keep('b2b2');
    expect(await here(['drafts', 'rm', ...words, '--yes'])).toMatchObject({ code: 2 });
    expect(files()).toHaveLength(1);
  });
});

describe('oppty create --resume', () => {
  it('makes what lacks nothing, and the draft is gone', async () => {
    const { env, base } = await spaceThat();
    keep('b2b2', { space: base });
    const { code, stdout } = await resume(env, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ name: 'New machine', value: { base_value: 12500.5 } });
    expect(files()).toEqual([]);
  });

  it('takes the last of this space without a name, and another by its id', async () => {
    const { env, base } = await spaceThat();
    keep('b2b2', { space: base, draft: { ...DEAL, name: 'Older' } });
    keep('c3c3', { space: base, saved: '2026-05-04T10:16:00Z' });
    keep('d4d4', { saved: '2026-05-04T10:17:00Z' });
    expect(JSON.parse((await resume(env, '--json')).stdout).name).toBe('New machine');
    expect(JSON.parse((await resume(env, 'b2b2', '--json')).stdout).name).toBe('Older');
    expect(files()).toEqual(['d4d4.json']);
  });

  it('takes flags, which win', async () => {
    const { env, base } = await spaceThat();
    keep('b2b2', { space: base, draft: { ...OPEN, value: '1' } });
    const { stdout } = await resume(env, '--json', '--value', '2', '--closing-date', '2026-11-11');
    expect(JSON.parse(stdout)).toMatchObject({
      name: 'New machine',
      closing_date: '2026-11-11',
      value: { base_value: 2 },
    });
  });

  it('without anybody to ask names what is missing, and the line that repeats the flags', async () => {
    const { env, base } = await spaceThat();
    keep('b2b2', { space: base, draft: OPEN });
    const ended = await resume(env, '--json', '--closing-date', 'eoy');
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(errorOf(ended)).toMatchObject({ code: 'MISSING_INPUT', details: [{ flag: '--value' }] });
    expect(errorOf(ended).hint).toContain("--resume b2b2 --closing-date 2026-12-31 --value '<amount>'");
    expect((await all())[0]).toMatchObject({ state: 'open', draft: { name: 'New machine' } });
  });

  it.each(['b2b2', undefined])('of no draft (%s) is NOT_FOUND and says what to do', async id => {
    const { env } = await spaceThat();
    const ended = await resume(env, ...(id ? [id] : []), '--json');
    expect(ended).toMatchObject({ code: 5, stdout: '' });
    expect(errorOf(ended)).toMatchObject({ code: 'NOT_FOUND', hint: expect.stringContaining('pipeliner') });
  });

  it.each([
    ['the sandbox', { space: 'sandbox' }, 'pipeliner --sandbox oppty create --resume b2b2'],
    [
      'a profile',
      { space: 'https://x.example/api', profile: 'work' },
      'pipeliner --profile work oppty create --resume b2b2',
    ],
    ['variables', { space: 'https://x.example/api' }, 'PIPELINER_URL'],
  ])('of a draft for %s elsewhere is refused with the command that fits', async (_, about, fitting) => {
    keep('b2b2', about);
    for (const { env } of [await spaceThat(), { env: {} }]) {
      const ended = await resume(env, 'b2b2', '--json');
      expect(ended).toMatchObject({ code: 2, stdout: '' });
      expect(errorOf(ended).hint).toContain(fitting);
    }
    expect(files()).toHaveLength(1);
  });

  it('of a damaged draft names the file and leaves it', async () => {
    const { env } = await spaceThat();
    keep('b2b2', { draft: { owner: 7 } });
    expect(await resume(env, 'b2b2')).toMatchObject({ code: 3, stderr: expect.stringContaining('b2b2.json') });
    expect(files()).toHaveLength(1);
  });

  it('tells by its name what is gone', async () => {
    const { env, base } = await spaceThat();
    keep('b2b2', { space: base, draft: { ...DEAL, accounts: [{ id: IDS.johnDoe, name: 'Ziemann & Co' }] } });
    const ended = await resume(env, '--json');
    expect(ended).toMatchObject({ code: 5, stdout: '' });
    expect(errorOf(ended)).toMatchObject({ flag: '--account', message: expect.stringContaining("'Ziemann & Co'") });
    expect((await all())[0]).toMatchObject({ state: 'open' });
  });

  it('keeps the draft when the server refuses or cannot be reached', async () => {
    const { env, base } = await spaceThat(
      'POST Opportunities #1: refuse-field name "Too short"',
      'POST Opportunities: 401',
    );
    keep('b2b2', { space: base });
    expect(await resume(env)).toMatchObject({ code: 7 });
    expect(await resume(env)).toMatchObject({ code: 4 });
    expect(await all()).toMatchObject([{ id: 'b2b2', state: 'open', draft: { name: 'New machine' } }]);
  });

  it('shows the request by --dry-run, and keeps the draft', async () => {
    const { env, base } = await spaceThat();
    keep('b2b2', { space: base });
    const ended = await resume(env, '--dry-run', '--json');
    expect(JSON.parse(ended.stdout)).toMatchObject({ method: 'POST', body: { name: 'New machine' } });
    expect(ended.stderr).toContain('--resume b2b2');
    expect([files().length, await opportunities(env)]).toEqual([1, []]);
  });

  it('has the validation level and the client key of the draft', async () => {
    const { env, base } = await spaceThat();
    keep('b2b2', { space: base, validationLevel: 2, clientKey: { field: 'cf_contract_no', key: '7' } });
    const { stdout } = await resume(env, '--dry-run', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      path: expect.stringContaining('validation-level=2'),
      body: { cf_contract_no: '7' },
    });
  });
});

describe('a draft of which nobody knows whether it was created', () => {
  const line = (...more: string[]) => createLine({}, ...more).slice(1);
  const LOST = 'POST Opportunities: commit-then-reset';

  it('is found again, and told to be there already', async () => {
    const { env } = await spaceThat(LOST);
    const lost = await here([...line(), '--json'], env);
    expect(lost.code).toBe(9);
    expect(errorOf(lost).hint).toMatch(/api .*Opportunities.*\n.*\n.*--resume [a-z0-9]{4}/);
    const ended = await resume(env, '--json');
    expect(ended).toMatchObject({ code: 0, stderr: expect.stringContaining('was there already') });
    const made = await opportunities(env);
    expect(made.map(({ id }: { id: string }) => id)).toEqual([JSON.parse(ended.stdout).id]);
    expect(files()).toEqual([]);
  });

  it.each([
    ['another name', '--name', 'Other'],
    ['another value', '--value', '77'],
    ['another account', '--account', 'Bluefern Logistics'],
    ['another owner', '--owner', 'ana.capkova@example.com'],
    ['another closing date', '--closing-date', '2026-12-30'],
    ['another step', '--step', 'Qualified'],
  ])('is not created beside one with %s, which the server may have made of it', async (_, flag, value) => {
    const { env } = await spaceThat('POST Opportunities #2: 500');
    const other = await here(createLine({ [flag]: value }).slice(1), env);
    expect(other).toMatchObject({ code: 0 });
    expect(await here(line(), env)).toMatchObject({ code: 9 });
    const ended = await resume(env, '--json');
    expect(ended).toMatchObject({ code: 9, stdout: '' });
    const [{ id }] = await opportunities(env);
    expect(errorOf(ended)).toMatchObject({ retry_safe: false, details: [{ candidates: [{ id }] }] });
    expect(await opportunities(env)).toHaveLength(1);
    expect(files()).toHaveLength(1);
  });

  it('is created when a record of that time is another one', async () => {
    const { env } = await spaceThat('POST Opportunities #2: 500');
    const other = createLine({ '--name': 'Other', '--value': '77', '--account': 'Bluefern Logistics' }).slice(1);
    expect(await here(other, env)).toMatchObject({ code: 0 });
    expect(await here(line(), env)).toMatchObject({ code: 9 });
    const ended = await resume(env, '--json');
    expect(ended).toMatchObject({ code: 0, stderr: expect.stringContaining('no such opportunity') });
    expect(await opportunities(env)).toHaveLength(2);
  });

  it('is found though its time of creation was given', async () => {
    const { env } = await spaceThat(LOST);
    expect(await here(line('--created', '2020-01-31'), env)).toMatchObject({ code: 9 });
    expect(await resume(env)).toMatchObject({ code: 0, stderr: expect.stringContaining('was there already') });
  });

  it('is found in the currency that it has', async () => {
    const { env } = await spaceThat(LOST);
    const flags = createLine({ '--currency': 'EUR', '--value': '1234.50' }).slice(1);
    expect(await here(flags, env)).toMatchObject({ code: 9 });
    expect(await resume(env)).toMatchObject({ code: 0, stderr: expect.stringContaining('was there already') });
  });

  it('is found when it was deleted since', async () => {
    const { env } = await spaceThat(LOST);
    await here(line(), env);
    const [{ id }] = await opportunities(env);
    expect(await here(['api', '-X', 'DELETE', `Opportunities/${id}`], env)).toMatchObject({ code: 0 });
    expect(await resume(env)).toMatchObject({ code: 0, stderr: expect.stringContaining('was there already') });
  });

  it('is looked for again by the next, and is one record after all', async () => {
    const { env } = await spaceThat('POST Opportunities: 500');
    expect(await here(line(), env)).toMatchObject({ code: 9 });
    expect(await resume(env)).toMatchObject({ code: 9 });
    expect(await all()).toMatchObject([{ state: 'unknown' }]);
    const now = await healed();
    expect(await resume(now)).toMatchObject({ code: 0 });
    expect([await opportunities(now), files()]).toEqual([[expect.anything()], []]);
  });

  it('stays unknown when the server cannot tell', async () => {
    const { env } = await spaceThat(LOST, 'GET Opportunities: 401');
    await here(line(), env);
    expect(await resume(env)).toMatchObject({ code: 4 });
    expect(await all()).toMatchObject([{ state: 'unknown' }]);
  });

  it('with a client key goes when the same command finds it', async () => {
    const { env } = await spaceThat(LOST, 'GET Opportunities #2-5: 500');
    const keyed = line('--client-key', 'cf_contract_no=8');
    expect(await here(keyed, env)).toMatchObject({ code: 9 });
    expect(await all()).toMatchObject([{ state: 'unknown', clientKey: { field: 'cf_contract_no', key: '8' } }]);
    expect(await here(keyed, env)).toMatchObject({ code: 0, stderr: expect.stringContaining('client key') });
    expect(files()).toEqual([]);
  });

  /** Breaks off each create, and shows its record only when it was looked for so many times. */
  async function late(space: FakeSpace, looks: number): Promise<() => number> {
    let seen = 0;
    let row: Record<string, unknown> | undefined;
    space.on('POST /Opportunities', ({ body }, response) => {
      row = { id: '0pp00001-1111-2222-3333-444455556666', created: NOW.toISOString(), ...body };
      response.destroy();
      return undefined;
    });
    space.on('GET /Opportunities', () => {
      const data = row && ++seen > looks ? [row] : [];
      return { body: { success: true, data } };
    });
    return () => space.received.filter(({ method, path }) => `${method} ${path}` === 'POST /Opportunities').length;
  }

  describe('by a server that is slow to store it', () => {
    const space = useFakeSpace();
    beforeEach(() => {
      space.records.Fields = [{ id: 'x', api_name: 'cf_no', entity_name: 'Opportunity' }];
    });
    const flags = [
      ...['oppty', 'create', '--name', 'Slow', '--owner', 'jane@example.com', '--step', 'Opening', '--account', 'Acme'],
      ...['--no-contact', '--value', '100', '--closing-date', '2026-12-31'],
    ];

    it('is waited for by --resume, and is one record', async () => {
      const posts = await late(space, 3);
      expect(await here(flags, space.env)).toMatchObject({ code: 9 });
      const ended = await resume(space.env, '--json');
      expect(ended).toMatchObject({ code: 0, stderr: expect.stringContaining('was there already') });
      expect(ended.stderr.match(/looking for up to 60 seconds/g)).toHaveLength(1);
      expect([posts(), files()]).toEqual([1, []]);
    });

    it('is waited for by the same command with its client key, and is one record', async () => {
      const keyed = [...flags, '--client-key', 'cf_no=7'];
      const posts = await late(space, 5);
      expect(await here(keyed, space.env)).toMatchObject({ code: 9 });
      const ended = await here(keyed, space.env);
      expect(ended).toMatchObject({ code: 0, stderr: expect.stringContaining('has this client key already') });
      expect(ended.stderr).toContain('looking for up to 60 seconds');
      expect([posts(), files()]).toEqual([1, []]);
    });

    it('is waited for by --resume with its client key, and is one record', async () => {
      const posts = await late(space, 5);
      expect(await here([...flags, '--client-key', 'cf_no=7'], space.env)).toMatchObject({ code: 9 });
      expect(await resume(space.env)).toMatchObject({ code: 0 });
      expect([posts(), files()]).toEqual([1, []]);
    });

    it('is not given up for want of time', async () => {
      const posts = await late(space, 100);
      expect(await here(flags, space.env)).toMatchObject({ code: 9 });
      const ended = await resume(space.env, '--json', '--timeout', '5');
      expect(ended).toMatchObject({ code: 9, stdout: '' });
      expect(errorOf(ended)).toMatchObject({
        retry_safe: true,
        hint: expect.stringMatching(/57 seconds.*\n.*--resume/),
      });
      expect([posts(), await all()]).toEqual([1, [expect.objectContaining({ state: 'unknown' })]]);
    });

    it('is created when it certainly is not there', async () => {
      const posts = await late(space, 100);
      expect(await here(flags, space.env)).toMatchObject({ code: 9 });
      expect(await resume(space.env)).toMatchObject({
        code: 9,
        stderr: expect.stringContaining('no such opportunity'),
      });
      expect(posts()).toBe(2);
    });

    it('is left by Ctrl-C as everything is', async () => {
      const posts = await late(space, 100);
      expect(await here(flags, space.env)).toMatchObject({ code: 9 });
      const stop = new AbortController();
      const looks = () => space.received.filter(({ method, path }) => method === 'GET' && path === '/Opportunities');
      const ended = await runHere(['oppty', 'create', '--resume'], {
        ...{ env: space.env, folder: folder.path, signal: stop.signal },
        sleep: async () => {
          if (looks().length === 3) stop.abort();
          stop.signal.throwIfAborted();
        },
      });
      expect(ended).toMatchObject({ code: 130 });
      expect([posts(), await all()]).toEqual([1, [expect.objectContaining({ state: 'unknown' })]]);
    });
  });
});
