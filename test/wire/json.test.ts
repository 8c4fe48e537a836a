import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal, formatJson, LosslessNumber, parseJson } from '../../src/wire/json.ts';

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
