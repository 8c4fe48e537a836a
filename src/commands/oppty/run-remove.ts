import type { Answer } from '../../answer.ts';
import type { WriteResult } from '../../changes/write.ts';
import type { Context } from '../../context.ts';
import type { CommandInput } from '../act.ts';
import type { WriteFlags } from '../writes/flags.ts';
import { runDelete, runRestore } from '../writes/run-remove.ts';
import { describeDeletedLinks } from './describe-links.ts';
import { opportunityVerb } from './opportunity-verb.ts';
import { collectTargets, type TargetFlags } from './select-opportunities.ts';

type Input = CommandInput<WriteFlags & TargetFlags>;

/** Deletes opportunities that are named or chosen. */
export async function removeOpportunities(context: Context, input: Input): Promise<Answer> {
  return runDelete(opportunityVerb(context), await collectTargets(input, 'delete', context), input.flags, context);
}

/** Restores opportunities that are named, or chosen among the deleted ones. */
export async function restoreOpportunities(context: Context, input: Input): Promise<Answer> {
  const targets = await collectTargets(input, 'restore', context, 'deleted');
  const afterwards = ({ write: { id, ref } }: WriteResult) => describeDeletedLinks(id, ref, context);
  return runRestore({ ...opportunityVerb(context), afterwards }, targets, input.flags, context);
}
