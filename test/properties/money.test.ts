import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from '../../src/answer.ts';
import type { Draft } from '../../src/oppty/draft/draft.ts';
import { toBody } from '../../src/oppty/draft/to-body.ts';
import { parseFlags } from '../../src/oppty/input/flags.ts';
import { parseJsonInput } from '../../src/oppty/input/json.ts';
import type { Row } from '../../src/wire/entities.ts';
import { formatJson } from '../../src/wire/json.ts';
import { DEAL, EURO } from '../support/deals.ts';
import { echo } from '../support/echo.ts';
import { closeAll } from '../support/loopback.ts';
import { listOf, printed } from '../support/printed.ts';
import { runs } from '../support/runs.ts';

const TODAY = '2026-07-29';

/** The deal with these amounts in euros. */
const inEuros = (draft: Draft): Row => toBody({ ...DEAL, value: undefined, currency: EURO, ...said(draft) });
const said = (draft: Draft) => Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== undefined));

const digits = (minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength, maxLength, size: 'max' });
const first = fc.constantFrom(...'123456789');
const whole = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(first, digits(0, 19)).map(parts => parts.join('')) },
  { weight: 2, arbitrary: fc.tuple(first, digits(0, 3)).map(parts => parts.join('')) },
  { weight: 1, arbitrary: fc.constant('0') },
);
const parts = fc.oneof(
  fc.constant(undefined),
  digits(1, 10),
  digits(1, 3),
  digits(0, 8).map(text => `${text}0`),
);

/** Ways to write an amount: what stands between thousands, what before the decimals. */
const WAYS = ['|.', '|,', ',|.', '.|,', ' |,', ' |.', '\u00a0|,', '\u2009|.', '\u202f|,', "'|.", '’|,', '’|.'].map(
  way => way.split('|') as [string, string],
);
const inThousands = (whole: string, mark: string) => whole.replace(/\B(?=(?:\d{3})+$)/g, mark);

/** An amount as somebody types it, with what has to go on the wire; undefined where it means two things or none. */
const typed: fc.Arbitrary<{ text: string; wire: string | undefined }> = fc
  .record({
    sign: fc.constantFrom('', '', '+', '-', '\u2212'),
    zeros: fc.constantFrom('', '', '', '0', '000'),
    whole,
    parts,
    way: fc.constantFrom(...WAYS),
    around: fc.constantFrom('', '', ' ', '\t'),
    wrong: fc.constantFrom(false, false, false, false, true),
  })
  .map(({ sign, zeros, whole, parts, way: [mark, point], around, wrong }) => {
    const grouped = inThousands(whole, mark);
    // Wrong is a group too short among several, else a decimal mark too many or without decimals.
    const split = wrong && grouped.split(mark || ' ').length > 2;
    const start = split ? `${grouped.replace(mark, '')}${mark}12` : mark === '' ? zeros + whole : grouped;
    const body = start + (wrong && !split ? point : '') + (parts === undefined ? '' : point + parts);
    const text = around + sign + body + around;
    const twofold = /^[1-9]\d{0,2}[.,]\d{3}$/.test(body);
    if (wrong || twofold) return { text, wire: undefined };
    const amount = parts === undefined ? whole : `${whole}.${parts}`;
    const minus = (sign === '-' || sign === '\u2212') && /[1-9]/.test(amount) ? '-' : '';
    return { text, wire: minus + amount };
  });

/** A number as JSON has it, up to thirty digits. */
const decimal = fc
  .tuple(fc.constantFrom('', '', '-'), whole, parts)
  .map(([sign, whole, parts]) => sign + whole + (parts === undefined ? '' : `.${parts}`));
const hundred = fc.array(decimal, { minLength: 100, maxLength: 100 });

let send: Awaited<ReturnType<typeof echo>>;
beforeAll(async () => {
  send = await echo();
});
afterAll(closeAll);

const named = (texts: readonly string[], between: string) => texts.map((text, i) => `"cf_${i}":${between}${text}`);
const lines = (all: readonly string[]) => all.map(line => `${line}\n`).join('');

describe('a million decimals', () => {
  it('that are typed stand on the wire with the same digits, and what means two things or none does not', async () => {
    const pairs = fc.array(fc.tuple(typed, typed), { minLength: 50, maxLength: 50 });
    await fc.assert(
      fc.asyncProperty(pairs, async batch => {
        const bodies = batch.map(([value, base]) => {
          const reading = parseFlags({ value: value.text, baseValue: base.text }, TODAY);
          const refused = [value, base].filter(({ wire }) => wire === undefined);
          if (reading.problems.length !== refused.length)
            expect([value, base, reading.problems]).toEqual('as many problems as amounts without one meaning');
          const wanted = [
            ...(base.wire === undefined ? [] : [`"base_value":${base.wire},`]),
            ...(value.wire === undefined ? [] : [`"value_foreign":${value.wire},`]),
          ].join('');
          const body = inEuros(reading.draft);
          const text = formatJson(body);
          const amounts = wanted && `"value":{${wanted}"currency_id":"${EURO.id}"}`;
          if (!text.includes(amounts) || text.includes('"value"') !== (wanted !== '')) expect(text).toContain(amounts);
          return body;
        });
        const body = bodies.find(one => one.value) ?? bodies[0]!;
        expect((await send(body)).sent).toBe(formatJson(body));
      }),
      { numRuns: runs(20, 4000) },
    );
  });

  it('from a file or by --set go over a socket and come back in every format with the same digits', async () => {
    await fc.assert(
      fc.asyncProperty(hundred, fc.boolean(), async (texts, file) => {
        const [value = '', base = ''] = texts;
        const reading = file
          ? parseJsonInput(
              `{"value":{"value_foreign": ${value}, "base_value":${base}},\n${named(texts, ' ').join(',\n')}}`,
              'deal.json',
              TODAY,
            )
          : parseFlags(
              {
                set: [
                  `value:={"value_foreign":${value},"base_value": ${base}}`,
                  ...texts.map((text, i) => `cf_${i}:=${text}`),
                ],
              },
              TODAY,
            );
        expect(reading.problems).toEqual([]);
        const { sent, row } = await send(inEuros(reading.draft));
        expect(sent).toContain(`"value":{"base_value":${base},"value_foreign":${value},"currency_id":"${EURO.id}"}`);
        expect(sent.endsWith(`,${named(texts, '').join(',')}}`)).toBe(true);

        const { id, name, value: amounts, owner_id, ...rest } = row;
        const fields = Object.fromEntries(Object.entries(rest).filter(([field]) => field.startsWith('cf_')));
        const one: Answer = { kind: 'record', row: { value: amounts, ...fields } };
        const money = `"value":{"base_value":${base},"value_foreign":${value},"currency_id":"${EURO.id}"}`;
        expect(await printed(one, 'jsonl')).toBe(`{${[money, ...named(texts, '')].join(',')}}\n`);
        const json = await printed(one, 'json');
        expect(json.split('\n').slice(6, -2)).toEqual(
          named(texts, ' ').map((line, i) => `  ${line}${i < 99 ? ',' : ''}`),
        );
        const record: Answer = { kind: 'record', row: fields };
        expect(await printed(record, 'tsv')).toBe(lines(texts.map((text, i) => `cf_${i}\t${text}`)));
        expect((await printed(record, 'csv')).split('\r\n')[1]).toBe(texts.join(','));
        const cells = (text: string, from: number, to: number, at: number) =>
          text
            .split('\n')
            .slice(from, to)
            .map(line => line.split('|').at(at)?.trim());
        expect(cells(await printed(record, 'table', 100), 1, 101, 2)).toEqual(texts);

        const list = () =>
          listOf(
            texts.map((_, i) => ({ n: fields[`cf_${i}`] })),
            { n: 'n' },
          );
        expect(cells(await printed(list(), 'table', 100), 1, 101, 0)).toEqual(texts);
        expect(await printed(list(), 'tsv')).toBe(lines(texts));
        expect(await printed(list(), 'csv')).toBe(`n\r\n${texts.map(text => `${text}\r\n`).join('')}`);
      }),
      { numRuns: runs(20, 6000) },
    );
  });
});
