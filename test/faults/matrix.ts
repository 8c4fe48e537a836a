import type { Cell, Result, Workshop } from './cell.ts';
import { runCell } from './cell.ts';

/** Cells wait for sockets most of their time. */
export const LANES = 14;

/** Runs cells, so many at once, and tells of each when it has ended. */
export async function runCells(
  cells: readonly Cell[],
  workshop: Workshop,
  tell: (result: Result) => void = () => {},
  lanes = LANES,
): Promise<Result[]> {
  const results: Result[] = [];
  const waiting = [...cells];
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      for (let cell = waiting.shift(); cell; cell = waiting.shift()) {
        const result = await runCell(cell, workshop);
        results.push(result);
        tell(result);
      }
    }),
  );
  return results;
}
