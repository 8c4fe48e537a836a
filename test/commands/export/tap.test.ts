import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { parseFaults } from '../../../src/sandbox/faults/faults.ts';
import { startSandbox } from '../../../src/sandbox/http/server.ts';
import { useFolder } from '../../support/hooks.ts';
import { type Outcome, runHere } from '../../support/host.ts';
import { errorObject } from '../../support/run.ts';
import { singerTarget } from '../../support/singer-target.ts';

type Row = Record<string, unknown>;

const folder = useFolder();
let clock: Date;
beforeEach(() => {
  clock = new Date('2026-05-04T12:00:00Z');
});

/** Runs command lines on a sandbox whose clock the test sets; `config` is a file with its sign-in. */
async function withSandbox<T>(
  work: (run: (...args: string[]) => Promise<Outcome>, config: string) => Promise<T>,
  rules: string[] = [],
): Promise<T> {
  const sandbox = await startSandbox({
    ...{ statePath: join(folder.path, 'sandbox.json'), now: () => clock, faults: parseFaults(rules) },
    ...{ username: 'user', password: 'secret word' },
  });
  const config = json('config.json', {
    ...{ url: sandbox.url, space: sandbox.space, username: 'user', password: 'secret word' },
  });
  try {
    return await work((...args) => runHere(args, { env: {}, folder: join(folder.path, 'home') }), config);
  } finally {
    await sandbox.close();
  }
}

/** The path of a file with this value. */
function json(name: string, value: unknown): string {
  const path = join(folder.path, name);
  writeFileSync(path, JSON.stringify(value));
  return path;
}

const messagesIn = ({ stdout }: Outcome): Row[] =>
  stdout
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line));
const recordsIn = (ended: Outcome): Row[] =>
  messagesIn(ended)
    .filter(({ type }) => type === 'RECORD')
    .map(({ record }) => record as Row);
const lastState = (ended: Outcome) => messagesIn(ended).findLast(({ type }) => type === 'STATE')!.value;

/** A catalog with these streams selected as it is discovered, each changed by a function. */
async function select(
  run: (...args: string[]) => Promise<Outcome>,
  config: string,
  change: (entry: Row & { metadata: { breadcrumb: string[]; metadata: Row }[] }) => void,
): Promise<string> {
  const { streams } = JSON.parse((await run('export', 'tap', '--config', config, '--discover')).stdout);
  for (const entry of streams) change(entry);
  return json('catalog.json', { streams });
}

describe('a tap', () => {
  it('sends what people work with, each record true to its schema, and its states behind them', async () => {
    await withSandbox(async (run, config) => {
      const target = singerTarget();
      const ended = await run('export', 'tap', '--config', config);
      for (const line of ended.stdout.trim().split('\n')) target.take(line);
      target.end({ storesRest: false });
      expect([ended.code, target.streams.get('Opportunities')?.size, target.streams.size]).toEqual([0, 500, 16]);
    });
  });

  it('has amounts as digits, relations as ids, and when a record was deleted', async () => {
    await withSandbox(async (run, config) => {
      const [record] = recordsIn(await run('export', 'tap', '--config', config)).filter(
        ({ name, value }) => name === 'Conveyor upgrade' && value,
      );
      expect(record).toMatchObject({
        ...{ value: { base_value: '12500' }, owner_id: expect.any(String), _sdc_deleted_at: null },
        created: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      });
    });
  });

  it('goes on after a state: what was changed, created and deleted since', async () => {
    await withSandbox(async (run, config) => {
      const first = await run('export', 'tap', '--config', config);
      const state = json('state.json', lastState(first));
      clock = new Date('2026-05-05T12:00:00Z');
      const env = signIn(config);
      const user = (...args: string[]) => runHere(args, { env, folder: join(folder.path, 'home') });
      await user('oppty', 'update', 'Conveyor upgrade', '--ranking', '7', '--yes');
      await user('oppty', 'delete', 'Cold store monitoring', '--yes');
      clock = new Date('2026-05-06T12:00:00Z');
      const next = await run('export', 'tap', '--config', config, '--state', state);
      const rows = recordsIn(next).filter(({ step_id }) => step_id);
      expect(rows.map(row => [row.name, row.ranking, row._sdc_deleted_at]).sort()).toEqual([
        ['Cold store monitoring', expect.anything(), '2026-05-05T12:00:00.000000Z'],
        ['Conveyor upgrade', 7, null],
      ]);
      const last = await run('export', 'tap', '--config', config, '--state', json('state.json', lastState(next)));
      expect(recordsIn(last)).toEqual([]);
    });
  });

  it('leaves out what was not changed since start_date', async () => {
    await withSandbox(async (run, config) => {
      const settings = JSON.parse(readFileSync(config, 'utf8'));
      const late = json('late.json', { ...settings, start_date: '2026-05-04T00:00:00Z' });
      const [all, some] = [
        await run('export', 'tap', '--config', config),
        await run('export', 'tap', '--config', late),
      ];
      const expected = recordsIn(all).filter(({ modified }) => String(modified) >= '2026-05-04');
      expect(recordsIn(some).length).toBe(expected.length);
      expect(recordsIn(some).length).toBeLessThan(recordsIn(all).length);
    });
  });

  it('tells a state of each page, so that a tap that fails loses little', async () => {
    await withSandbox(
      async (run, config) => {
        const ended = await run('export', 'tap', '--config', config);
        expect(ended.code).toBe(4);
        let last = '';
        const states: string[] = [];
        for (const message of messagesIn(ended)) {
          if (message.type === 'RECORD') last = String((message.record as Row).modified).replace(/\d{3}Z$/, 'Z');
          if (message.type !== 'STATE') continue;
          const { bookmarks } = message.value as { bookmarks: Record<string, Row> };
          expect(bookmarks).toEqual({
            Opportunities: { replication_key: 'modified', replication_key_value: last },
          });
          states.push(last);
        }
        expect([new Set(states).size, messagesIn(ended).at(-1)?.type]).toEqual([2, 'STATE']);
        expect(recordsIn(ended).length).toBe(200);
      },
      ['GET Opportunities #3: 403'],
    );
  });

  it('tells of a new field before its first record', async () => {
    await withSandbox(
      async (run, config) => {
        const target = singerTarget();
        const ended = await run('export', 'tap', '--config', config);
        for (const line of ended.stdout.trim().split('\n')) target.take(line);
        const schemas = messagesIn(ended).filter(({ type, stream }) => type === 'SCHEMA' && stream === 'Opportunities');
        expect(schemas.length).toBe(2);
        expect([0, 1].map(index => JSON.stringify(schemas[index]).includes('cf_region_id'))).toEqual([false, true]);
      },
      // Without a list of the space's own fields they show themselves.
      ['GET Fields: 403'],
    );
  });
});

describe('a catalog', () => {
  it('names every collection, and selects what people work with', async () => {
    await withSandbox(async (run, config) => {
      const { stdout } = await run('export', 'tap', '--config', config, '--discover');
      const { streams } = JSON.parse(stdout) as { streams: { metadata: { metadata: Row }[] }[] };
      expect(streams.length).toBe(24);
      expect(streams.filter(({ metadata }) => metadata[0]!.metadata['selected-by-default']).length).toBe(16);
    });
  });

  it('as it is discovered sends what a tap without one sends', async () => {
    await withSandbox(async (run, config) => {
      const catalog = await select(run, config, () => {});
      const some = await run('export', 'tap', '--config', config, '--catalog', catalog);
      const all = await run('export', 'tap', '--config', config);
      const order = (ended: Outcome) =>
        recordsIn(ended)
          .map(record => JSON.stringify(record))
          .sort();
      expect(order(some)).toEqual(order(all));
    });
  });

  it('selects streams and fields, but never leaves out what tells records apart', async () => {
    await withSandbox(async (run, config) => {
      const catalog = await select(run, config, ({ tap_stream_id, metadata }) => {
        metadata[0]!.metadata.selected = tap_stream_id === 'Accounts';
        for (const { breadcrumb, metadata: own } of metadata.slice(1)) {
          delete own.inclusion;
          own.selected = breadcrumb[1] === 'name';
        }
      });
      const ended = await run('export', 'tap', '--config', config, '--catalog', catalog);
      const names = ['_sdc_deleted_at', 'id', 'is_deleted', 'modified', 'name'];
      for (const record of recordsIn(ended)) expect(Object.keys(record).sort()).toEqual(names);
      const [schema] = messagesIn(ended) as [{ schema: { properties: Row } }];
      expect(Object.keys(schema.schema.properties).sort()).toEqual(names);
      expect(recordsIn(ended).length).toBeGreaterThan(10);
    });
  });

  it('may ask for the whole table each time', async () => {
    await withSandbox(async (run, config) => {
      const catalog = await select(run, config, ({ tap_stream_id, metadata }) => {
        Object.assign(metadata[0]!.metadata, {
          ...{ selected: tap_stream_id === 'Currencies', 'replication-method': 'FULL_TABLE' },
        });
      });
      const first = await run('export', 'tap', '--config', config, '--catalog', catalog);
      const state = json('state.json', lastState(first));
      const again = await run('export', 'tap', '--config', config, '--catalog', catalog, '--state', state);
      expect([recordsIn(first).length, recordsIn(again).length]).toEqual([3, 3]);
    });
  });
});

/** The four variables with the sign-in of a config file. */
function signIn(config: string): Record<string, string> {
  const { url, space, username, password } = JSON.parse(readFileSync(config, 'utf8'));
  return {
    ...{ PIPELINER_URL: url, PIPELINER_SPACE: space, PIPELINER_USERNAME: username, PIPELINER_PASSWORD: password },
  };
}

describe('what a tap cannot use', () => {
  it.each([
    ['--config', { url: 'https://eu.example.com' }, 3, 'space, username, password are not set'],
    ['--config', { url: 7 }, 2, 'bad.json: url: Invalid input'],
    ['--config', { start_date: 'soon' }, 2, "'soon' is no time"],
    [
      '--catalog',
      { streams: [{ tap_stream_id: 'Deals', metadata: [{ breadcrumb: [], metadata: { selected: true } }] }] },
      2,
      "There is no collection 'Deals'",
    ],
    ['--catalog', [], 2, 'bad.json: Invalid input'],
    [
      '--state',
      { bookmarks: { Accounts: { replication_key: 'modified', replication_key_value: 'soon' } } },
      2,
      'bad.json: bookmarks.Accounts.replication_key_value: is no time',
    ],
    ['--state', { space: 'other', bookmarks: {} }, 2, 'The state is of another space: other'],
    [
      '--state',
      { bookmarks: { Accounts: { replication_key: 'modified', replication_key_value: '2031-01-01T00:00:00Z' } } },
      2,
      'The state is of the future',
    ],
  ])('%s %j', async (flag, value, code, message) => {
    await withSandbox(async (run, config) => {
      const flags = flag === '--config' ? [] : ['--config', config];
      const ended = await run('export', 'tap', ...flags, flag, json('bad.json', value));
      expect([ended.code, ended.stdout]).toEqual([code, '']);
      expect(ended.stderr).toContain(message);
    });
  });

  it('is no JSON: the line and the column are told, and no password', async () => {
    await withSandbox(async run => {
      const path = join(folder.path, 'cut.json');
      writeFileSync(path, '{"password":"secret word",\n');
      const { code, stderr } = await run('export', 'tap', '--config', path);
      expect(code).toBe(2);
      expect(stderr).toMatch(/cut\.json is not JSON: .+ in line 2, column 1/);
      expect(stderr).not.toContain('secret word');
    });
  });

  it('tells nothing of the password where the server repeats it', async () => {
    await withSandbox(
      async (run, config) => {
        const ended = await run('export', 'tap', '--config', config, '--debug');
        expect(ended.stdout + ended.stderr).not.toContain('secret word');
      },
      ['GET Fields: 500'],
    );
  });
});

describe('export --as singer', () => {
  it('sends the collections that are named', async () => {
    await withSandbox(async (_, config) => {
      const run = (...args: string[]) => runHere(args, { env: signIn(config), folder: join(folder.path, 'home') });
      const ended = await run('export', 'currencies', '--as', 'singer');
      expect([ended.code, recordsIn(ended).length]).toEqual([0, 3]);
      const folderToo = await run('export', 'currencies', '--as', 'singer', '--to', folder.path);
      expect([folderToo.code, folderToo.stdout]).toEqual([2, '']);
      const asTable = await run('export', 'currencies', '--as', 'singer', '--json');
      expect([asTable.code, asTable.stdout, errorObject(asTable).flag]).toEqual([2, '', '--format']);
    });
  });
});
