import { type Add, accountId, contactId, numberedId, ownerOf } from './ids.ts';

/** The notes of a fresh space, oldest first: collection of what it is attached to | its number | HTML. */
const NOTES = `
Opportunities|0|<p>Ida wants the new conveyor before the harvest.<br>Budget is approved up to 13,000.</p>
Opportunities|0|<p>Site visit done. Electrical work is <b>not</b> part of the offer.</p>
Opportunities|4|<p>Legal reads the contract, back by Friday &amp; then the discount is decided.</p>
Opportunities|6|<p>They stay with the crane they have.</p>
Accounts|0|<p>Invoices go to Coronda, deliveries to the yard in Santa Fe.</p>
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

/** The field and the ids by which a note names what it is attached to. */
const TARGETS = {
  Opportunities: { field: 'lead_oppty_id', idOf: (index: number) => numberedId('Opportunities', index) },
  Accounts: { field: 'account_id', idOf: accountId },
  Contacts: { field: 'contact_id', idOf: contactId },
};

/** The notes on opportunities, accounts and contacts. */
export function addNotes(add: Add): void {
  for (const [index, { entity, index: target, note }] of NOTES.entries()) {
    const { owner_id } = ownerOf(Number(target));
    const { field, idOf } = TARGETS[entity];
    add('Notes', String(index), { note, owner_id, [field]: idOf(Number(target)) });
  }
}
