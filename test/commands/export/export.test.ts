import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { beforeEach, describe, expect, it } from 'vitest';
import { parseFaults } from '../../../src/sandbox/faults/faults.ts';
import { startSandbox } from '../../../src/sandbox/http/server.ts';
import { useFolder } from '../../support/hooks.ts';
import { type Outcome, runHere } from '../../support/host.ts';
import { errorObject } from '../../support/run.ts';

type Row = Record<string, unknown>;
type Run = (...args: string[]) => Promise<Outcome>;

const folder = useFolder();
let clock: Date;
beforeEach(() => {
  clock = new Date('2026-05-04T12:00:00Z');
});

/** A sandbox whose clock the test sets, for as long as the work takes. */
async function withSandbox<T>(
  work: (run: Run, port: number) => Promise<T>,
  rules: string[] = [],
  port = 0,
): Promise<T> {
  const sandbox = await startSandbox({
    ...{ statePath: join(folder.path, 'sandbox.json'), now: () => clock, faults: parseFaults(rules), port },
    ...{ username: 'user', password: 'secret' },
  });
  const env = {
    ...{ PIPELINER_URL: sandbox.url, PIPELINER_SPACE: sandbox.space },
    ...{ PIPELINER_USERNAME: 'user', PIPELINER_PASSWORD: 'secret' },
  };
  try {
    return await work(
      (...args) => runHere(args, { env, folder: join(folder.path, 'home') }),
      Number(new URL(sandbox.url).port),
    );
  } finally {
    await sandbox.close();
  }
}

const to = () => join(folder.path, 'out');
const state = () => join(folder.path, 'state.json');
const filesOf = (entity: string) =>
  readdirSync(to())
    .filter(name => name.startsWith(`${entity}-`))
    .sort();
const rowsIn = (name: string): Row[] =>
  readFileSync(join(to(), name), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line));
const manifestOf = (name = 'manifest.json') => JSON.parse(readFileSync(join(to(), name), 'utf8'));
const nightly = (run: Run) => run('export', 'opportunities', '--to', to(), '--state', state(), '--json');
/** The versions in all files, the oldest first. */
const versions = () =>
  filesOf('Opportunities')
    .flatMap(rowsIn)
    .map(({ id, revision }) => `${id} ${revision}`);

describe('an export of everything', () => {
  it('has all records of each collection, and a manifest that proves them', async () => {
    await withSandbox(async run => {
      const { code, stdout } = await run('export', '--to', to(), '--json');
      const files = JSON.parse(stdout) as Row[];
      expect([code, files.length]).toEqual([0, 16]);
      const manifest = manifestOf();
      expect(manifest).toMatchObject({ version: 1, complete: true, begin: '2026-05-04T12:00:00.000Z' });
      expect(manifest.files).toEqual(files);
      for (const { file, rows, sha256 } of manifest.files) {
        const bytes = readFileSync(join(to(), file));
        expect([file, createHash('sha256').update(bytes).digest('hex'), rowsIn(file).length]).toEqual([
          file,
          sha256,
          rows,
        ]);
      }
      const listed = JSON.parse((await run('accounts', '--include-deleted', '--json')).stdout) as Row[];
      expect(
        rowsIn('Accounts.jsonl')
          .map(({ id }) => id)
          .sort(),
      ).toEqual(listed.map(({ id }) => id).sort());
    });
  });

  it('is no second one in the same folder', async () => {
    await withSandbox(async run => {
      await run('export', 'currencies', '--to', to());
      const again = await run('export', 'currencies', '--to', to(), '--json');
      expect([again.code, again.stdout, errorObject(again).flag]).toEqual([2, '', '--to']);
    });
  });

  it('is CSV with the documented fields', async () => {
    await withSandbox(async run => {
      await run('export', 'Currencies', '--to', to(), '--as', 'csv');
      const [head = '', ...lines] = readFileSync(join(to(), 'Currencies.csv'), 'utf8').trim().split('\r\n');
      expect([head.split(',').slice(0, 2), lines.length]).toEqual([['id', 'is_deleted'], 3]);
    });
  });

  it('leaves nothing that looks whole where the server fails', async () => {
    await withSandbox(
      async run => {
        const { code } = await run('export', 'accounts', 'contacts', '--to', to());
        expect(code).toBe(4);
        expect(readdirSync(to()).filter(name => !name.startsWith('Accounts'))).toEqual([]);
      },
      ['GET Contacts #2-: 403'],
    );
  });
});

describe('an export with a state', () => {
  it('has what is new each time: changed, created and deleted', async () => {
    await withSandbox(async run => {
      await nightly(run);
      const first = versions().length;
      clock = new Date('2026-05-05T12:00:00Z');
      await run('oppty', 'update', 'Conveyor upgrade', '--ranking', '7', '--yes');
      await run('oppty', 'delete', 'Cold store monitoring', '--yes');
      clock = new Date('2026-05-06T12:00:00Z');
      await nightly(run);
      const [, name = ''] = filesOf('Opportunities');
      expect(
        rowsIn(name)
          .map(row => [row.name, row.is_deleted, row.ranking])
          .sort(),
      ).toEqual([
        ['Cold store monitoring', true, expect.anything()],
        ['Conveyor upgrade', false, 7],
      ]);
      await nightly(run);
      expect(versions().length).toBe(first + 2);
      expect(filesOf('Opportunities').length).toBe(3);
    });
  });

  it('asks for little where nothing is new', async () => {
    await withSandbox(async run => {
      await nightly(run);
      clock = new Date('2026-05-06T12:00:00Z');
      const { stderr } = await run('export', 'opportunities', 'accounts', '--to', to(), '--state', state(), '--debug');
      expect(stderr.match(/^GET \S+Opportunities/gm)?.length).toBe(1);
    });
  });

  it('exports a record that was changed in the second of the bookmark once, in each of its versions', async () => {
    await withSandbox(async run => {
      await run('oppty', 'update', 'Conveyor upgrade', '--ranking', '7', '--yes');
      await nightly(run);
      await run('oppty', 'update', 'Conveyor upgrade', '--ranking', '8', '--yes');
      await nightly(run);
      await nightly(run);
      const all = versions();
      expect(new Set(all).size).toBe(all.length);
      const last = filesOf('Opportunities')
        .flatMap(rowsIn)
        .filter(({ name }) => name === 'Conveyor upgrade');
      expect(last.map(({ ranking }) => ranking)).toEqual([7, 8]);
    });
  });

  it('goes on from its manifest where it was killed before its state was written', async () => {
    await withSandbox(async run => {
      await nightly(run);
      const earlier = readFileSync(state(), 'utf8');
      clock = new Date('2026-05-05T12:00:00Z');
      await run('oppty', 'update', 'Conveyor upgrade', '--ranking', '7', '--yes');
      await nightly(run);
      writeFileSync(state(), earlier);
      clock = new Date('2026-05-06T12:00:00Z');
      await nightly(run);
      const all = versions();
      expect(new Set(all).size).toBe(all.length);
    });
  });

  it('leaves its state as it was where the server fails, and exports all of it the next time', async () => {
    const both = (run: Run) => run('export', 'accounts', 'contacts', '--to', to(), '--state', state(), '--json');
    const port = await withSandbox(
      async (run, port) => {
        expect((await both(run)).code).toBe(4);
        return port;
      },
      ['GET Contacts #2-: 403'],
    );
    expect(readdirSync(folder.path)).not.toContain('state.json');
    await withSandbox(async run => expect((await both(run)).code).toBe(0), [], port);
    expect(filesOf('Contacts').flatMap(rowsIn).length).toBeGreaterThan(100);
    expect(filesOf('Accounts').length).toBe(1);
  });

  it('does again what was killed before its manifest, and leaves none of its files', async () => {
    await withSandbox(async run => {
      await nightly(run);
      clock = new Date('2026-05-05T12:00:00Z');
      await run('oppty', 'update', 'Conveyor upgrade', '--ranking', '7', '--yes');
      const earlier = readFileSync(state(), 'utf8');
      await nightly(run);
      rmSync(join(to(), 'manifest-20260505T120000Z-1.json'));
      writeFileSync(state(), earlier);
      writeFileSync(join(to(), 'Accounts-20260505T120000Z-1.jsonl.partial'), '{"id":');
      writeFileSync(join(to(), 'mine.txt'), 'mine');
      clock = new Date('2026-05-06T12:00:00Z');
      await nightly(run);
      expect(readdirSync(to()).filter(name => name.includes('20260505'))).toEqual([]);
      expect(readFileSync(join(to(), 'mine.txt'), 'utf8')).toBe('mine');
      const ranked = filesOf('Opportunities')
        .flatMap(rowsIn)
        .filter(({ ranking }) => ranking === 7);
      expect(ranked.map(({ name }) => name)).toContain('Conveyor upgrade');
    });
  });

  it.each([
    ['of another space', JSON.stringify({ version: 1, space: 'other', run: 'x', entities: {} }), /is of another space/],
    ['cut', '{"version":1,', /is no state of an export/],
    [
      'of the future',
      (space: string) =>
        JSON.stringify({
          ...{ version: 1, space, run: 'x' },
          entities: { Opportunities: { bookmark: '2030-01-01T00:00:00.000Z', recent: {} } },
        }),
      /is of the future/,
    ],
  ])('refuses a state that is %s', async (_, text, message) => {
    await withSandbox(async run => {
      await nightly(run);
      const { space } = JSON.parse(readFileSync(state(), 'utf8'));
      rmSync(to(), { recursive: true });
      writeFileSync(state(), typeof text === 'string' ? text : text(space));
      const ended = await nightly(run);
      expect([ended.code, ended.stdout, errorObject(ended).message]).toEqual([2, '', expect.stringMatching(message)]);
      expect(readdirSync(to())).toEqual([]);
    });
  });
});

describe('an export', () => {
  it('refuses a collection that there is none of', async () => {
    await withSandbox(async run => {
      const ended = await run('export', 'acounts', '--to', to(), '--json');
      expect([ended.code, errorObject(ended).hint]).toEqual([2, "Did you mean 'accounts'?"]);
    });
  });

  it('says that --to is missing', async () => {
    await withSandbox(async run => expect((await run('export')).stderr).toContain('--to is missing'));
  });

  it.skipIf(process.getuid?.() === 0)('says that a folder cannot be written', async () => {
    mkdirSync(to());
    chmodSync(to(), 0o500);
    await withSandbox(async run => expect((await run('export', 'accounts', '--to', to())).code).toBe(11));
    chmodSync(to(), 0o700);
  });
});

describe('duckdb.sql', () => {
  /** What DuckDB answers in the folder of the export. */
  async function query(sql: string): Promise<unknown[][]> {
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    try {
      await connection.run(`SET file_search_path = '${to()}'`);
      await connection.run(readFileSync(join(to(), 'duckdb.sql'), 'utf8'));
      return (await connection.runAndReadAll(sql)).getRowsJson() as unknown[][];
    } finally {
      connection.closeSync();
      instance.closeSync();
    }
  }

  it('reads everything with exact amounts and times', async () => {
    await withSandbox(async run => {
      await run('export', '--to', to());
      const raw = readFileSync(join(to(), 'Opportunities.jsonl'), 'utf8');
      const digits = [...raw.matchAll(/"base_value":"([\d.]+)"/g)].map(([, text]) => text!);
      const sum = digits.reduce((total, text) => {
        const [integer = '', fraction = ''] = text.split('.');
        return total + BigInt(integer + fraction.padEnd(20, '0'));
      }, 0n);
      const [[total, count, oldest] = []] = await query(
        "SELECT sum(value.base_value)::VARCHAR, count(*)::INT, (min(created) AT TIME ZONE 'UTC')::VARCHAR FROM Opportunities",
      );
      expect(BigInt(String(total).replace('.', ''))).toBe(sum);
      expect(count).toBe(500);
      const times = [...raw.matchAll(/"created":"([^"]+)Z"/g)].map(([, text]) => text!).sort();
      expect(String(oldest)).toBe(times[0]!.replace('T', ' ').replace(/\.?0+$/, ''));
      const types = await query(
        'SELECT typeof(closing_date), typeof(modified), typeof(is_deleted) FROM Opportunities LIMIT 1',
      );
      expect(types).toEqual([['DATE', 'TIMESTAMP WITH TIME ZONE', 'BOOLEAN']]);
      const owners = await query('SELECT count(*)::INT FROM Opportunities o JOIN Clients c ON c.id = o.owner_id');
      expect(owners).toEqual([[500]]);
    });
  });

  it('has the last version of each record, after runs that had nothing, too', async () => {
    await withSandbox(async run => {
      await nightly(run);
      clock = new Date('2026-05-05T12:00:00Z');
      await run('oppty', 'update', 'Conveyor upgrade', '--ranking', '7', '--yes');
      await nightly(run);
      clock = new Date('2026-05-06T12:00:00Z');
      await nightly(run);
      expect(await query("SELECT ranking::INT FROM Opportunities WHERE name = 'Conveyor upgrade'")).toEqual([[7]]);
      expect(await query('SELECT count(*)::INT FROM Opportunities')).toEqual([[500]]);
    });
  });
});
