import type { Command } from '../act.ts';
import type { GroupContents } from '../define.ts';
import { create } from './create.ts';

/** `pipeliner oppty create`: opportunities. */
export const oppty: GroupContents<Command> = { examples: ['oppty create'], commands: [create] };
