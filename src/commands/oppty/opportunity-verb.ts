import type { Context } from '../../context.ts';
import { KINDS } from '../../records/kinds.ts';
import { presentAs } from '../writes/present.ts';
import type { WriteVerb } from '../writes/verb.ts';
import { chooseOpportunity } from './find-opportunity.ts';
import { viewOpportunity } from './view-opportunity.ts';

type WriteBase = Required<Pick<WriteVerb, 'kind' | 'choose' | 'present'>>;

/** What every verb has in common that writes to opportunities. */
export const opportunityVerb = (context: Context): WriteBase => ({
  kind: KINDS.opportunity,
  choose: (ref, rows) => chooseOpportunity(context, ref, rows),
  present: id => presentAs(() => viewOpportunity(context, id)),
});
