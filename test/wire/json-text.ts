import fc from 'fast-check';

/** JSON text as no formatter writes it: odd whitespace, escapes and numbers, names that come twice. */

const PIECES = ['a', 'é', '€', '😀', '{', ']', ':', ',', '1', ' ', '\u200b', '\uffff', '\x80', 'LosslessNumber'];
const ESCAPES = [
  '\\n',
  '\\"',
  '\\\\',
  '\\/',
  '\\u00e9',
  '\\u0022',
  '\\u200b',
  '\\ud800',
  '\\uffff',
  '\\u0080',
  '\\u0007',
  '\\b',
];
const NUMBERS = [
  '0',
  '-0',
  '7',
  '-1.5',
  '100',
  '5.0',
  '12.50',
  '1e3',
  '1E400',
  '0.1',
  '0.0000001',
  '5806.511226252159',
];
const NAMES = ['"id"', '"a"', '"a"', '"b"', '"data"', '"d\\u0061ta"', '"1"', '"01"', '"-0"', '"toJSON"', '""'];

const string = fc.array(fc.constantFrom(...PIECES, ...ESCAPES), { maxLength: 4 }).map(pieces => `"${pieces.join('')}"`);
const number = fc.oneof(
  fc.constantFrom(...NUMBERS),
  fc.stringMatching(/^-?(0|[1-9]\d{0,20})(\.\d{1,20})?([eE][+-]?\d{1,3})?$/),
);
const name = fc.oneof(fc.constantFrom(...NAMES), string);
/** Most text has none. */
const space = fc.constantFrom('', '', '', '', '', '', '', ' ', '\n', '\t\r');

const joined = (open: string, close: string, parts: fc.Arbitrary<string>, maxLength: number) =>
  fc.tuple(space, fc.array(parts, { maxLength })).map(([gap, all]) => `${open}${gap}${all.join(`,${gap}`)}${close}`);
const member = (key: fc.Arbitrary<string>, value: fc.Arbitrary<string>) =>
  fc.tuple(key, space, space, value).map(([left, before, after, right]) => `${left}${before}:${after}${right}`);

const { value, object } = fc.letrec<{ value: string; object: string; list: string }>(tie => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom('null', 'true', 'false'),
    string,
    number,
    tie('object'),
    tie('list'),
  ),
  object: joined('{', '}', member(name, tie('value')), 4),
  list: joined('[', ']', tie('value'), 3),
}));

export const jsonText = value;

const records = joined('[', ']', object, 4);
const data = member(fc.constantFrom('"data"', '"data"', '"data"', '"d\\u0061ta"'), records);

/** A page: records under `data`, with other members around it that may have the same name. */
export const pageText = fc
  .tuple(fc.array(member(name, value), { maxLength: 2 }), data, fc.array(member(name, value), { maxLength: 2 }))
  .map(([before, list, after]) => `{${[...before, list, ...after].join(',')}}`);
