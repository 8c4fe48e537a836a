import type { Cell } from './cell.ts';
import type { Fault } from './fault.ts';
import { BODIES } from './groups/body.ts';
import { CONNECT } from './groups/connect.ts';
import { DOUBT } from './groups/doubt.ts';
import { ENVIRONMENT } from './groups/environment.ts';
import { FILES } from './groups/files.ts';
import { PAGING } from './groups/paging.ts';
import { PROCESS } from './groups/process.ts';
import { STATUS } from './groups/status.ts';
import { STREAM } from './groups/stream.ts';
import { TEXT } from './groups/text.ts';
import { SHAPES } from './shapes.ts';

export const FAULTS: readonly Fault[] = [
  ...CONNECT,
  ...STREAM,
  ...STATUS,
  ...BODIES,
  ...PAGING,
  ...TEXT,
  ...DOUBT,
  ...PROCESS,
  ...ENVIRONMENT,
  ...FILES,
];

/** Every fault with every command that can meet it. */
export const CELLS: readonly Cell[] = FAULTS.flatMap(fault =>
  SHAPES.filter(shape => fault.applies?.(shape) ?? true).map(shape => ({
    name: `${fault.group}: ${fault.name} / ${shape.name}`,
    fault,
    shape,
  })),
);
