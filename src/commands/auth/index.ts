import type { Command } from '../act.ts';
import type { GroupContents } from '../define.ts';
import { loginCommand } from './login.ts';
import { logout } from './logout.ts';
import { status } from './status.ts';
import { use } from './use.ts';

/** `pipeliner auth login | status | use | logout`: the stored sign-ins. */
export const auth: GroupContents<Command> = {
  examples: ['auth login', 'auth status'],
  commands: [loginCommand, status, use, logout],
};
