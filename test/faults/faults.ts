import type { Cell } from './cell.ts';
import type { Fault } from './fault.ts';
import { BODIES } from './groups/body.ts';
import { CONNECT } from './groups/connect.ts';
import { DOUBT } from './groups/doubt.ts';
import { ENVIRONMENT } from './groups/environment.ts';
import { FILES } from './groups/files.ts';
import { few, transport } from './groups/kinds.ts';
import { PAGING } from './groups/paging.ts';
import { PROCESS } from './groups/process.ts';
import { STATUS } from './groups/status.ts';
import { STREAM } from './groups/stream.ts';
import { TEXT } from './groups/text.ts';
import { SHAPES, type Shape } from './shapes.ts';

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

/** Of the commands that meet a fault of the network in the same way, these take turns: each has every so manieth. */
const TURNS: Readonly<Record<string, number>> = {
  'accounts get': 2,
  'wizard end': 2,
  'auth login': 2,
  'contacts --account': 3,
  'currencies tty': 3,
  'api --paginate': 3,
  'api DELETE': 3,
  'create --dry-run': 3,
  'auth status --check': 3,
};

function isMet({ applies }: Fault, number: number, shape: Shape): boolean {
  if (applies && !applies(shape)) return false;
  const turns = applies === transport || applies === few ? (TURNS[shape.name] ?? 1) : 1;
  return (number + SHAPES.indexOf(shape)) % turns === 0;
}

/** Every fault with the commands that can meet it. */
export const CELLS: readonly Cell[] = FAULTS.flatMap((fault, number) =>
  SHAPES.filter(shape => isMet(fault, number, shape)).map(shape => ({
    name: `${fault.group}: ${fault.name} / ${shape.name}`,
    fault,
    shape,
  })),
);
