import { isFound } from '../../records/found.ts';
import type { Lookups } from '../../records/lookups.ts';
import type { Draft, ParsedDraft } from '../draft/draft.ts';
import { checkAmounts, findCurrency } from './currency.ts';
import { findOption, resolveFields } from './fields.ts';
import { findLinks } from './links.ts';
import { findType } from './oppty-type.ts';
import { findRecord, type ResolveOptions, type Search } from './search.ts';
import { findStep } from './step.ts';

/**
 * Looks up every name of a draft and checks what can be checked before anything is sent. A record that is found takes
 * the place of the words; all that is not found or not right is a problem. Only failures of the server are thrown.
 */
export async function resolve(draft: Draft, lookups: Lookups, options: ResolveOptions = {}): Promise<ParsedDraft> {
  const search: Search = { lookups, options, problems: [] };
  const [owner, step, links, currency, unit, lead_source, reason_of_close, fields] = await Promise.all([
    findRecord(search, 'client', 'owner', draft.owner),
    findStep(search, draft),
    findLinks(search, draft),
    findCurrency(search, draft),
    findRecord(search, 'unit', 'unit', draft.unit),
    findOption(search, 'lead_source', draft.lead_source),
    findOption(search, 'reason_of_close', draft.reason_of_close),
    resolveFields(search, draft),
  ]);
  const oppty_type = await findType(search, draft, step.pipeline);
  if (isFound(currency)) checkAmounts(search, draft, currency);
  const records = { ...step, ...links, owner, currency, unit, lead_source, reason_of_close, oppty_type, fields };
  return { draft: { ...draft, ...records }, problems: search.problems };
}
