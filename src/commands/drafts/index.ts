import type { Command } from '../act.ts';
import type { GroupContents } from '../define.ts';
import { list } from './list.ts';
import { remove } from './remove.ts';
import { show } from './show.ts';

/** `pipeliner drafts list | show | rm`: opportunities that were started. */
export const drafts: GroupContents<Command> = {
  explanation: `\
The wizard saves each answer. pipeliner oppty create --resume continues the latest draft of a space, --resume <id>
another one. A draft is removed once its opportunity is created, or after thirty days, and only the newest 50 stay.
A draft also stays while nobody knows whether its opportunity was created.`,
  examples: ['drafts', 'drafts show k3f9'],
  commands: [list, show, remove],
};
