import { expect, it } from 'vitest';
import { KeySet } from '../../../src/import/rows/key-set.ts';

it('knows of many keys which are in it, and which were added twice', () => {
  const keys = new KeySet();
  const textOf = (number: number) => JSON.stringify([`C-${number}`]);
  for (let number = 0; number < 200_000; number += 2) keys.add(textOf(number));
  expect(keys.hasRepeats()).toBe(false);
  keys.add(textOf(1234));
  const all = Array.from({ length: 200_000 }, (_, number) => textOf(number));
  expect(all.filter(text => keys.has(text)).length).toBe(100_000);
  expect(all.filter(text => keys.isRepeated(text))).toEqual([textOf(1234)]);
  expect(keys.hasRepeats()).toBe(true);
});

it('tells nothing of keys when it has none', () => {
  const keys = new KeySet();
  expect([keys.has(''), keys.isRepeated(''), keys.hasRepeats()]).toEqual([false, false, false]);
});
