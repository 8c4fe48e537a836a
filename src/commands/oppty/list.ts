import { listCommand } from '../lists/command.ts';
import { OPPORTUNITIES } from './list-noun.ts';

/** `pipeliner oppty list`: opportunities that flags choose. */
export const list = listCommand(OPPORTUNITIES);
