import type { WritableEntity } from '../../records/writable/fields.ts';
import type { Command } from '../act.ts';
import type { Noun } from '../lists/noun.ts';
import { PLAN_FLAG } from '../writes/flags.ts';
import { fieldFlags, type RecordFlags } from './field-flags.ts';

const NEEDED: Readonly<Record<WritableEntity, readonly string[]>> = {
  Accounts: ['--name', '--owner'],
  Contacts: ['--last-name', '--owner'],
};

/** `create` of a noun. */
export const createCommand = (
  noun: Noun,
  entity: WritableEntity,
  examples: readonly string[],
): Command<RecordFlags> => ({
  name: 'create',
  summary: `create ${noun.singular === 'account' ? 'an account' : 'a contact'}; asks for what the flags do not have`,
  flags: [
    ...fieldFlags(entity),
    { flag: '--dry-run', summary: 'look everything up, show the request, but send nothing' },
    PLAN_FLAG,
    { flag: '--yes', summary: 'skip the final question' },
  ],
  explanation: `The setting default-owner counts where --owner is left out.${
    entity === 'Contacts' ? ' One of --first-name and --last-name is enough.' : ''
  }`,
  examples,
  writes: 'space',
  asks: NEEDED[entity],
  schemas: async () => (await import('../writes/schemas.ts')).writeSchemas(entity),
  run: async (context, { flags }) => {
    const { runCreate } = await import('./run-create.ts');
    return runCreate({ noun, entity }, context, flags);
  },
});
