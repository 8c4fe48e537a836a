import { type Add, ownerOf, seedId } from './ids.ts';

/** The notes of a fresh space, oldest first: collection of what it is attached to | its number | HTML. */
const NOTES = `
Opportunities|0|<p>Ida wants the new conveyor before the harvest.<br>Budget is approved up to 13,000.</p>
Opportunities|0|<p>Site visit done. Electrical work is <b>not</b> part of the offer.</p>
Opportunities|4|<p>Legal reads the contract, back by Friday &amp; then the discount is decided.</p>
Opportunities|6|<p>They stay with the crane they have.</p>
Accounts|0|<p>Invoices go to Kassel, deliveries to the Lohfelden yard.</p>
Contacts|0|<p>Prefers calls before ten.</p>`
  .trim()
  .split('\n')
  .map(line => {
    const [entity, index, note] = line.split('|') as ['Opportunities' | 'Accounts' | 'Contacts', string, string];
    return { entity, index, note };
  });

/** What is to be done in the step Negotiation of the test pipeline: label | type | validation, empty for none. */
export const CHECKLIST = `
Contract checked by legal|1|1
Discount approved|1|1
Reference customer offered|1|`
  .trim()
  .split('\n')
  .map(line => {
    const [label, type, validation] = line.split('|') as [string, string, string];
    return { label, item_type: Number(type), item_validation: validation ? Number(validation) : null };
  });

const TARGETS = { Opportunities: 'lead_oppty_id', Accounts: 'account_id', Contacts: 'contact_id' };

/** The notes on opportunities, accounts and contacts. */
export function addNotes(add: Add): void {
  for (const [index, { entity, index: target, note }] of NOTES.entries()) {
    const { owner_id } = ownerOf(Number(target));
    add('Notes', String(index), { note, owner_id, [TARGETS[entity]]: seedId(entity, target) });
  }
}
