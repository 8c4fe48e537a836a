import { describe, expect, it } from 'vitest';
import {
  explainCompileError,
  explainRunError,
  formatResults,
  replaceLoneSurrogates,
} from '../../../src/terminal/output/jq.ts';

describe('the results of jq', () => {
  const lines = ['"a\\tb\\n\\u001b[31m\\u202e"', '{"a":"\\u001b\u202e"}', '1.50', 'null', '""'].join('\n');

  it('are strings as they are and the rest as JSON, where a program reads', () => {
    expect(formatResults(lines, false)).toBe('a\tb\n\u001b[31m\u202e\n{"a":"\\u001b\\u202e"}\n1.50\nnull\n\n');
  });

  it('drive no terminal, and keep the line breaks and tabs of strings', () => {
    expect(formatResults(lines, true)).toBe('a\tb\n\\e[31m\\u{202e}\n{"a":"\\u001b\\u202e"}\n1.50\nnull\n\n');
  });

  it('are no text at all if there are none', () => expect(formatResults('', true)).toBe(''));
});

describe('JSON for jq', () => {
  it.each([
    ['{"a":"\\ud83d\\ude00"}', '{"a":"\\ud83d\\ude00"}'],
    ['"\\ud83d"', '"\\ufffd"'],
    ['"\\uDE00\\uD83D x"', '"\\ufffd\\ufffd x"'],
    ['"\\\\ud83d\\\\\\ud83d"', '"\\\\ud83d\\\\\\ufffd"'],
  ])('has no half of a pair: %s', (json, fit) => expect(replaceLoneSurrogates(json)).toBe(fit));
});

describe('the words of jq', () => {
  it('are those about the expression', () => {
    const stderr =
      'jq: error: a/0 is not defined at <top-level>, line 1, column 1:\n    a, b\n    ^\n' +
      'jq: error: b/0 is not defined at <top-level>, line 1, column 4:\n    a, b\n       ^\njq: 2 compile errors';
    expect(explainCompileError(stderr)).toBe(
      'a/0 is not defined at line 1, column 1; b/0 is not defined at line 1, column 4',
    );
  });

  it.each([
    ['jq: error (at /dev/stdin:0): Cannot index number with "a"', 'Cannot index number with "a"'],
    ['["DEBUG:",1]\njq: error (at /dev/stdin:0) (not a string): {"a":1}', '{"a":1}'],
    ['jq: error (at /dev/stdin:0): two\nlines', 'two\nlines'],
    ['said with halt_error', 'said with halt_error'],
    ['', 'it was halted'],
  ])('are those about the run: %j', (stderr, why) => expect(explainRunError(stderr)).toBe(why));
});
