import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Answer, FORMATS, type Format } from '../../../src/answer.ts';
import { CliError } from '../../../src/errors.ts';
import { render } from '../../../src/terminal/output/render.ts';
import type { Row } from '../../../src/wire/entities.ts';
import { parseJson } from '../../../src/wire/json.ts';
import { type FakeOutput, fakeOutput } from '../../support/fake-output.ts';

const ID = 'c4ca4238-a0b9-0382-0dcc-509a6f75849b';
const OTHER = '00000000-0000-0000-0000-000000011a7d';
const lines = (...all: string[]) => all.map(line => `${line}\n`).join('');

const NOW = new Date('2026-05-04T10:20:30Z');

process.env.TZ = 'Europe/Prague';

async function* arriving(rows: readonly Row[]) {
  for (const row of rows) yield [row];
}

const records = (rows: readonly Row[], ...paths: string[]): Answer & { kind: 'records' } => ({
  kind: 'records',
  columns: paths.map(path => ({ heading: path, path })),
  pages: arriving(rows),
});

async function printed(answer: Answer, format: Format, out: FakeOutput = fakeOutput()): Promise<string> {
  await render(answer, { out, format, colour: false, ascii: true, now: NOW });
  return out.text;
}

describe('a list', () => {
  const rows: Row[] = [
    { id: ID, name: 'Acme\tInc', value: 12.5, created: '2019-02-01 07:41:49.529970+00:00', is_deleted: false },
    { id: OTHER, name: 'Zoë \u202e', value: null, created: '2019-01-01T00:00:00', is_deleted: true },
  ];
  const list = () => records(rows, 'name', 'value', 'created', 'is_deleted');

  it('as table on a terminal is drawn, with local times', async () => {
    expect(await printed(list(), 'table', fakeOutput(100))).toBe(
      lines(
        'name          value  created                     is_deleted',
        'Acme\\tInc      12.5  2019-02-01 08:41:49 +01:00  no',
        'Zoë \\u{202e}         2019-01-01 01:00:00 +01:00  yes',
      ),
    );
  });

  it('as table says how far a time of these weeks is, and as a record when it is, too', async () => {
    const row = { id: ID, modified: '2026-05-04 10:15:00.000000+00:00', created: '2026-05-01T10:20:30' };
    expect(await printed(records([row], 'modified', 'created'), 'table', fakeOutput(100))).toBe(
      lines('modified   created', '5 min ago  3 days ago'),
    );
    expect(await printed({ kind: 'record', row }, 'table', fakeOutput(100))).toContain(
      '| 2026-05-04 12:15:00 +02:00 (5 min ago)',
    );
    expect(await printed(records([row], 'modified'), 'tsv')).toBe('2026-05-04T10:15:00Z\n');
    expect(await printed(records([row], 'modified'), 'jsonl')).toContain('"2026-05-04 10:15:00.000000+00:00"');
  });

  it('as table shows no column that is hidden, which the others have', async () => {
    const hiding = () => ({
      ...list(),
      columns: [
        { heading: 'id', path: 'id', hidden: true },
        { heading: 'n', path: 'name' },
      ],
    });
    expect(await printed(hiding(), 'table', fakeOutput(100))).toBe(lines('n', 'Acme\\tInc', 'Zoë \\u{202e}'));
    expect(await printed(hiding(), 'tsv')).toBe(lines(`${ID}\tAcme\\tInc`, `${OTHER}\tZoë \u202e`));
    expect(await printed(hiding(), 'csv')).toContain('id,n\r\n');
  });

  it('as tsv in a pipe is exact, with UTC times', async () => {
    expect(await printed(list(), 'tsv')).toBe(
      lines('Acme\\tInc\t12.5\t2019-02-01T07:41:49Z\tfalse', 'Zoë \u202e\t\t2019-01-01T00:00:00Z\ttrue'),
    );
  });

  it('as tsv on a terminal is clean', async () => {
    expect(await printed(list(), 'tsv', fakeOutput(80))).toBe(
      // The tabs between cells stay.
      lines('Acme\\tInc\t12.5\t2019-02-01T07:41:49Z\tfalse', 'Zoë \\u{202e}\t\t2019-01-01T00:00:00Z\ttrue'),
    );
  });

  it.each([undefined, 80])('as json is one array of the records as they came (terminal width %s)', async columns => {
    expect(await printed(list(), 'json', fakeOutput(columns))).toBe(
      lines(
        '[',
        '  {',
        `    "id": "${ID}",`,
        '    "name": "Acme\\tInc",',
        '    "value": 12.5,',
        '    "created": "2019-02-01 07:41:49.529970+00:00",',
        '    "is_deleted": false',
        '  },',
        '  {',
        `    "id": "${OTHER}",`,
        '    "name": "Zoë \\u202e",',
        '    "value": null,',
        '    "created": "2019-01-01T00:00:00",',
        '    "is_deleted": true',
        '  }',
        ']',
      ),
    );
  });

  it.each([undefined, 80])('as jsonl is one record a line (terminal width %s)', async columns => {
    expect(
      await printed(records([{ id: ID, name: 'a\nb' }, { name: '\u200b' }], 'name'), 'jsonl', fakeOutput(columns)),
    ).toBe(lines(`{"id":"${ID}","name":"a\\nb"}`, '{"name":"\\u200b"}'));
  });

  it.each([undefined, 80])('as ids is one id a line, whatever the columns (terminal width %s)', async columns => {
    expect(await printed(list(), 'ids', fakeOutput(columns))).toBe(lines(ID, OTHER));
  });

  it.each([
    ['table', fakeOutput(80), ''],
    ['table', fakeOutput(), ''],
    ['json', fakeOutput(80), '[]\n'],
    ['json', fakeOutput(), '[]\n'],
    ['jsonl', fakeOutput(), ''],
    ['tsv', fakeOutput(), ''],
    ['ids', fakeOutput(), ''],
  ] as const)('without rows as %s (%#) is next to nothing', async (format, out, text) => {
    expect(await printed(records([], 'name'), format, out)).toBe(text);
  });

  it('keeps every digit of a number', async () => {
    const row = parseJson('{"id":"x","n":12345678901234567890.10}') as Row;
    expect(await printed(records([row], 'n'), 'jsonl')).toBe('{"id":"x","n":12345678901234567890.10}\n');
    expect(await printed(records([row], 'n'), 'tsv')).toBe('12345678901234567890.10\n');
    expect(await printed(records([row, { n: 1 }], 'n'), 'table', fakeOutput(80))).toContain(`\n${'1'.padStart(23)}\n`);
  });

  it('aligns text that looks like numbers to the left', async () => {
    expect(await printed(records([{ zip: '10115' }, { zip: '1' }], 'zip'), 'table', fakeOutput(80))).toContain('\n1\n');
  });

  it.each([
    ['a field of an expanded relation', 'owner.name', { owner: { id: ID, name: 'Jane' } }, 'Jane'],
    ['an expanded relation', 'owner', { owner: { id: ID, name: 'Jane' } }, ID],
    ['a link', 'owner', { owner: `https://eu.pipelinersales.com/api/v100/rest/spaces/s/entities/Clients/${ID}` }, ID],
    ['a link that leads elsewhere', 'url', { url: `https://a.test/x/${ID}` }, `https://a.test/x/${ID}`],
    ['a field of each item', 'r.account.name', { r: [{ account: { name: 'A' } }, { account: { name: 'B' } }] }, 'A, B'],
    ['a field whose name has a dot', 'a.b', { 'a.b': 'x' }, 'x'],
    ['null on the way', 'owner.name', { owner: null }, ''],
    ['a link on the way', 'owner.name', { owner: 'https://a.test' }, ''],
    ['a field there is not', 'nope', {}, ''],
    ['what every object inherits', '__proto__.constructor', {}, ''],
    ['other things', 'x', { x: { a: [1, null] } }, '{"a":[1,null]}'],
    ['a backslash', 'x', { x: 'C:\\new\r\n' }, 'C:\\\\new\\r\\n'],
    ['a number in exponents', 'x', { x: 1e21 }, '1e+21'],
  ])('shows %s', async (_, path, row: Row, cell) => {
    expect(await printed(records([row], path), 'tsv')).toBe(`${cell}\n`);
  });

  describe('of pipelines, whose steps are the rows', () => {
    const pipeline = { id: ID, name: 'Sales', steps: [{ id: 'one' }, { id: 'two' }] };
    const pipelines = (): Answer => ({
      ...records([pipeline], 'pipeline', 'id'),
      tableRows: row => (row.steps as Row[]).map(step => ({ pipeline: row.name, ...step })),
    });

    it('has a row per step in tsv and in ids', async () => {
      expect(await printed(pipelines(), 'tsv')).toBe(lines('Sales\tone', 'Sales\ttwo'));
      expect(await printed(pipelines(), 'table', fakeOutput(80))).toContain('\nSales     two\n');
      expect(await printed(pipelines(), 'ids')).toBe(lines('one', 'two'));
    });

    it("keeps the API's nesting in json and jsonl", async () => {
      expect(JSON.parse(await printed(pipelines(), 'json'))).toEqual([pipeline]);
      expect(JSON.parse(await printed(pipelines(), 'jsonl'))).toEqual(pipeline);
    });
  });

  it('never leaves out a record without an id from the ids', async () => {
    const out = fakeOutput();
    const printing = printed(records([{ id: ID }, { name: 'x' }], 'name'), 'ids', out);
    await expect(printing).rejects.toMatchObject({ code: 'BAD_REPLY' });
    expect(out.text).toBe(lines(ID));
  });

  describe('that fails on a later page', () => {
    const failing = (): Answer => ({
      ...records([], 'name'),
      pages: (async function* () {
        yield [{ name: 'a' }, { name: 'b' }];
        throw new CliError('SERVER_FAILED', 'no');
      })(),
    });

    it.each([
      ['json', ''],
      ['jsonl', lines('{"name":"a"}', '{"name":"b"}')],
      ['tsv', lines('a', 'b')],
    ] as const)('as %s has printed what it may', async (format, text) => {
      const out = fakeOutput();
      await expect(printed(failing(), format, out)).rejects.toThrow('no');
      expect(out.text).toBe(text);
    });
  });

  describe('that is long', () => {
    /** Pages of a hundred that tell how many were asked for, and whether they were let go. */
    function counted(count: number) {
      const asked = { pages: 0, done: false };
      const pages = (async function* () {
        try {
          for (; asked.pages < count; asked.pages++) yield Array(100).fill({ id: ID, name: 'x'.repeat(100) });
        } finally {
          asked.done = true;
        }
      })();
      return { asked, answer: { ...records([], 'name'), pages } };
    }

    it.each(['jsonl', 'tsv', 'ids'] as const)('is written as %s page by page', async format => {
      const out = fakeOutput();
      await printed(counted(50).answer, format, out);
      expect(out.writes.map(write => write.match(/\n/g)?.length)).toEqual(Array(50).fill(100));
    });

    it.each(['jsonl', 'tsv', 'ids'] as const)('as %s stops asking when the reader leaves', async format => {
      const { asked, answer } = counted(10_000);
      const to = { out: fakeOutput(undefined, 1), format, colour: false, ascii: false, now: NOW };
      expect(await render(answer, to)).toEqual({ truncated: true });
      expect(asked.pages).toBe(1);
      expect(asked.done).toBe(true);
    });

    it('as json parses, written page by page once all is there', async () => {
      const out = fakeOutput();
      await printed(counted(50).answer, 'json', out);
      expect(JSON.parse(out.text)).toHaveLength(5000);
      expect(out.writes).toHaveLength(51);
    });
  });
});

describe('a record', () => {
  const row = {
    id: ID,
    name: 'Acme\u0007',
    email2: '',
    parent: null,
    tags: ['a'],
    value: 5,
    created: '2019-01-01T00:00:00',
  };
  const one: Answer = { kind: 'record', row };

  it('as table on a terminal is its simple fields, top down', async () => {
    expect(await printed(one, 'table', fakeOutput(80))).toBe(
      lines(
        '+---------+--------------------------------------+',
        '| id      | c4ca4238-a0b9-0382-0dcc-509a6f75849b |',
        '| name    | Acme\\x07                             |',
        '| value   | 5                                    |',
        '| created | 2019-01-01 01:00:00 +01:00           |',
        '+---------+--------------------------------------+',
      ),
    );
  });

  it('as tsv in a pipe is lines of label and value', async () => {
    expect(await printed(one, 'tsv')).toBe(
      lines(`id\t${ID}`, 'name\tAcme\u0007', 'value\t5', 'created\t2019-01-01T00:00:00Z'),
    );
  });

  it('shows what the command chose, in its order, empty values too', async () => {
    const chosen: Answer = {
      kind: 'record',
      row,
      fields: [
        ['Value', '12,500.00 €'],
        ['Owner', ''],
      ],
    };
    expect(await printed(chosen, 'tsv')).toBe(lines('Value\t12,500.00 €', 'Owner\t'));
    expect(await printed(chosen, 'table', fakeOutput(80))).toContain('| Value | 12,500.00 € |');
    expect(await printed(chosen, 'table', fakeOutput(80))).toContain('| Owner |             |');
  });

  it('is one object for machines, and its id', async () => {
    expect(await printed({ kind: 'record', row: { id: ID, n: 1 } }, 'json')).toBe(`{\n  "id": "${ID}",\n  "n": 1\n}\n`);
    expect(await printed({ kind: 'record', row: { id: ID, n: 1 } }, 'jsonl')).toBe(`{"id":"${ID}","n":1}\n`);
    expect(await printed(one, 'ids')).toBe(`${ID}\n`);
  });

  it('does not print what is said about it', async () => {
    expect(await printed({ ...one, notice: 'Created' }, 'tsv')).not.toContain('Created');
  });
});

describe('other answers', () => {
  it.each(FORMATS)('raw JSON is JSON as %s', async format => {
    expect(await printed({ kind: 'raw', body: { a: ['\u202e'] } }, format)).toBe(
      '{\n  "a": [\n    "\\u202e"\n  ]\n}\n',
    );
  });

  const text: Answer = { kind: 'text', text: '/home/me/\u001b[0m\nx', row: { path: '/home/me' } };
  it.each([
    ['table', undefined, '/home/me/\u001b[0m\nx\n'],
    ['table', 80, '/home/me/\\e[0m\nx\n'],
    ['tsv', undefined, '/home/me/\u001b[0m\nx\n'],
    ['ids', 80, '/home/me/\\e[0m\nx\n'],
    ['json', undefined, '{\n  "path": "/home/me"\n}\n'],
    ['jsonl', 80, '{"path":"/home/me"}\n'],
  ] as const)('text as %s on width %s', async (format, columns, expected) => {
    expect(await printed(text, format, fakeOutput(columns))).toBe(expected);
  });

  it('text is broken between words on a narrow terminal', async () => {
    const help: Answer = { kind: 'text', text: 'Words about a thing\n  pipeliner accounts --all', row: {} };
    expect(await printed(help, 'table', fakeOutput(12))).toBe('Words about\na thing\n  pipeliner accounts --all\n');
    expect(await printed(help, 'table')).toBe('Words about a thing\n  pipeliner accounts --all\n');
  });

  it.each(FORMATS)('nothing and further commands print nothing as %s', async format => {
    const out = fakeOutput(80);
    await printed({ kind: 'nothing', notice: 'Done' }, format, out);
    await printed({ kind: 'commands', commands: [{ words: ['accounts'] }] }, format, out);
    expect(out.writes).toEqual([]);
  });
});

describe('whatever the server sends', () => {
  const values = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({
      unit: fc.constantFrom('\u001b', '[', '2', 'J', '\n', '\r', '\u009b', '\u202e', '\u200b', 'a', '日', '\ud83d'),
    }),
    fc.jsonValue() as fc.Arbitrary<unknown>,
  );
  const rows = fc.array(fc.dictionary(fc.constantFrom('id', 'name', 'value'), values), { maxLength: 4 });

  it('json and jsonl give it back, and tsv has one line of all columns per row', async () => {
    await fc.assert(
      fc.asyncProperty(rows, async rows => {
        const same = JSON.parse(JSON.stringify(rows));
        expect(JSON.parse(await printed(records(rows, 'id'), 'json'))).toEqual(same);
        const jsonl = await printed(records(rows, 'id'), 'jsonl');
        expect(
          jsonl
            .split('\n')
            .slice(0, -1)
            .map(line => JSON.parse(line)),
        ).toEqual(same);
        const tsv = await printed(records(rows, 'id', 'name'), 'tsv');
        expect(
          tsv
            .split('\n')
            .slice(0, -1)
            .map(line => line.split('\t').length),
        ).toEqual(rows.map(() => 2));
      }),
    );
  });
});
