import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Fault } from '../../src/sandbox/faults/faults.ts';
import { startSandbox } from '../../src/sandbox/http/server.ts';
import { formatQuery } from '../../src/wire/query.ts';
import { useHome } from '../support/hooks.ts';
import { randomNumbers } from '../support/random.ts';
import { launch, ROOT, type Running } from '../support/run.ts';
import { singerTarget } from '../support/singer-target.ts';

/** How often an export is killed, and goes on; `npm run kills` does it many times. */
const KILLS = Number(process.env.KILLS ?? 2);
/** How many runs of each are killed before one comes to its end. */
const RUNS = 4;
/** What may come again is not older than this before the state. */
const OVERLAP_MS = 120_000;
const home = useHome();

type Row = Record<string, unknown>;

/** A space whose records change between the requests of an export, and that kills it at one of them. */
async function restlessSpace(seed: number) {
  const random = randomNumbers(seed);
  const below = (count: number) => Math.floor(random() * count);
  let running: Running | undefined;
  let [count, last] = [0, 0];
  const changes: Promise<unknown>[] = [];
  const watch: Fault = {
    ...{ action: 'watch', reads: false, executes: true, act: () => undefined as never },
    isDue: method => {
      if (method !== 'GET' || !running) return false;
      if (random() < 0.3) changes.push(change());
      if (count++ === last) setTimeout(() => running?.child.kill('SIGKILL'), below(15));
      return false;
    },
  };
  const sandbox = await startSandbox({
    ...{ statePath: join(home.path, 'space.json'), now: () => new Date(), faults: [watch] },
    ...{ username: 'user', password: 'secret' },
  });
  const call = async (method: string, path: string, body?: Row) => {
    const response = await fetch(`${sandbox.url}/api/v100/rest/spaces/${sandbox.space}/entities/${path}`, {
      ...{ method, headers: { authorization: `Basic ${btoa('user:secret')}`, 'content-type': 'application/json' } },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    // Some records of the seed lack what a space requires, and cannot be changed.
    expect([200, 422], `${method} ${path}`).toContain(response.status);
    return (await response.json()) as { data: Row[]; page_info: { end_cursor: string; has_next_page: boolean } };
  };
  /** All records of a collection, deleted ones too. */
  const all = async (entity: string): Promise<Row[]> => {
    const rows: Row[] = [];
    for (let after: string | undefined; ; ) {
      const { data, page_info } = await call('GET', `${entity}?${formatQuery({ includeDeleted: true, after })}`);
      rows.push(...data);
      if (!page_info.has_next_page) return rows;
      after = page_info.end_cursor;
    }
  };
  const ids = (await all('Accounts')).filter(({ is_deleted }) => !is_deleted).map(({ id }) => String(id));
  const change = async () => {
    const id = ids[below(ids.length)]!;
    await call('PATCH', `Accounts/${id}`, { comments: `changed ${random()}` });
  };
  const { url, space } = sandbox;
  return {
    ...{ all, change, below, url, space, close: sandbox.close },
    /** Has a program run until it ends, or until it is killed at one of its requests. */
    async run(words: readonly string[], { kill, env = {} }: { kill: boolean; env?: Record<string, string> }) {
      [count, last] = [0, kill ? below(30) : Number.POSITIVE_INFINITY];
      const [program = '', ...args] = words;
      running = launch(process.execPath, [join(ROOT, 'bin', program), ...args], { home, env });
      const ended = await running.ended;
      running = undefined;
      await Promise.all(changes);
      if (!kill) expect(ended.code, ended.stderr).toBe(0);
      return ended;
    },
  };
}

const seeds = Array.from({ length: KILLS }, (_, index) => [index + 1]);

it.each(seeds)('a target that goes on after a tap that was killed has all of it: %i', async seed => {
  const space = await restlessSpace(seed);
  try {
    const target = singerTarget();
    const [config, state] = [join(home.path, 'config.json'), join(home.path, 'state.json')];
    writeFileSync(config, JSON.stringify({ ...{ url: space.url, space: space.space }, ...SIGN_IN }));
    for (let run = 0; run <= RUNS; run++) {
      writeFileSync(state, JSON.stringify(target.state ?? {}));
      target.begin();
      const { stdout } = await space.run(['tap-pipeliner.js', '--config', config, '--state', state], {
        kill: run < RUNS,
      });
      // What comes after the last line break was cut.
      for (const line of stdout.split('\n').slice(0, -1)) target.take(line);
      target.end({ storesRest: space.below(2) === 0 });
      await space.change();
    }
    // The changes of the last run, with nothing that changes meanwhile.
    writeFileSync(state, JSON.stringify(target.state));
    target.begin();
    const { stdout } = await space.run(['tap-pipeliner.js', '--config', config, '--state', state], { kill: false });
    for (const line of stdout.split('\n').slice(0, -1)) target.take(line);
    target.end({ storesRest: true });
    for (const entity of ['Accounts', 'Opportunities', 'Currencies']) {
      const stored = [...(target.streams.get(entity)?.values() ?? [])];
      const expected = (await space.all(entity)).filter(({ modified }) => isOlder(modified, target.state, entity));
      expect(versionsOf(stored)).toEqual(expect.arrayContaining(versionsOf(expected)));
      expect(stored.length).toBe((await space.all(entity)).length);
    }
    const early = target.again.filter(({ stream, record, state }) => {
      const time = bookmarkIn(state, stream);
      return time !== undefined && Date.parse(String(record.modified)) < time - OVERLAP_MS;
    });
    expect(early).toEqual([]);
  } finally {
    await space.close();
  }
});

const SIGN_IN = { username: 'user', password: 'secret' };

function bookmarkIn(state: unknown, stream: string): number | undefined {
  const { bookmarks } = (state ?? {}) as { bookmarks?: Record<string, { replication_key_value: string }> };
  const value = bookmarks?.[stream]?.replication_key_value;
  return value === undefined ? undefined : Date.parse(value);
}

const isOlder = (modified: unknown, state: unknown, stream: string) =>
  Date.parse(String(modified)) < bookmarkIn(state, stream)!;

const versionsOf = (rows: readonly Row[]) => rows.map(({ id, revision }) => `${id} ${revision}`).sort();

it.each(seeds)('an export that was killed goes on with nothing lost and nothing twice: %i', async seed => {
  const space = await restlessSpace(seed);
  try {
    const env = {
      ...{ PIPELINER_URL: space.url, PIPELINER_SPACE: space.space },
      ...{ PIPELINER_USERNAME: 'user', PIPELINER_PASSWORD: 'secret' },
    };
    const [to, state] = [join(home.path, 'nightly'), join(home.path, 'state.json')];
    const words = ['pipeliner.js', 'export', 'accounts', 'opportunities', 'contacts', '--to', to, '--state', state];
    for (let run = 0; run <= RUNS; run++) {
      await space.run(words, { kill: run < RUNS, env });
      await space.change();
    }
    await space.run(words, { kill: false, env });
    const files = readdirSync(to);
    expect(files.filter(name => name.endsWith('.partial'))).toEqual([]);
    for (const entity of ['Accounts', 'Opportunities', 'Contacts']) {
      const names = files.filter(name => name.startsWith(`${entity}-`));
      const rows = names.flatMap(name => readFileSync(join(to, name), 'utf8').trim().split('\n').filter(Boolean));
      const versions = versionsOf(rows.map(line => JSON.parse(line)));
      expect(new Set(versions).size).toBe(versions.length);
      const { entities } = JSON.parse(readFileSync(state, 'utf8'));
      const bookmark = Date.parse(entities[entity].bookmark);
      const expected = (await space.all(entity)).filter(({ modified }) => Date.parse(String(modified)) < bookmark);
      expect(versions).toEqual(expect.arrayContaining(versionsOf(expected)));
      expect(expected.length).toBeGreaterThan(10);
    }
  } finally {
    await space.close();
  }
});
