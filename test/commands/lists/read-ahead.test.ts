import { describe, expect, it } from 'vitest';
import { readAhead } from '../../../src/commands/lists/read-ahead.ts';

/** Counts the pages that were asked for. */
function numbers(count: number, isLarge = false) {
  const asked = { pages: 0 };
  async function* pages() {
    while (asked.pages < count) yield { number: ++asked.pages, isLarge };
  }
  return { asked, pages: pages() };
}

describe('reading ahead', () => {
  it.each<[where: string, isTTY: boolean, platform: NodeJS.Platform, asked: number[], isLarge?: boolean]>([
    ['is one page ahead', false, 'linux', [2, 3, 3]],
    ['is left out on a terminal', true, 'linux', [1, 2, 3]],
    ['is left out on Windows', false, 'win32', [1, 2, 3]],
    ['is left out after a page that takes much memory', false, 'linux', [1, 2, 3], true],
  ])('%s', async (_, isTTY, platform, expected, isLarge) => {
    const { asked, pages } = numbers(3, isLarge);
    const [read, counts]: [number[], number[]] = [[], []];
    for await (const page of readAhead(pages, { stdout: { isTTY }, platform })) {
      read.push(page.number);
      counts.push(asked.pages);
    }
    expect({ read, counts }).toEqual({ read: [1, 2, 3], counts: expected });
  });

  it('throws a failure after the pages before it', async () => {
    async function* pages() {
      yield { number: 1, isLarge: false };
      throw new Error('page 2');
    }
    const read: number[] = [];
    const reading = (async () => {
      for await (const page of readAhead(pages(), { stdout: { isTTY: false }, platform: 'linux' })) {
        await new Promise(resolve => setImmediate(resolve));
        read.push(page.number);
      }
    })();
    await expect(reading).rejects.toThrow('page 2');
    expect(read).toEqual([1]);
  });
});
