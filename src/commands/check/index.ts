import type { Command } from '../act.ts';
import type { GroupContents } from '../define.ts';
import { run } from './run.ts';

/** `pipeliner check`. */
export const check: GroupContents<Command> = { commands: [run] };
