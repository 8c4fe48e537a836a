import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { drawRecord, drawTable } from '../../../src/terminal/output/table.ts';
import { DANGEROUS } from '../../support/texts.ts';

const ID = 'c4ca4238-a0b9-0382-0dcc-509a6f75849b';
const plain = { columns: undefined, ascii: false, colour: false };
const text = (...lines: string[]) => lines.join('\n');

describe('a table', () => {
  const currencies = {
    heads: ['name', 'code', 'rate'],
    rows: [
      ['Euro', 'EUR', '1'],
      ['日本円', 'JPY', '162.35'],
      ['', '', ''],
    ],
    align: ['left', 'left', 'right'] as const,
  };

  it('has two spaces between its columns, numbers to the right, and no spaces at the end', () => {
    expect(drawTable({ ...currencies, ...plain })).toBe(
      text('name    code    rate', 'Euro    EUR        1', '日本円  JPY   162.35', ''),
    );
    expect(
      drawTable({
        ...plain,
        heads: ['a', 'b'],
        rows: [
          ['x', 'long'],
          ['y', ''],
        ],
        align: ['left', 'left'],
      }),
    ).toBe(text('a  b', 'x  long', 'y'));
  });

  it('has bold heads in colour', () => {
    const [heads] = drawTable({ ...currencies, ...plain, colour: true }).split('\n');
    expect(heads).toBe('\u001b[1mname  \u001b[22m  \u001b[1mcode\u001b[22m  \u001b[1m  rate\u001b[22m');
  });

  const deals = {
    heads: ['name', 'closing', 'owner', 'status'],
    rows: [
      ['A deal with a long name', '2026-05-01, overdue', 'Ana Čapková-Svobodová', 'open'],
      ['B', 'today', 'Zoë', 'won'],
    ],
    align: ['left', 'left', 'left', 'left'] as const,
    uncut: [false, true, false, false],
    optional: [false, false, true, false],
    alerts: [
      [false, true, false, false],
      [false, false, false, false],
    ],
  };

  it('never cuts a column that has to stay whole', () => {
    expect(drawTable({ ...deals, ...plain, columns: 60 })).toBe(
      text(
        'name            closing              owner            status',
        'A deal with a…  2026-05-01, overdue  Ana Čapková-Sv…  open',
        'B               today                Zoë              won',
      ),
    );
  });

  it('leaves out an optional column before each row becomes lines, which have it', () => {
    expect(drawTable({ ...deals, ...plain, columns: 50 })).toBe(
      text(
        'name                    closing              status',
        'A deal with a long n…  2026-05-01, overdue  open',
        'B                       today                won',
      )
        .replace(/^name {20}/, 'name                   ')
        .replace(/^B {23}/m, 'B                      '),
    );
    expect(
      drawTable({ ...deals, ...plain, columns: 35 })
        .split('\n')
        .slice(0, 4),
    ).toEqual([
      'name     A deal with a long name',
      'closing  2026-05-01, overdue',
      'owner    Ana Čapková-Svobodová',
      'status   open',
    ]);
  });

  it('has in red what stands out, in columns and in lines', () => {
    expect(drawTable({ ...deals, ...plain, colour: true })).toContain('\u001b[31m2026-05-01, overdue\u001b[39m  Ana');
    expect(drawTable({ ...deals, ...plain, colour: true }).match(/\[31m/g)).toHaveLength(1);
    expect(drawTable({ ...deals, ...plain, colour: true, columns: 40 })).toContain(
      '\u001b[1mclosing\u001b[22m  \u001b[31m2026-05-01, overdue\u001b[39m',
    );
  });

  const accounts = {
    heads: ['id', 'name', 'city'],
    rows: [
      [ID, 'Acme and Sons Limited Liability Company', 'Prague'],
      [ID, 'Zoë', 'Ho Chi Minh City'],
    ],
    align: ['left', 'left', 'left'] as const,
  };

  it('cuts the widest text to fit the terminal, never an id', () => {
    expect(drawTable({ ...accounts, ...plain, columns: 74 })).toBe(
      text(
        'id                                    name                city',
        'c4ca4238-a0b9-0382-0dcc-509a6f75849b  Acme and Sons Lim…  Prague',
        'c4ca4238-a0b9-0382-0dcc-509a6f75849b  Zoë                 Ho Chi Minh City',
      ),
    );
  });

  it('cuts with dots in ASCII', () => {
    const [, row] = drawTable({ ...accounts, ...plain, ascii: true, columns: 64 }).split('\n');
    expect(row).toBe('c4ca4238-a0b9-0382-0dcc-509a6f75849b  Acme and ...  Prague');
  });

  it('never cuts a number: rather it becomes a list', () => {
    const amounts = {
      heads: ['name', 'value'],
      rows: [['Acme', '12,345,678,901.00']],
      align: ['left', 'right'] as const,
    };
    expect(drawTable({ ...amounts, ...plain, columns: 24 })).toContain('Acme  12,345,678,901.00');
    expect(drawTable({ ...amounts, ...plain, columns: 22 })).toBe(text('name   Acme', 'value', '  12,345,678,901.00'));
  });

  it('too wide for 40 columns becomes a list of what each record has', () => {
    const rows = [...accounts.rows, ['', 'Nowhere', '']];
    expect(drawTable({ ...accounts, ...plain, rows, columns: 40 })).toBe(
      text(
        'id',
        '  c4ca4238-a0b9-0382-0dcc-509a6f75849b',
        'name',
        '  Acme and Sons Limited Liability',
        '  Company',
        'city  Prague',
        '',
        'id',
        '  c4ca4238-a0b9-0382-0dcc-509a6f75849b',
        'name  Zoë',
        'city  Ho Chi Minh City',
        '',
        'name  Nowhere',
      ),
    );
  });

  it('is no wall of boxes where it does not fit', () => {
    const heads = ['name', 'city', 'country', 'email1', 'owner'];
    const row = ['Amber Foods', 'Bristol', 'United Kingdom', 'info@amber-foods.example', 'John Doe'];
    const drawn = drawTable({ ...plain, heads, rows: [row], align: heads.map(() => 'left'), columns: 40 });
    expect(drawn).toBe(
      text(
        'name     Amber Foods',
        'city     Bristol',
        'country  United Kingdom',
        'email1   info@amber-foods.example',
        'owner    John Doe',
      ),
    );
  });

  it('shows what would drive the terminal', () => {
    const drawn = drawTable({
      ...plain,
      heads: ['na\u001bme'],
      rows: [['a\u001b[2J\nb\u202ec']],
      align: ['left'],
    });
    expect(drawn).toBe(text('na\\eme', 'a\\e[2J\\nb\\u{202e}c'));
  });

  const pieces = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 30 }),
    fc.string({
      unit: fc.constantFrom(
        'a',
        ' ',
        '日',
        '한',
        'é',
        'e\u0301',
        '\u0301',
        'שלום',
        'مرحبا',
        'हिन्दी',
        '👩🏽\u200d🚀',
        '❤\ufe0f',
        '🏽',
        '🇩🇪',
        '🇩',
        '\u001b[31m',
        '\n',
        '\u202e',
        'ｶﾞ',
        '\ue000',
        '…',
      ),
      maxLength: 60,
    }),
    fc.constant(ID),
    fc.constant('x'.repeat(500)),
  );
  const tables = fc.integer({ min: 1, max: 5 }).chain(count => {
    const row = fc.array(pieces, { minLength: count, maxLength: count });
    return fc.record({
      heads: row,
      rows: fc.array(row, { maxLength: 5 }),
      align: fc.array(fc.constantFrom('left' as const, 'right' as const), { minLength: count, maxLength: count }),
      columns: fc.option(fc.integer({ min: 40, max: 250 }), { nil: undefined }),
      ascii: fc.boolean(),
      colour: fc.boolean(),
    });
  });

  it('is within the terminal, and nothing in it drives the terminal', () => {
    fc.assert(
      fc.property(tables, table => {
        const lines = drawTable(table).split('\n');
        // Without a terminal to fit into it is never a list of records.
        if (table.columns === undefined) expect(lines).toHaveLength(table.rows.length + 1);
        if (table.columns !== undefined) {
          const most = Math.max(table.columns, ID.length + 2);
          for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(most);
        }
        const seen = lines.join('').replace(/\u001b\[(?:1|22)m/g, table.colour ? '' : '$&');
        expect(seen).not.toMatch(DANGEROUS);
      }),
      { numRuns: 300 },
    );
  });

  it('of a hundred thousand rows is drawn in a few seconds', () => {
    const rows = Array.from({ length: 100_000 }, (_, i) => [ID, `Account ${i}`, 'Brno']);
    const start = performance.now();
    expect(drawTable({ ...accounts, ...plain, columns: 100, rows }).split('\n')).toHaveLength(100_001);
    expect(performance.now() - start).toBeLessThan(5000);
  });
});

describe('a record', () => {
  const pairs = [
    ['id', ID],
    ['name', 'Acme'],
    ['description', 'Wheels and axles for coaches of every make, delivered within the week'],
    ['phone', ''],
  ] as const;

  it('is a vertical table', () => {
    expect(drawRecord(pairs.slice(0, 2), plain)).toBe(
      text(
        '┌──────┬──────────────────────────────────────┐',
        '│ id   │ c4ca4238-a0b9-0382-0dcc-509a6f75849b │',
        '│ name │ Acme                                 │',
        '└──────┴──────────────────────────────────────┘',
      ),
    );
  });

  it('is folded between words where a value is too long', () => {
    expect(drawRecord(pairs, { ...plain, ascii: true, columns: 60 })).toBe(
      text(
        '+-------------+--------------------------------------------+',
        '| id          | c4ca4238-a0b9-0382-0dcc-509a6f75849b       |',
        '| name        | Acme                                       |',
        '| description | Wheels and axles for coaches of every      |',
        '|             | make, delivered within the week            |',
        '| phone       |                                            |',
        '+-------------+--------------------------------------------+',
      ),
    );
  });

  it('is a list at 40 columns, with its id whole', () => {
    expect(drawRecord(pairs, { ...plain, columns: 40 })).toBe(
      text(
        'id',
        '  c4ca4238-a0b9-0382-0dcc-509a6f75849b',
        'name         Acme',
        'description',
        '  Wheels and axles for coaches of every',
        '  make, delivered within the week',
        'phone',
      ),
    );
  });

  it('keeps its id whole even where it does not fit', () => {
    expect(drawRecord(pairs.slice(0, 1), { ...plain, columns: 20 })).toBe(text('id', `  ${ID}`));
  });

  it('shows 200 graphemes of a value', () => {
    const drawn = drawRecord([['note', '日'.repeat(300)]], { ...plain, columns: 60 });
    expect(drawn.match(/日/g)).toHaveLength(199);
    expect(drawn).toContain('日…');
  });

  it('folds a word only where it is longer than a whole line', () => {
    const words = [['note', `see ${'x'.repeat(25)} there`]] as const;
    expect(drawRecord(words, { ...plain, ascii: true, columns: 31 })).toBe(
      text(
        '+------+----------------------+',
        '| note | see                  |',
        `|      | ${'x'.repeat(20)} |`,
        '|      | xxxxx                |',
        '|      | there                |',
        '+------+----------------------+',
      ),
    );
  });

  it('shows the lines of a text, twenty at most', () => {
    expect(drawRecord([['note', 'First\r\nsecond\u001b[2J']], { ...plain, ascii: true })).toBe(
      text('+------+-------------+', '| note | First       |', '|      | second\\e[2J |', '+------+-------------+'),
    );
    expect(drawRecord([['note', 'x\n'.repeat(100)]], { ...plain }).split('\n')).toHaveLength(23);
    expect(drawRecord([['note', 'First\nsecond']], { ...plain, columns: 16 })).toBe(
      text('note', '  First', '  second'),
    );
  });

  it('without fields is nothing', () => {
    expect(drawRecord([], plain)).toBe('');
  });
});
