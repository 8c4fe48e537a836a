import fc from 'fast-check';
import { parse } from 'lossless-json';
import { describe, expect, it } from 'vitest';
import {
  decimal,
  formatJson,
  LosslessNumber,
  parseJson,
  readDocument,
  recordText,
  TooManyValuesError,
} from '../../src/wire/json.ts';
import { jsonText, pageText } from './json-text.ts';

const digits = fc
  .tuple(
    fc.constantFrom('', '-'),
    fc.stringMatching(/^(0|[1-9]\d{0,40})$/),
    fc.option(fc.stringMatching(/^\d{1,40}$/), { nil: undefined }),
  )
  .map(([sign, whole, parts]) => `${sign}${whole}${parts === undefined ? '' : `.${parts}`}`);

describe('a number', () => {
  it('goes out with the digits it was given, whatever they are', () => {
    fc.assert(
      fc.property(digits, text => {
        expect(formatJson({ n: decimal(text) })).toBe(`{"n":${text}}`);
      }),
    );
  });

  it('passes through with the digits it came with', () => {
    fc.assert(
      fc.property(digits, text => {
        expect(formatJson(parseJson(`[${text}]`))).toBe(`[${text}]`);
      }),
      { numRuns: 1000 },
    );
  });

  it.each(['1', '0', '-1', '100.5', '0.25', '9007199254740991'])('%s is a plain number', text => {
    expect(parseJson(text)).toBe(Number(text));
  });

  it.each([
    ...['9007199254740993', '-9007199254740993', '0.10000000000000000001', '12345678901234567890', '1e400'],
    ...['12.50', '5.0', '-0', '-0.0', '0.00', '1e3', '1E3', '0.0000001', '0.00000010'],
  ])('%s, which a double would write otherwise, keeps its text', text => {
    const read = parseJson(`{"n":${text}}`) as { n: LosslessNumber };
    expect(read.n).toBeInstanceOf(LosslessNumber);
    expect(formatJson(read)).toBe(`{"n":${text}}`);
  });
});

describe('JSON', () => {
  it('is read and written like everybody’s', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        const text = JSON.stringify(value);
        fc.pre(!text.includes('__proto__'));
        expect(JSON.parse(formatJson(parseJson(text)))).toEqual(JSON.parse(text));
      }),
    );
  });

  it.each(['', '{', '{"a":1,}', "{'a':1}", '[1 2]', '01', 'NaN', '12345678901234567890,', '{"n":12345678901234567890'])(
    '%s is a syntax error',
    text => {
      expect(() => parseJson(text)).toThrow(SyntaxError);
    },
  );

  it('keeps the last of two values of one name, with and without long numbers', () => {
    expect(parseJson('{"a":1,"a":2}')).toEqual({ a: 2 });
    expect(parseJson('{"a":1,"a":2,"n":12345678901234567890}')).toMatchObject({ a: 2 });
  });

  it.each(['', ',"n":12345678901234567890'])('leaves every prototype alone%s', more => {
    const read = parseJson(`{"__proto__":{"polluted":1}${more}}`) as Record<string, unknown>;
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
    expect(read.polluted).toBeUndefined();
  });

  it('is indented on request', () => {
    expect(formatJson({ a: [1] }, 2)).toBe('{\n  "a": [\n    1\n  ]\n}');
  });

  it('has null for nothing at all', () => {
    expect(formatJson(undefined)).toBe('null');
  });
});

/** What a parser written in JavaScript makes of JSON text. */
const parseWithDigits = (text: string) =>
  parse(text, null, {
    parseNumber: digits => (String(Number(digits)) === digits ? Number(digits) : new LosslessNumber(digits)),
    onDuplicateKey: ({ newValue }) => newValue,
  });

describe('any JSON text', () => {
  it('is read as by a parser that looks at every digit', () => {
    fc.assert(
      fc.property(jsonText, text => {
        expect(parseJson(text)).toEqual(parseWithDigits(text));
      }),
      { numRuns: 2000 },
    );
  });

  it('is a syntax error when JSON.parse says so, and only then', () => {
    const parses = (read: (text: string) => unknown, text: string) => {
      try {
        read(text);
        return true;
      } catch (error) {
        expect(error).toBeInstanceOf(SyntaxError);
        return false;
      }
    };
    const broken = fc
      .tuple(jsonText, fc.nat(60), fc.nat(2), fc.constantFrom('', '"', ':', ',', '.', '-', '0', '1.50', '{', ']', '\\'))
      .map(([text, at, cut, more]) => text.slice(0, at) + more + text.slice(at + cut));
    fc.assert(
      fc.property(broken, text => {
        expect(parses(parseJson, text)).toBe(parses(JSON.parse, text));
      }),
      { numRuns: 5000 },
    );
  });

  it.each([
    '{12.50:1}',
    '{"a":1.50.0}',
    '[1.50 "a"]',
    '{"a":12.50',
    '[01.50]',
    '{"a":01.50,"a":1}',
    '{"a":{12.50 :1},"a":1}',
    '[-]',
    '[1.]',
  ])('%s is a syntax error, whatever becomes of its digits', text => {
    expect(() => parseJson(text)).toThrow(SyntaxError);
  });

  it('may have a hundred levels and no more', () => {
    const nested = (levels: number) => '[{"a":'.repeat(levels / 2) + 12.5 + '}]'.repeat(levels / 2);
    expect(parseJson(nested(100))).toBeInstanceOf(Array);
    expect(() => parseJson(nested(102))).toThrow('it is nested too deeply');
    expect(() => parseJson('['.repeat(1_000_000))).toThrow('it is nested too deeply');
    expect(parseJson(`["${'['.repeat(200)}"]`)).toEqual(['['.repeat(200)]);
  });

  it.each([
    ['[{},{},{}]', 6],
    ['[1,2,true,null]', 4],
    ['["a","b,[,{"]', 2],
    ['{"a":1,"b":{"c":[]}}', 4],
  ])('is not parsed when %s has more values than are wanted', (text, values) => {
    expect(readDocument(text, values).value).toEqual(JSON.parse(text));
    expect(() => readDocument(text, values - 1)).toThrow(TooManyValuesError);
  });
});

/** The texts of the records of a page as they came, undefined for those that have to be formatted. */
function exactTexts(text: string): { rows: object[]; texts: (string | undefined)[] } {
  const document = readDocument(text);
  const rows = (document.value as { data: object[] }).data;
  if (!Array.isArray(rows) || document.records?.length !== rows.length) return { rows: [], texts: [] };
  return { rows, texts: document.records.map((span, index) => recordText(document, span, rows[index]!)) };
}

describe('the text of a record as it came', () => {
  it('is what formatJson gives, or is not used', () => {
    fc.assert(
      fc.property(pageText, text => {
        const { rows, texts } = exactTexts(text);
        for (const [index, raw] of texts.entries()) if (raw !== undefined) expect(raw).toBe(formatJson(rows[index]));
      }),
      { numRuns: 5000 },
    );
  });

  it('is used when it is the same', () => {
    const record = fc.dictionary(fc.stringMatching(/^[a-zé_]+$/), fc.jsonValue());
    fc.assert(
      fc.property(fc.array(record), data => {
        const { texts } = exactTexts(JSON.stringify({ success: true, data, page_info: { has_next_page: false } }));
        const same = data.map(row => JSON.stringify(row)).filter(text => !/\\[/u]|[{,]"\d/.test(text));
        fc.pre(!JSON.stringify(data).includes('__proto__'));
        expect(texts.filter(text => text !== undefined)).toEqual(expect.arrayContaining(same));
      }),
    );
  });

  it.each([
    ['a page', '{"data":[{"a":1},{"b":[{"c":2}]}]}', ['{"a":1}', '{"b":[{"c":2}]}']],
    ['numbers with all their digits', '{"data":[{"a":12.50,"b":-0,"c":1e3}]}', ['{"a":12.50,"b":-0,"c":1e3}']],
    ['escapes that are needed', '{"data":[{"a":"\\n\\"\\\\"}]}', ['{"a":"\\n\\"\\\\"}']],
    [
      'a name that comes twice',
      '{"data":[{"a":1,"a":2},{"b":{"c":1,"c":2}},{"a":1}]}',
      [undefined, undefined, '{"a":1}'],
    ],
    ['whitespace', '{ "data" : [{"a": 1}, {"a":"x y"}]}', [undefined, '{"a":"x y"}']],
    ['escapes that are not needed', '{"data":[{"a":"\\/"},{"a":"\\u00e9"}]}', [undefined, undefined]],
    ['names that are numbers', '{"data":[{"b":1,"1":2}]}', [undefined]],
    ['two lists', '{"data":[{"a":1}],"data":[{"a":2}]}', []],
    ['a list that is spelled otherwise, too', '{"data":[{"a":1}],"d\\u0061ta":[{"a":2}]}', []],
    [
      'lists beside and within',
      '{"x":[{"a":1}],"data":[{"data":[{"a":2}]}],"y":{"data":[{"a":3}]}}',
      ['{"data":[{"a":2}]}'],
    ],
  ])('is found or not in %s', (_, text, expected) => {
    expect(exactTexts(text).texts).toEqual(expected);
  });
});
