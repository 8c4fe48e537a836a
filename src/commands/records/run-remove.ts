import type { Answer } from '../../answer.ts';
import type { Context } from '../../context.ts';
import type { CommandInput } from '../act.ts';
import type { Noun } from '../lists/noun.ts';
import type { WriteFlags } from '../writes/flags.ts';
import { collectRefs } from '../writes/refs.ts';
import { runDelete, runRestore } from '../writes/run-remove.ts';
import { recordVerb } from './record-verb.ts';

type Input = CommandInput<WriteFlags>;

/** Deletes the records that are named. */
export const deleteRecords = async (noun: Noun, context: Context, { args, flags }: Input): Promise<Answer> =>
  runDelete(recordVerb(noun, context), await collectRefs(args, context), flags, context);

/** Restores the records that are named. */
export const restoreRecords = async (noun: Noun, context: Context, { args, flags }: Input): Promise<Answer> =>
  runRestore(recordVerb(noun, context), await collectRefs(args, context), flags, context);
