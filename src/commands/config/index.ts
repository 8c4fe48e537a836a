import type { Command } from '../act.ts';
import type { GroupContents } from '../define.ts';
import { get } from './get.ts';
import { keyList } from './keys.ts';
import { list } from './list.ts';
import { set } from './set.ts';
import { unset } from './unset.ts';

/** `pipeliner config list | get | set | unset`: what is set once for many commands. */
export const config: GroupContents<Command> = {
  explanation: keyList,
  examples: ['config set default-owner john.doe@example.com', 'config list'],
  commands: [list, get, set, unset],
};
