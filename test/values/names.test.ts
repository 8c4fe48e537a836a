import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearest, sameName } from '../../src/values/names.ts';

describe('two names are the same to a person', () => {
  it.each([
    ['Acme', 'ACME'],
    ['  Jane   Doe ', 'jane\u00a0doe'],
    ['Zoe\u0308', 'Zo\u00eb'],
    ['Straße', 'STRASSE'],
    ['ΟΔΟΣ', 'οδος'],
    ['', ' '],
  ])('%j and %j', (a, b) => {
    expect(sameName(a, b)).toBe(true);
    expect(sameName(b, a)).toBe(true);
  });

  it.each([
    ['Acme', 'Acme Inc'],
    ['Zoe', 'Zoë'],
    ['Jane Doe', 'JaneDoe'],
    ['ﬁ', 'f i'],
    ['x²', 'x2'],
  ])('but not %j and %j', (a, b) => {
    expect(sameName(a, b)).toBe(false);
  });
});

describe('nearest', () => {
  const flags = ['--owner', '--name', '--pipeline', '--step', '--account', '--contact'];
  it.each([
    ['--ower', '--owner'],
    ['--onwer', '--owner'],
    ['--acount', '--account'],
    ['--NAME', '--name'],
    ['--pipelines', '--pipeline'],
    ['icontians', undefined],
    ['--quarter', undefined],
    ['', undefined],
  ])('of %j is %j', (word, meant) => {
    expect(nearest(word, flags)).toBe(meant);
  });

  it('takes a swap of neighbours for one slip', () => {
    expect(nearest('abc', ['acb'])).toBe('acb');
    expect(nearest('abc', ['cab'])).toBeUndefined();
  });

  it('prefers fewer slips, and of equals the first', () => {
    expect(nearest('nane', ['bane', 'name', 'nane'])).toBe('nane');
    expect(nearest('nane', ['bane', 'name'])).toBe('bane');
    expect(nearest('nane', ['name', 'bane'])).toBe('name');
  });

  it('finds nothing in nothing, and not a word of which no letter is left', () => {
    expect(nearest('name', [])).toBeUndefined();
    expect(nearest('a', ['b', ''])).toBeUndefined();
  });

  it('finds a word of six letters or more after any one slip', () => {
    const word = fc.string({ unit: fc.constantFrom(...'abcdefgh'), minLength: 6, maxLength: 20 });
    fc.assert(
      fc.property(word, fc.nat(), fc.constantFrom(...'abcdefgh'), fc.nat(3), (known, place, letter, slip) => {
        const at = place % (known.length - 1);
        const [head, tail] = [known.slice(0, at), known.slice(at)];
        const slips = [tail.slice(1), letter + tail, letter + tail.slice(1), tail[1]! + tail[0]! + tail.slice(2)];
        expect(nearest(head + slips[slip], ['zzzzzzzz', known])).toBe(known);
      }),
    );
  });
});
