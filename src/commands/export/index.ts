import type { Command } from '../act.ts';
import type { GroupContents } from '../define.ts';
import { run } from './definition.ts';
import { tap } from './tap.ts';

/** `pipeliner export`. */
export const exporting: GroupContents<Command> = { commands: [run, tap] };
