import type { WritableEntity } from '../../records/writable/fields.ts';
import type { Command } from '../act.ts';
import type { Noun } from '../lists/noun.ts';
import { WRITE_FLAGS } from '../writes/flags.ts';
import { fieldFlags, type UpdateFlags } from './field-flags.ts';
import { refsArgument } from './refs-argument.ts';

/** `update` of a noun. */
export const updateCommand = (
  noun: Noun,
  entity: WritableEntity,
  examples: readonly string[],
): Command<UpdateFlags> => ({
  name: 'update',
  aliases: ['edit'],
  summary: `change fields of ${noun.name}`,
  arguments: [refsArgument(noun)],
  flags: [
    ...fieldFlags(entity),
    {
      flag: '--clear <field>',
      summary: 'empty this field; repeatable',
      takes: { kind: 'repeated' },
      suggest: { fields: entity },
    },
    ...WRITE_FLAGS,
  ],
  explanation: 'What the flags do not name stays as it is.',
  examples,
  writes: 'space',
  schemas: async () => (await import('../writes/schemas.ts')).writeSchemas(entity),
  run: async (context, { args, flags }) => {
    const { updateRecords } = await import('./run-update.ts');
    return updateRecords({ noun, entity }, context, args, flags);
  },
});
