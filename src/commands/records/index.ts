import type { WritableEntity } from '../../records/writable/fields.ts';
import type { Command } from '../act.ts';
import { importCommand } from '../import/definition.ts';
import type { Noun } from '../lists/noun.ts';
import { createCommand } from './create.ts';
import { deleteCommand, restoreCommand } from './remove.ts';
import { updateCommand } from './update.ts';

/** The examples in help, of records that the sandbox has. */
const EXAMPLES: Readonly<
  Record<WritableEntity, { one: string; create: readonly string[]; update: readonly string[] }>
> = {
  Accounts: {
    one: "'Kestrel Optics'",
    create: [
      'accounts create',
      "accounts create --name 'Harbour Crane Works' --owner john.doe@example.com --city Hamburg --industry Manufacturing",
      "accounts create --name 'Dockside Tools' --owner john.doe@example.com --json | jq -r .id",
    ],
    update: [
      "accounts update 'Ziemann and Sons' --phone '+49 40 5550100' --class A",
      "accounts update 'Ziemann and Sons' --owner john.doe@example.com --dry-run --json | jq .after",
    ],
  },
  Contacts: {
    one: 'contact124@omalleys.example',
    create: [
      'contacts create',
      `contacts create --first-name Mara --last-name Stein --owner john.doe@example.com \\
    --account 'Ziemann and Sons' --position Buyer --email mara.stein@ziemann-and-sons.de`,
    ],
    update: [
      "contacts update 'Ida Ziemann' --title Dr. --city Bremen",
      "contacts update 'Tom Okafor' --account 'Ziemann and Sons' --position 'Head of IT'",
    ],
  },
};

/** The verbs that write to the records of a noun. */
export function recordCommands(noun: Noun, entity: WritableEntity): readonly Command[] {
  const { one, create, update } = EXAMPLES[entity];
  return [
    createCommand(noun, entity, create),
    updateCommand(noun, entity, update),
    deleteCommand(noun, one),
    restoreCommand(noun, one),
    importCommand(entity),
  ];
}
