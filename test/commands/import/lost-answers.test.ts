import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { parseFaults } from '../../../src/sandbox/faults/faults.ts';
import { startSandbox } from '../../../src/sandbox/http/server.ts';
import { useFolder } from '../../support/hooks.ts';
import { runHere } from '../../support/host.ts';

type Row = Record<string, unknown>;

const folder = useFolder();
let count = 0;
/** A part of the names that no other test has. */
let mark = '';
beforeEach(() => {
  mark = `Import ${++count}`;
});

const ROWS = 12;
const KEYED = ['--key', 'Contract=cf_contract_no', '--batch-size', '4'];

function writeDeals(rows = ROWS): string {
  const lines = Array.from(
    { length: rows },
    (_, index) =>
      `${mark} ${index},Ziemann and Sons,10,2027-03-31,john.doe@example.com,Test Pipeline,First,${mark}-${index}`,
  );
  const path = join(folder.path, 'deals.csv');
  writeFileSync(path, ['Name,Account,Value,Close date,Owner,Pipeline,Step,Contract', ...lines].join('\n'));
  return path;
}

/** Works with a sandbox that fails in these ways; the address is that of the space. */
async function withSandbox<T>(
  rules: readonly string[],
  work: (run: (...words: string[]) => ReturnType<typeof runHere>, port: number) => Promise<T>,
  port = 0,
): Promise<T> {
  const sandbox = await startSandbox({
    ...{ statePath: join(folder.path, 'sandbox.json'), now: () => new Date(), faults: parseFaults(rules) },
    ...{ username: 'user', password: 'secret', port },
  });
  const env = {
    ...{ PIPELINER_URL: sandbox.url, PIPELINER_SPACE: sandbox.space },
    ...{ PIPELINER_USERNAME: 'user', PIPELINER_PASSWORD: 'secret' },
  };
  try {
    return await work(
      (...words) => runHere(words, { env, folder: join(folder.path, 'home') }),
      Number(new URL(sandbox.url).port),
    );
  } finally {
    await sandbox.close();
  }
}

/** The names of the imported records that the server has. */
async function namesOn(run: (...words: string[]) => ReturnType<typeof runHere>): Promise<string[]> {
  const { stdout } = await run('oppty', 'list', '--status', 'all', '--json');
  const names = (JSON.parse(stdout) as Row[]).map(({ name }) => String(name));
  return names.filter(name => name.startsWith(mark)).sort();
}

const KINDS: readonly (readonly [name: string, flags: readonly string[], path: string])[] = [
  ['without a key', [], 'Opportunities'],
  ['with a key', KEYED, 'Opportunities/batch-modify'],
];

describe.each(KINDS)('rows %s become one record each', (_, flags, path) => {
  it.each(['commit-then-reset', 'commit-then-500', 'commit-then-cut', 'reset', '500', '429', '503'])(
    'whatever the server does: %s',
    async action => {
      const file = writeDeals();
      const rules = [`POST ${path} #2: ${action}`, `POST ${path} #3: ${action}`];
      const { code, stdout, stderr, names } = await withSandbox(rules, async run => {
        const ended = await run('oppty', 'import', file, '--yes', '--json', ...flags);
        return { ...ended, names: await namesOn(run) };
      });
      const rows = JSON.parse(stdout) as Row[];
      expect([code, rows.map(({ outcome }) => outcome)], stderr).toEqual([0, Array(ROWS).fill('created')]);
      expect(names).toEqual(rows.map(({ name }) => String(name)).sort());
    },
  );
});

it.each(KINDS)(
  'a server that asks for fewer requests is known to the next import of rows %s',
  async (_, flags, path) => {
    const learned = await withSandbox([`POST ${path} #2: 429 retry-after=1`], async run => {
      await run('oppty', 'import', writeDeals(), '--yes', ...flags);
      const name = readdirSync(folder.path, { recursive: true, encoding: 'utf8' }).find(one =>
        one.endsWith('pace.json'),
      );
      return Object.values(JSON.parse(readFileSync(join(folder.path, name!), 'utf8')) as Row);
    });
    expect(learned).toMatchObject([{ limit: 2 }]);
  },
);

describe.each(KINDS)('an import of rows %s that is stopped', (_, flags, path) => {
  it('is carried on, and nothing is doubled', async () => {
    const file = writeDeals();
    // The sign-in is refused from then on, which ends the run before its last row.
    const first = await withSandbox(
      [`POST ${path} #2: commit-then-reset`, `POST ${path} #3-: 401`],
      async (run, port) => {
        const ended = await run('oppty', 'import', file, '--yes', '--json', ...flags);
        return { ...ended, port, names: await namesOn(run) };
      },
    );
    expect(first.names.length).toBeLessThan(ROWS);
    await withSandbox(
      [],
      async run => {
        const refused = await run('oppty', 'import', file, '--yes', '--json', ...flags);
        expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('--resume')]);
        const second = await run('oppty', 'import', file, '--resume', '--yes', '--json', ...flags);
        const rows = JSON.parse(second.stdout) as Row[];
        expect([second.code, rows.map(({ outcome }) => outcome)]).toEqual([0, Array(ROWS).fill('created')]);
        expect((await namesOn(run)).length).toBe(ROWS);
      },
      first.port,
    );
    expect(readdirSync(join(folder.path, 'home', 'pipeliner', 'imports'))).toEqual([]);
  });

  it('is carried on where nobody knows of some rows, and nothing is doubled', async () => {
    const file = writeDeals();
    // The record cannot be looked for.
    const look = flags.length > 0 ? 7 : 2;
    const rules = [`POST ${path} #2: commit-then-reset`, `GET Opportunities #${look}-: 403`];
    const port = await withSandbox(rules, async (run, port) => {
      const { code, stdout, stderr } = await run('oppty', 'import', file, '--yes', '--json', '--no-verify', ...flags);
      expect(JSON.parse(stdout).filter(({ outcome }: Row) => outcome === 'unknown').length).toBeGreaterThan(0);
      expect(code).toBe(9);
      expect(stderr).toContain('"complete":false');
      expect(stderr).toContain('The same command with --resume looks for them again.');
      return port;
    });
    await withSandbox(
      [],
      async run => {
        const { code, stdout } = await run('oppty', 'import', file, '--resume', '--yes', '--json', ...flags);
        expect([code, JSON.parse(stdout).map(({ outcome }: Row) => outcome)]).toEqual([0, Array(ROWS).fill('created')]);
        expect((await namesOn(run)).length).toBe(ROWS);
      },
      port,
    );
  });

  it('is carried on after more rows failed than --max-errors allows', async () => {
    const file = writeDeals();
    const port = await withSandbox([`POST ${path} #2: 400`], async (run, port) => {
      const limit = ['--max-errors', '0', '--max-requests', '1'];
      const { code, stdout, stderr } = await run('oppty', 'import', file, '--yes', '--json', ...limit, ...flags);
      const messages = JSON.parse(stdout).map(({ errors }: Row) => (errors as Row[])[0]?.message);
      expect(messages.length).toBe(ROWS);
      expect(messages.at(-1)).toBe('Not sent after a failure: more than 0 rows failed');
      expect([code, stderr]).toEqual([10, expect.stringContaining('"complete":false')]);
      return port;
    });
    await withSandbox(
      [],
      async run => {
        expect((await run('oppty', 'import', file, '--resume', '--yes', ...flags)).code).toBe(0);
        expect((await namesOn(run)).length).toBe(ROWS);
      },
      port,
    );
  });

  it('can still be carried on where --again was not agreed to', async () => {
    const file = writeDeals();
    const rules = [`POST ${path} #2-: 401`];
    const port = await withSandbox(rules, async (run, port) => {
      await run('oppty', 'import', file, '--yes', '--max-requests', '1', ...flags);
      return port;
    });
    await withSandbox(
      [],
      async run => {
        expect((await run('oppty', 'import', file, '--again', ...flags)).code).toBe(2);
        const { code, stdout } = await run('oppty', 'import', file, '--resume', '--yes', '--json', ...flags);
        expect([code, JSON.parse(stdout).map(({ outcome }: Row) => outcome)]).toEqual([0, Array(ROWS).fill('created')]);
        expect((await namesOn(run)).length).toBe(ROWS);
      },
      port,
    );
  });

  it('is left behind with --again', async () => {
    const file = writeDeals();
    const port = await withSandbox([`POST ${path} #1-: 401`], async (run, port) => {
      await run('oppty', 'import', file, '--yes', ...flags);
      return port;
    });
    await withSandbox(
      [],
      async run => {
        expect((await run('oppty', 'import', file, '--again', '--yes', ...flags)).code).toBe(0);
        expect((await namesOn(run)).length).toBe(ROWS);
      },
      port,
    );
    expect(readdirSync(join(folder.path, 'home', 'pipeliner', 'imports'))).toEqual([]);
  });

  it('is taken back with the rows whose answers were lost, once it was carried on', async () => {
    const file = writeDeals();
    const port = await withSandbox([`POST ${path} #${flags.length > 0 ? 2 : 5}-: 401`], async (run, port) => {
      await run('oppty', 'import', file, '--yes', ...flags);
      expect((await namesOn(run)).length).toBe(4);
      return port;
    });
    const runs = join(folder.path, 'home', 'pipeliner', 'runs');
    const ledger = join(runs, readdirSync(runs)[0]!);
    const lines = readFileSync(ledger, 'utf8').split('\n');
    // Killed before it could note the first two.
    writeFileSync(ledger, lines.filter(line => !/^\{"result":[12],.*"done"/.test(line)).join('\n'));
    await withSandbox(
      [],
      async run => {
        const { code } = await run('oppty', 'import', file, '--resume', '--yes', ...flags);
        expect([code, (await namesOn(run)).length]).toEqual([0, ROWS]);
        await run('undo', '--yes');
        expect((await namesOn(run)).length).toBe(2);
        await run('undo', '--yes');
        expect(await namesOn(run)).toEqual([]);
      },
      port,
    );
  });
});

describe('rows that say the same', () => {
  it.each([
    ['both answers are lost', ['#1: commit-then-reset', '#2: commit-then-reset']],
    ['one is done and one is not', ['#1: commit-then-reset', '#2: reset']],
    ['one is told and one is lost', ['#2: commit-then-reset']],
  ])('become a record each where %s', async (_, rules) => {
    const file = writeDeals(1);
    const [head = '', line = ''] = readFileSync(file, 'utf8').split('\n');
    writeFileSync(file, [head, line, line].join('\n'));
    await withSandbox(
      rules.map(rule => `POST Opportunities ${rule}`),
      async run => {
        const { stdout } = await run('oppty', 'import', file, '--yes', '--json');
        const created = (JSON.parse(stdout) as Row[]).filter(({ outcome }) => outcome === 'created');
        expect((await namesOn(run)).length).toBe(created.length);
        expect(new Set(created.map(({ id }) => id)).size).toBe(created.length);
      },
    );
  });
});

it('a record that somebody else created with the key meanwhile is left, and the row told as failed', async () => {
  const file = writeDeals(8);
  const port = await withSandbox(['POST Opportunities/batch-modify #2: 401'], async (run, port) => {
    await run('oppty', 'import', file, '--yes', '--json', ...KEYED);
    return port;
  });
  await withSandbox(
    [],
    async run => {
      const [head = '', ...lines] = readFileSync(file, 'utf8').split('\n');
      const other = join(folder.path, 'other.csv');
      writeFileSync(other, [head, lines[7]].join('\n'));
      expect((await run('oppty', 'import', other, '--yes', ...KEYED)).code).toBe(0);
      const { stdout, code } = await run('oppty', 'import', file, '--resume', '--yes', '--json', ...KEYED);
      const rows = JSON.parse(stdout) as Row[];
      expect([code, rows.map(({ outcome }) => outcome)]).toEqual([10, [...Array(7).fill('created'), 'failed']]);
      expect((await namesOn(run)).length).toBe(8);
    },
    port,
  );
});

it('a record that an earlier import created a moment ago is not taken for one of a lost answer', async () => {
  const file = writeDeals(1);
  await withSandbox(['POST Opportunities #2-: reset'], async run => {
    await run('oppty', 'import', file, '--yes', '--json');
    const { stdout } = await run('oppty', 'import', file, '--yes', '--json', '--again');
    expect((JSON.parse(stdout) as Row[]).map(({ outcome }) => outcome)).toEqual(['failed']);
    expect((await namesOn(run)).length).toBe(1);
  });
});

it('nothing more is sent once the sign-in is refused', async () => {
  const file = writeDeals();
  await withSandbox(['POST Opportunities/batch-modify #2-: 401'], async run => {
    const { stdout } = await run('oppty', 'import', file, '--yes', '--json', ...KEYED, '--max-requests', '1');
    const rows = JSON.parse(stdout) as Row[];
    const messages = rows.map(({ errors }) => (errors as Row[])[0]?.message);
    expect([messages[0], messages[4], messages[8]]).toEqual([
      undefined,
      expect.not.stringContaining('Not sent'),
      expect.stringContaining('Not sent after a failure'),
    ]);
  });
});
