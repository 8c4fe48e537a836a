import type { Command } from '../act.ts';
import type { GroupContents } from '../define.ts';
import { path } from './path.ts';
import { reset } from './reset.ts';
import { serve } from './serve.ts';
import { tour } from './tour.ts';

/** `pipeliner sandbox tour | serve | reset | path`: the built-in space. */
export const sandbox: GroupContents<Command> = {
  examples: ['sandbox tour', 'sandbox serve', 'sandbox reset --yes', 'sandbox path'],
  commands: [tour, serve, reset, path],
};
