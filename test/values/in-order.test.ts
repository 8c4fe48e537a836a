import { describe, expect, it } from 'vitest';
import { inOrder } from '../../src/values/in-order.ts';

const numbers = Array.from({ length: 9 }, (_, index) => index);
async function all<R>(results: AsyncIterable<R>): Promise<R[]> {
  const list: R[] = [];
  for await (const result of results) list.push(result);
  return list;
}

describe('work in order', () => {
  it('gives results in the order of the items, however they come, few at once', async () => {
    let open = 0;
    let most = 0;
    const work = async (number: number) => {
      open += 1;
      most = Math.max(most, open);
      for (let turn = 0; turn < 9 - number; turn++) await Promise.resolve();
      open -= 1;
      return number * 2;
    };
    expect(await all(inOrder(numbers, 3, work))).toEqual(numbers.map(number => number * 2));
    expect(most).toBe(3);
  });

  it('goes on with others while one takes its time, but not without end', async () => {
    const begun: number[] = [];
    let release = () => {};
    const slow = new Promise<void>(resolve => {
      release = resolve;
    });
    const many = Array.from({ length: 40 }, (_, index) => index);
    const work = async (number: number) => {
      begun.push(number);
      if (number === 0) await slow;
      return number;
    };
    const results = all(inOrder(many, 2, work));
    for (let turn = 0; turn < 5; turn++) await new Promise(resolve => setImmediate(resolve));
    expect(begun).toEqual(many.slice(0, 16));
    release();
    expect(await results).toEqual(many);
  });

  it('ends at a failure, and no other failure is left for nobody', async () => {
    const unhandled: unknown[] = [];
    const listener = (error: unknown) => unhandled.push(error);
    process.on('unhandledRejection', listener);
    const work = async (number: number) => {
      if (number > 1) throw new Error(String(number));
      // The others fail before it is its turn.
      await new Promise(resolve => setImmediate(resolve));
      return number;
    };
    await expect(all(inOrder(numbers, 4, work))).rejects.toThrow('2');
    await new Promise(resolve => setImmediate(resolve));
    process.off('unhandledRejection', listener);
    expect(unhandled).toEqual([]);
  });

  it('does not begin what nobody waits for', async () => {
    const begun: number[] = [];
    const results = inOrder(numbers, 2, async number => begun.push(number));
    await results.next();
    await results.return(undefined);
    expect(begun).toEqual([0, 1]);
  });

  it('ends when all that was begun has ended, even for a reader that stops early', async () => {
    let begun = 0;
    let ended = 0;
    const work = async (number: number) => {
      begun += 1;
      for (let turn = 0; turn < number; turn++) await new Promise(resolve => setImmediate(resolve));
      ended += 1;
      return number;
    };
    for await (const number of inOrder([0, 5, 9], 3, work)) {
      expect(number).toBe(0);
      break;
    }
    expect([begun > 1, ended]).toEqual([true, begun]);
  });
});
