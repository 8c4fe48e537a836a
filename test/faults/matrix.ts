import { type Cell, type Result, runCell, type Workshop } from './cell.ts';

/** How many cells run at once: they wait for sockets most of their time. */
export const LANES = 14;

/** Does work for each, so many at once. */
export async function inLanes<T>(all: readonly T[], lanes: number, work: (one: T) => Promise<void>): Promise<void> {
  const waiting = [...all];
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) await work(one);
    }),
  );
}

/** Runs cells, and tells of each when it has ended. */
export async function runCells(
  cells: readonly Cell[],
  workshop: Workshop,
  tell: (result: Result) => void = () => {},
): Promise<Result[]> {
  const results: Result[] = [];
  await inLanes(cells, LANES, async cell => {
    const result = await runCell(cell, workshop);
    results.push(result);
    tell(result);
  });
  return results;
}
