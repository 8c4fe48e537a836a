import type { Cell } from './cell.ts';
import type { Fault } from './fault.ts';
import { BODIES } from './groups/body.ts';
import { DOUBT } from './groups/doubt.ts';
import { PAGING } from './groups/paging.ts';
import { STATUS } from './groups/status.ts';
import { STREAM } from './groups/stream.ts';
import { SHAPES } from './shapes.ts';

export const FAULTS: readonly Fault[] = [...STREAM, ...STATUS, ...BODIES, ...PAGING, ...DOUBT];

/** Every fault with every command that can meet it. */
export const CELLS: readonly Cell[] = FAULTS.flatMap(fault =>
  SHAPES.filter(shape => fault.applies?.(shape) ?? true).map(shape => ({
    name: `${fault.group}: ${fault.name} / ${shape.name}`,
    fault,
    shape,
  })),
);
