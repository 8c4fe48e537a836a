import type { Command } from '../act.ts';
import type { GroupContents } from '../define.ts';
import { list } from './list.ts';
import { remove } from './remove.ts';
import { set } from './set.ts';

/** `pipeliner alias list | set | rm`: words of the user's own. */
export const alias: GroupContents<Command> = {
  explanation: `\
An alias stands for the beginning of a command line: what follows it on a line follows there. It is completed as commands
are, and counts in every space.`,
  examples: ["alias set mine 'oppty list --mine'", 'alias list'],
  commands: [list, set, remove],
};
