import type { Command } from '../act.ts';
import type { GroupContents } from '../define.ts';
import { list } from './list.ts';
import { remove } from './remove.ts';
import { show } from './show.ts';

/** `pipeliner drafts list | show | rm`: opportunities that were begun. */
export const drafts: GroupContents<Command> = {
  explanation: `\
The wizard saves each answer. pipeliner oppty create --resume carries on with the last draft of a space, --resume <id>
with another. A draft goes when its record is there, or after thirty days, and the newest 50 are kept; one of which
nobody knows whether it was created stays.`,
  examples: ['drafts', 'drafts show k3f9'],
  commands: [list, show, remove],
};
