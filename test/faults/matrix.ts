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

/** The exits of a command that has run out of time, and of one that was killed. */
const OUT_OF_TIME = [8, 9, 137];

/** Runs cells, and tells of each when it has ended. */
export async function runCells(
  cells: readonly Cell[],
  workshop: Workshop,
  tell: (result: Result) => void = () => {},
): Promise<Result[]> {
  const results: Result[] = [];
  await inLanes(cells, LANES, async cell => {
    let result = await runCell(cell, workshop);
    // On a loaded machine the time may run out before the fault is met.
    if (workshop.retries && result.findings.length > 0 && OUT_OF_TIME.includes(result.exit))
      result = await runCell(cell, workshop, 4);
    results.push(result);
    tell(result);
  });
  return results;
}
