import type { Cell } from './cell.ts';
import type { Fault } from './fault.ts';
import { BODIES } from './groups/body.ts';
import { CHANGED } from './groups/changed.ts';
import { CLOCK } from './groups/clock.ts';
import { CONNECT } from './groups/connect.ts';
import { DOUBT } from './groups/doubt.ts';
import { ENVIRONMENT } from './groups/environment.ts';
import { FILES } from './groups/files.ts';
import { KILLED } from './groups/killed.ts';
import { LIMITS } from './groups/limits.ts';
import { MEANWHILE } from './groups/meanwhile.ts';
import { PAGING } from './groups/paging.ts';
import { PROCESS } from './groups/process.ts';
import { REPLACED } from './groups/replaced.ts';
import { STATUS } from './groups/status.ts';
import { STREAM } from './groups/stream.ts';
import { TEXT } from './groups/text.ts';
import { TOGETHER } from './groups/together.ts';
import { VALUES } from './groups/values.ts';
import { SHAPES, type Shape } from './shapes.ts';

const FAULTS: readonly Fault[] = [
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
  ...TOGETHER,
  ...KILLED,
  ...CHANGED,
  ...REPLACED,
  ...CLOCK,
  ...VALUES,
  ...LIMITS,
  ...MEANWHILE,
];

/** Of many commands that meet a fault in much the same way, these take turns: each has every so manieth. */
const TURNS: Readonly<Record<string, number>> = {
  'accounts get': 2,
  'wizard end': 2,
  'auth login': 2,
  'accounts stored': 3,
  'contacts --account': 3,
  'currencies tty': 3,
  'api --paginate': 3,
  'api DELETE': 3,
  'create --dry-run': 3,
  'create --client-key': 3,
  'auth status --check': 3,
  move: 2,
  delete: 3,
  update: 3,
  lose: 3,
  restore: 3,
  'move many': 2,
  'oppty list --json': 4,
};
const MANY = 5;

/** What meets the faults of these groups alone, since to the others it is like the rest. */
const GROUPS_OF: Readonly<Record<string, readonly Fault['group'][]>> = {
  'oppty list --json': ['paging'],
  'oppty list tty': ['values'],
  'update contacts': ['meanwhile'],
};

const isTurn = (number: number, shape: Shape) => (number + SHAPES.indexOf(shape)) % (TURNS[shape.name] ?? 1) === 0;

/** Every fault with every command that can meet it; `due` are those of a whole run. */
export const EVERY: readonly (Cell & { due: boolean })[] = FAULTS.flatMap((fault, number) => {
  const belongs = ({ name }: Shape) => GROUPS_OF[name]?.includes(fault.group) ?? true;
  const shapes = SHAPES.filter(belongs).filter(fault.applies ?? (() => true));
  // What is in doubt, each of them has to tell.
  const all = shapes.length < MANY || fault.group === 'doubt' || fault.group === 'meanwhile';
  return shapes.map(shape => ({
    ...{ name: `${fault.group}: ${fault.name} / ${shape.name}`, fault, shape },
    due: all || isTurn(number, shape),
  }));
});

export const CELLS: readonly Cell[] = EVERY.filter(({ due }) => due);
