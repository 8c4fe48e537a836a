import { availableParallelism } from 'node:os';
import { type Cell, type Result, runCell, type Workshop } from './cell.ts';

/** How many cells run at once: they wait for sockets half of their time. */
export const LANES = 4 * availableParallelism();

/** Does work for each, so many at once. */
export async function inLanes<T>(all: readonly T[], lanes: number, work: (one: T) => Promise<void>): Promise<void> {
  const waiting = [...all];
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) await work(one);
    }),
  );
}

const isTimed = ({ fault }: Cell) => fault.stalls === true || fault.seconds !== undefined;

/** Runs cells, and tells of each when it has ended. */
export async function runCells(
  cells: readonly Cell[],
  workshop: Workshop,
  tell: (result: Result) => void = () => {},
): Promise<Result[]> {
  const results: Result[] = [];
  await inLanes(cells, LANES, async cell => {
    let result = await runCell(cell, workshop);
    // On a loaded machine the little time of such a cell may run out before it meets its fault.
    if (result.findings.length > 0 && isTimed(cell)) result = await runCell(cell, workshop, 4);
    results.push(result);
    tell(result);
  });
  return results;
}
