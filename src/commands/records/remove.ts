import type { Command } from '../act.ts';
import type { Noun } from '../lists/noun.ts';
import { WRITE_FLAGS, type WriteFlags } from '../writes/flags.ts';
import { refsArgument } from './refs-argument.ts';

/** `delete` of a noun. */
export const deleteCommand = (noun: Noun, example: string): Command<WriteFlags> => ({
  name: 'delete',
  aliases: ['rm'],
  summary: `delete ${noun.name}; they can be restored`,
  arguments: [refsArgument(noun)],
  flags: WRITE_FLAGS,
  explanation: 'It asks first; a script says --yes.',
  examples: [`${noun.name} delete ${example} --yes`],
  writes: 'space',
  schemas: async () => (await import('../writes/schemas.ts')).deleteSchemas,
  run: async (context, input) => {
    const { deleteRecords } = await import('./run-remove.ts');
    return deleteRecords(noun, context, input);
  },
});

/** `restore` of a noun. */
export const restoreCommand = (noun: Noun, example: string): Command<WriteFlags> => ({
  name: 'restore',
  summary: `take the deletion of ${noun.name} back`,
  arguments: [refsArgument(noun)],
  flags: WRITE_FLAGS,
  examples: [`${noun.name} restore ${example}`],
  writes: 'space',
  schemas: async () => (await import('../writes/schemas.ts')).writeSchemas(noun.kind.entity),
  run: async (context, input) => {
    const { restoreRecords } = await import('./run-remove.ts');
    return restoreRecords(noun, context, input);
  },
});
