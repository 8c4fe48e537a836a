import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FORMATS } from '../../../src/answer.ts';
import { type Output, ReaderGone } from '../../../src/host.ts';
import type { Row } from '../../../src/wire/entities.ts';
import { fakeOutput } from '../../support/fake-output.ts';
import { runHere } from '../../support/host.ts';
import { closeAll, httpServer } from '../../support/loopback.ts';

/** A list that is ordered by name, and cut into pages after the name of the last record. */
const space = {
  rows: [] as Row[],
  asked: 0,
  /** Adds to what the server says the list has; undefined: it does not say. */
  surplus: 0 as number | undefined,
  /** What happens in the space before a page is read. */
  before: {} as Record<number, () => void>,
  /** Answers in its place. */
  instead: {} as Record<number, { status: number; body: unknown }>,
  /** The request that gets no answer. */
  stall: 0,
  /** The text of an answer, where that counts. */
  text: undefined as ((page: number) => string) | undefined,
};
const env = { PIPELINER_URL: '', PIPELINER_SPACE: 's', PIPELINER_USERNAME: 'u', PIPELINER_PASSWORD: 'password' };

const account = (name: string): Row => ({ id: `id-${name}`, name, city: 'Brno' });
const names = (count: number) => Array.from({ length: count }, (_, i) => `n${String(i).padStart(4, '0')}`);

beforeAll(async () => {
  const { port } = await httpServer((request, response) => {
    space.asked += 1;
    space.before[space.asked]?.();
    const { status, body } = space.instead[space.asked] ?? {
      status: 200,
      body: page(new URL(request.url!, 'http://x')),
    };
    if (space.asked !== space.stall) response.writeHead(status).end(space.text?.(space.asked) ?? JSON.stringify(body));
  });
  env.PIPELINER_URL = `http://127.0.0.1:${port}`;
});
afterAll(closeAll);
beforeEach(() => {
  Object.assign(space, { rows: [], asked: 0, surplus: 0, before: {}, instead: {}, stall: 0, text: undefined });
});

function page({ searchParams }: URL): object {
  const after = searchParams.get('after') ?? '';
  const left = space.rows.toSorted((a, b) => (a.name! < b.name! ? -1 : 1)).filter(({ name }) => String(name) > after);
  const data = left.slice(0, Number(searchParams.get('first')));
  const page_info = { has_next_page: left.length > data.length, end_cursor: data.at(-1)?.name ?? null };
  const total = space.surplus === undefined ? {} : { total: space.rows.length + space.surplus };
  return { success: true, data, page_info, ...total };
}

const accounts = (...args: string[]) => runHere(['accounts', ...args], { env });
const accountsOn = (stdout: Output, ...args: string[]) => runHere(['accounts', ...args], { env, stdout });

describe('a list that changes while it is read', () => {
  const rename = (from: string, to: string) => {
    space.rows = space.rows.map(row => (row.name === from ? { ...row, name: to } : row));
  };
  const insert = (name: string) => space.rows.push(account(name));
  const remove = (name: string) => {
    space.rows = space.rows.filter(row => row.name !== name);
  };
  const twice = 'One record came twice, since the list changed while it was read; each is here once.\n';
  const fewer = (counts: number, came: number) =>
    `The list changed while it was read: the server counts ${counts} accounts, ${came} came. Run it again to be sure.\n`;

  beforeEach(() => {
    space.rows = ['b', 'd', 'f', 'h', 'k'].map(account);
  });

  it.each<[what: string, before: Record<number, () => void>, ids: string, said: string, surplus?: number | undefined]>([
    ['nothing happens', {}, 'b d f h k', ''],
    ['the server counts more than it gives', {}, 'b d f h k', '', 2],
    ['the server does not count', { 2: () => insert('a') }, 'b d f h k', '', undefined],
    ['one is inserted further on', { 2: () => insert('g') }, 'b d f g h k', ''],
    ['one is inserted where it was read already', { 2: () => insert('a') }, 'b d f h k', fewer(6, 5)],
    ['the one at the cursor is deleted', { 2: () => remove('d') }, 'b d f h k', ''],
    ['one that is still to come is deleted', { 2: () => remove('h') }, 'b d f k', ''],
    ['one moves from the front to the end', { 3: () => rename('b', 'z') }, 'b d f h k', twice],
    [
      'all of a page move to the end',
      {
        2: () => {
          rename('b', 'y');
          rename('d', 'z');
        },
      },
      'b d f h k',
      twice.replace('One record', '2 records'),
    ],
    [
      'one comes twice and another is inserted behind',
      {
        2: () => {
          rename('b', 'z');
          insert('a');
        },
      },
      'b d f h k',
      twice + fewer(6, 5),
    ],
  ])('is told as it was: %s', async (_, before, ids, said, ...surplus) => {
    space.before = before;
    if (surplus.length > 0) [space.surplus] = surplus;
    const { code, stdout, stderr } = await accounts('--order-by', 'name', '--page-size', '2', '--format', 'ids');
    expect({ code, stderr }).toEqual({ code: 0, stderr: said });
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map(id => id.slice(3))
        .join(' '),
    ).toBe(ids);
  });

  it('is not complained about by who wanted no more', async () => {
    space.before = { 2: () => insert('a') };
    expect((await accounts('--page-size', '2', '--limit', '3')).stderr).toBe('');
  });

  it('is told by api --paginate as well', async () => {
    space.before = {
      2: () => {
        rename('b', 'z');
        insert('a');
      },
    };
    const { stderr } = await runHere(['api', 'Accounts?first=2', '--paginate'], { env });
    expect(stderr).toBe(twice + fewer(6, 5).replace('accounts', 'records'));
  });
});

describe('a range, whose upper end is cut off here', () => {
  const rows: [field: string, least: string, most: string, values: unknown[], kept: unknown[]][] = [
    ['city', 'a', 'c', ['a', 'b', 'cc', null, ''], ['a', 'b', '']],
    ['revision', '1', '10', [2, '9', 11, null], [2, '9']],
    [
      'created',
      '2026-01-01',
      '2026-01-31',
      ['2026-01-31 23:59:59.9+00:00', '2026-02-01 00:00:00+00:00'],
      ['2026-01-31 23:59:59.9+00:00'],
    ],
    [
      'created',
      '2026-01-01',
      '2026-01-31T10:00:00Z',
      ['2026-01-31 10:00:00+00:00', '2026-01-31 23:00:00+00:00'],
      ['2026-01-31 10:00:00+00:00'],
    ],
  ];
  it.each(rows)('of %s from %s to %s keeps what is in it', async (field, least, most, values, kept) => {
    space.rows = values.map((value, i) => ({ ...account(`n${i}`), [field]: value }));
    const { stdout } = await accounts('--filter', `${field}:between=${least},${most}`, '--format', 'jsonl');
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map(line => JSON.parse(line)[field]),
    ).toEqual(kept);
  });

  it('is not said to have as many as the server counts', async () => {
    space.rows = names(40).map(account);
    const { stderr } = await runHere(['accounts', '--filter', 'city:between=A,C'], { env, columns: 200 });
    expect(stderr).toBe('The first 30 accounts. See --all, --limit <n>, --search <text>.\n');
  });

  it('is an error where the field did not come', async () => {
    space.rows = [account('a')];
    expect(await accounts('--filter', 'email1:between=a,b')).toMatchObject({ code: 12, stdout: '' });
  });
});

describe('how much is asked for', () => {
  beforeEach(() => {
    space.rows = names(250).map(account);
  });

  it.each([
    [['--limit', '1', '--json'], 1],
    [['--limit', '1'], 1],
    [['--limit', '100', '--json'], 1],
    [['--limit', '101', '--json'], 2],
    [['--json'], 3],
    [['--after', 'n0000', '--limit', '5'], 1],
  ])('%j costs %d requests', async (args, count) => {
    expect((await accounts(...args)).code).toBe(0);
    expect(space.asked).toBe(count);
  });

  it.each(['jsonl', 'csv', 'tsv', 'ids'])(
    'as %s is no more than the page after which the reader is gone',
    async format => {
      const stdout = fakeOutput(undefined, 1);
      const { code, stderr } = await runHere(['accounts', '--format', format], { env, stdout });
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      // The second page cannot be written, the third may be on its way.
      expect(space.asked).toBeLessThanOrEqual(3);
    },
  );

  it.each(['jsonl', 'csv', 'tsv', 'ids'])('as %s is printed page by page', async format => {
    const stdout = fakeOutput();
    const before: number[] = [];
    space.before = {
      2: () => before.push(stdout.text.split('\n').length - 1),
      3: () => before.push(stdout.text.split('\n').length - 1),
    };
    await runHere(['accounts', '--format', format], { env, stdout });
    const heads = format === 'csv' ? 1 : 0;
    expect(before).toEqual([100 + heads, 200 + heads]);
  });

  describe('of which each page is more than one write', () => {
    beforeEach(() => {
      space.rows = names(1000).map(name => ({ ...account(name), id: name.padEnd(1000, 'x'), city: 'x'.repeat(1000) }));
    });

    it.each(['jsonl', 'csv', 'tsv', 'ids'])(
      'is one page more as %s at most when the reader goes away',
      async format => {
        const stdout = fakeOutput(undefined, format === 'csv' ? 1 : 0);
        const { code, stderr } = await runHere(['accounts', '--format', format], { env, stdout });
        expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
        expect(space.asked).toBeLessThanOrEqual(2);
      },
    );

    it.each(['jsonl', 'csv', 'tsv', 'ids'])('is no more as %s than a slow reader has room for', async format => {
      const taken = { rows: 0 };
      const stdout = {
        ...fakeOutput(),
        async write(text: string) {
          // The reader lets everything happen that can happen before it takes the next piece.
          for (let turn = 0; turn < 5; turn++) await new Promise(resolve => setImmediate(resolve));
          expect(space.asked).toBeLessThanOrEqual(Math.floor(taken.rows / 100) + 2);
          taken.rows += text.match(/(?<![x\d])n\d{4}x/g)?.length ?? 0;
        },
      };
      expect((await runHere(['accounts', '--format', format], { env, stdout })).code).toBe(0);
      expect(taken.rows).toBe(1000);
      expect(space.asked).toBe(10);
    });
  });
});

describe('a list that goes on', () => {
  const stdoutThat = (write: (text: string) => Promise<void>) => ({ ...fakeOutput(), write });
  /** Waits until so many pages are asked for, at most five seconds. */
  const untilAsked = async (count: number) => {
    for (const end = Date.now() + 5000; space.asked < count && Date.now() < end; ) {
      await new Promise(resolve => setImmediate(resolve));
    }
  };
  const api = ['api', 'Accounts', '--paginate', '--format', 'jsonl'];

  beforeEach(() => {
    space.rows = names(250).map(account);
  });

  it.each([[['accounts', '--format', 'jsonl']], [['accounts', '--format', 'csv']], [api]])(
    'asks for the next page while it prints one: %j',
    async args => {
      const asked: number[] = [];
      const stdout = stdoutThat(async text => {
        // Waits for the request after this page, if there is one.
        const page = Math.ceil((Number(text.match(/n\d{4}/)?.[0].slice(1) ?? -1) + 1) / 100);
        await untilAsked(Math.min(3, page + 1));
        if (page > 0) asked.push(space.asked);
      });
      expect((await runHere(args, { env, stdout })).code).toBe(0);
      expect(asked).toEqual([2, 3, 3]);
    },
  );

  it.each([[['accounts', '--format', 'jsonl']], [api]])(
    'does not wait for the next page when nobody reads any more: %j',
    async args => {
      space.stall = 2;
      const stdout = stdoutThat(async () => {
        await untilAsked(2);
        throw new ReaderGone();
      });
      const { code, stderr } = await runHere(args, { env, stdout });
      expect({ code, stderr, asked: space.asked }).toEqual({ code: 0, stderr: '', asked: 2 });
    },
  );

  it('asks for nothing while a terminal is written to, which can hold it up', async () => {
    const stdout = {
      ...stdoutThat(async () => {
        for (let turn = 0; turn < 20; turn++) await new Promise(resolve => setImmediate(resolve));
        asked.push(space.asked);
      }),
      isTTY: true,
    };
    const asked: number[] = [];
    expect((await accountsOn(stdout, '--format', 'jsonl')).code).toBe(0);
    expect(asked).toEqual([1, 2, 3]);
  });

  it('tells of a failure once the rows before it are printed', async () => {
    space.instead = { 2: { status: 403, body: { success: false } } };
    let printed = '';
    const stdout = stdoutThat(async text => {
      for (let turn = 0; turn < 200; turn++) await new Promise(resolve => setImmediate(resolve));
      printed += text;
    });
    expect(await accountsOn(stdout, '--format', 'ids')).toMatchObject({ code: 4 });
    expect({ asked: space.asked, printed: printed.split('\n').length - 1 }).toEqual({ asked: 2, printed: 100 });
  });

  it('prints the records as they came where that is JSON on one line', async () => {
    space.text = page =>
      page === 1
        ? '{"success":true,"data":[{"id":"1","n":12.50,"é":"\\n\\"x"}, { "id" : "2" },{"id":"3","a":1,"a":2},{"id":"4","b":"\\/\u200b"}]}'
        : '';
    const { stdout } = await accounts('--format', 'jsonl');
    expect(stdout).toBe(
      '{"id":"1","n":12.50,"é":"\\n\\"x"}\n{"id":"2"}\n{"id":"3","a":2}\n{"id":"4","b":"/\\u200b"}\n',
    );
  });
});

describe('a list that fails on its third page', () => {
  it.each<[what: string, body: { status: number; body: unknown }, code: number]>([
    ['with a refusal', { status: 403, body: { success: false } }, 4],
    ['with a failure that stays', { status: 500, body: { success: false } }, 8],
    ['with no list', { status: 200, body: { success: true, data: {} } }, 12],
    [
      'with a page that leads nowhere',
      { status: 200, body: { success: true, data: [], page_info: { has_next_page: true, end_cursor: 'x' } } },
      12,
    ],
  ])('%s leaves nothing in JSON and whole lines elsewhere', async (_, failure, exit) => {
    for (const format of FORMATS) {
      Object.assign(space, { rows: names(250).map(account), asked: 0 });
      space.instead = Object.fromEntries([3, 4, 5, 6].map(n => [n, failure]));
      const { code, stdout, stderr } = await accounts('--format', format);
      expect({ format, code }).toEqual({ format, code: exit });
      expect(stderr).toMatch(/^Error: /);
      const whole = format === 'json' || format === 'table';
      const lines = whole ? 0 : format === 'csv' ? 201 : 200;
      expect({ format, lines: stdout.split('\n').length - 1 }).toEqual({ format, lines });
      expect(stdout.endsWith('\n') || whole).toBe(true);
      if (format === 'jsonl') for (const line of stdout.trimEnd().split('\n')) JSON.parse(line);
    }
  });
});
