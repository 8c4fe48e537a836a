import type { Command } from '../act.ts';
import type { GroupContents } from '../define.ts';
import { list } from './list.ts';
import { prune } from './prune.ts';
import { view } from './view.ts';

/** `pipeliner history list | view | prune`: the runs that wrote to a space. */
export const history: GroupContents<Command> = {
  explanation: `\
Every command that writes to a space is a run: what it was to change, what was there before, and what became of it, in
a private file of this machine. The last 100 runs and those of the last 90 days are kept, unfinished ones always.`,
  examples: ['history', 'history view <run>'],
  commands: [list, view, prune],
};
