import type { Command } from '../act.ts';
import type { GroupContents } from '../define.ts';
import { importCommand } from '../import/definition.ts';
import { create } from './create.ts';
import { list } from './list.ts';
import { lose } from './lose.ts';
import { move } from './move.ts';
import { note } from './note.ts';
import { remove, restore } from './remove.ts';
import { reopen } from './reopen.ts';
import { update } from './update.ts';
import { view } from './view.ts';
import { win } from './win.ts';

/** `pipeliner oppty`: opportunities. */
export const oppty: GroupContents<Command> = {
  examples: [
    'oppty create',
    'oppty list --closing this-quarter',
    "oppty view 'Conveyor upgrade'",
    "oppty move 'Conveyor upgrade' --next",
    "oppty win 'Conveyor upgrade'",
  ],
  commands: [
    create,
    list,
    view,
    update,
    move,
    win,
    lose,
    reopen,
    remove,
    restore,
    note,
    importCommand('Opportunities'),
  ],
};
