import type { Answer } from '../../answer.ts';
import type { Context } from '../../context.ts';
import { CliError } from '../../errors.ts';
import { KINDS } from '../../records/kinds.ts';
import type { WriteVerb } from '../writes/verb.ts';
import { chooseOpportunity } from './find-opportunity.ts';
import { viewOpportunity } from './view-opportunity.ts';

type WriteBase = Required<Pick<WriteVerb, 'kind' | 'choose' | 'present'>>;

/** What every verb has in common that writes to opportunities. */
export const opportunityVerb = (context: Context): WriteBase => ({
  kind: KINDS.opportunity,
  choose: (ref, rows) => chooseOpportunity(context, ref, rows),
  present: id => presentOpportunity(context, id),
});

/** An opportunity as `oppty view` shows it; nothing if it cannot be read: it was written all the same. */
async function presentOpportunity(
  context: Context,
  id: string,
): Promise<Pick<Extract<Answer, { kind: 'record' }>, 'fields' | 'card'>> {
  try {
    const answer = await viewOpportunity(context, id);
    if (answer.kind !== 'record') return {};
    const { fields, card } = answer;
    return { ...(fields ? { fields } : {}), ...(card ? { card } : {}) };
  } catch (error) {
    if (error instanceof CliError) return {};
    throw error;
  }
}
