import type { Row } from '../../wire/entities.ts';
import { PER_DOLLAR } from './company.ts';
import { generateDeals } from './deals.ts';
import {
  type Add,
  accountId,
  contactId,
  currencyId,
  linkId,
  numberedId,
  option,
  ownerOf,
  seedId,
  stepId,
} from './ids.ts';

/** name | step | amount | currency | account and its contact of the same number | closing date | marks (a archived). */
const OPPORTUNITIES = `
Conveyor upgrade|test First|12500|USD|0|2026-03-31|
Cold store monitoring|test Qualified|48000|USD|2|2026-05-15|
Spare parts frame contract|test Proposal|7350.5|EUR|4|2026-02-28|
展示会サンプル|test First|1500000|JPY|10|2026-06-30|
Packaging line|test Negotiation|99999.99|USD|1|2026-04-20|
Oven retrofit|test Won|21000|EUR|7|2025-11-14|
Boatyard crane|test Proposal|64000|USD|22|2025-09-30|a
Service renewal 2026|renewals Contacted|3200|USD|0|2026-12-31|
Licence renewal|renewals Proposal|5400|EUR|5|2026-08-01|
Support renewal|renewals Renewed|2800|USD|18|2025-12-01|`
  .trim()
  .split('\n');

/** What opportunity number `index` has in fields that say little. */
const plainFields = (index: number): Row => ({
  lead_source_id: option('Opportunity.lead_source_id', index),
  cf_region_id: option('Opportunity.cf_region', index),
});

function moneyValue(amount: number, code: string): Row {
  return {
    // As the server converts: not rounded to cents.
    base_value: Number((amount / PER_DOLLAR[code]!).toFixed(12)),
    value_foreign: amount,
    currency_id: currencyId(code),
  };
}

/** The opportunities with their links: ten that are written out, and generated ones up to the count. */
export function addOpportunities(add: Add, count: number, accounts: number): void {
  for (const [index, line] of OPPORTUNITIES.entries()) addWritten(add, index, line);
  addChecks(add);
  let index = OPPORTUNITIES.length;
  for (const deal of generateDeals(count - index, accounts)) {
    const { name, pipeline, step, amount, code, fields } = deal;
    const times = { created: deal.created, modified: deal.modified };
    const opportunity = add('Opportunities', String(index), {
      id: numberedId('Opportunities', index),
      name,
      closing_date: deal.closingDate,
      step_id: stepId(pipeline, step),
      oppty_type_id: seedId('OpportunityTypes', pipeline),
      value: moneyValue(amount, code),
      ...plainFields(index),
      ...ownerOf(deal.owner),
      ...fields,
      ...times,
      revision: deal.revision,
    });
    const number = index++;
    if (deal.account === undefined) continue;
    const created = { created: deal.created, modified: deal.created };
    const link = { lead_oppty_id: opportunity, is_primary: true, ...created };
    add('LeadOpptyAccountRelations', opportunity, {
      ...linkId('LeadOpptyAccountRelations', number),
      ...link,
      account_id: accountId(deal.account),
    });
    if (!deal.hasContact) continue;
    add('LeadOpptyContactRelations', opportunity, {
      ...linkId('LeadOpptyContactRelations', number),
      ...link,
      contact_id: contactId(deal.account),
    });
  }
}

function addWritten(add: Add, index: number, line: string): void {
  const [name, place, amount, code, account, closing, marks] = line.split('|') as string[];
  const [pipeline, step] = place!.split(' ') as [string, string];
  const opportunity = add('Opportunities', String(index), {
    name,
    closing_date: closing,
    step_id: stepId(pipeline, step),
    oppty_type_id: seedId('OpportunityTypes', pipeline),
    value: moneyValue(Number(amount), code!),
    ...plainFields(index),
    label_flag: index % 4,
    ranking: (index % 10) + 1,
    ...ownerOf(index),
    ...(marks === 'a' ? { is_archived: true, lost_date: '2025-09-30 12:00:00.000000+00:00' } : {}),
    ...(marks === 'a' ? { reason_of_close_id: option('Opportunity.reason_of_close_id', 1) } : {}),
    ...(['Won', 'Renewed'].includes(step) ? { won_date: `${closing} 12:00:00.000000+00:00` } : {}),
  });
  const link = { lead_oppty_id: opportunity, is_primary: true };
  add('LeadOpptyAccountRelations', opportunity, { ...link, account_id: accountId(Number(account)) });
  add('LeadOpptyContactRelations', opportunity, { ...link, contact_id: contactId(Number(account)) });
}

/** "Packaging line" is in the step with the checklist, with its first item done. */
function addChecks(add: Add): void {
  const done = { lead_oppty_id: seedId('Opportunities', '4'), item_checked: true };
  add('LeadOpptyStepCheckListRelations', '4 0', { ...done, step_checklist_id: seedId('StepChecklists', '0') });
}
