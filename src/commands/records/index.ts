import type { WritableEntity } from '../../records/writable/fields.ts';
import type { Command } from '../act.ts';
import type { Noun } from '../lists/noun.ts';
import { deleteCommand, restoreCommand } from './remove.ts';
import { updateCommand } from './update.ts';

/** The examples in help, of records that the sandbox has. */
const EXAMPLES: Readonly<Record<WritableEntity, { one: string; update: readonly string[] }>> = {
  Accounts: {
    one: "'Kestrel Optics'",
    update: [
      "accounts update 'Ziemann and Sons' --phone '+49 40 5550100' --class A",
      "accounts update 'Ziemann and Sons' --owner john.doe@example.com --dry-run --json | jq .after",
    ],
  },
  Contacts: {
    one: 'contact124@omalleys.example',
    update: ["contacts update 'Ida Ziemann' --title Dr. --city Bremen"],
  },
};

/** The verbs that write to the records of a noun. */
export function recordCommands(noun: Noun, entity: WritableEntity): readonly Command[] {
  const { one, update } = EXAMPLES[entity];
  return [updateCommand(noun, entity, update), deleteCommand(noun, one), restoreCommand(noun, one)];
}
