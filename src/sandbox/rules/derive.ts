import { randomUUID } from 'node:crypto';
import type { Entity } from '../../wire/entities.ts';
import type { Change } from './change.ts';
import { parseDecimal } from './decimals.ts';
import { deriveOpportunity } from './opportunity.ts';
import { parseTime } from './times.ts';

/** The fields that the server computes from the input of each collection, and its checks beyond those of single fields. */
export const DERIVE: Partial<Record<Entity, (change: Change) => void>> = {
  Accounts: deriveUnit,
  Contacts: change => {
    deriveUnit(change);
    // The contract requires neither; the documentation says that one of them is needed.
    if (!change.row.first_name && !change.row.last_name) {
      change.errors.push({ field: 'last_name', message: 'Either first_name or last_name is required.' });
    }
  },
  Opportunities: change => {
    deriveUnit(change);
    deriveOpportunity(change);
  },
  CurrencyExchangeRates: ({ tables, row, errors }) => {
    const rate = parseDecimal(row.exchange_rate);
    if (rate && rate.digits <= 0n) errors.push({ field: 'exchange_rate', message: 'The rate must be above zero.' });
    if (tables.get('Currencies', String(row.currency_id))?.is_base) {
      errors.push({ field: 'currency_id', message: 'The base currency has no rate.' });
    }
  },
  CurrencyExchangeRatesLists: ({ row }) => {
    if (row.valid_from) row.valid_from = parseTime(String(row.valid_from).slice(0, 10));
  },
  Fields: deriveField,
  Notes: refuseSeveralTargets,
  StepChecklists: ({ tables, row, before }) => {
    if (!before) row.sort_order = tables.where('StepChecklists', 'step_id', row.step_id).length;
  },
};

const NOTE_TARGETS = 'account_id contact_id lead_oppty_id project_id quote_id custom_entity_id'.split(' ');

/** A note is attached to exactly one record. */
function refuseSeveralTargets({ row, errors }: Change): void {
  if (errors.some(({ field }) => NOTE_TARGETS.includes(field))) return;
  const targets = NOTE_TARGETS.filter(name => row[name]);
  if (targets.length === 1) return;
  const message = `Exactly one of ${NOTE_TARGETS.join(', ')} must be set.`;
  errors.push({ field: targets[1] ?? 'lead_oppty_id', message });
}

function deriveUnit({ tables, row, before }: Change): void {
  if (before || row.unit_id) return;
  row.unit_id = tables.get('Clients', String(row.owner_id))?.default_unit_id ?? null;
}

/** A new field gets its name from the label, as `cf_contract_no` from "Contract no". */
function deriveField({ tables, row, input, before, errors }: Change): void {
  if (before || !row.name) return;
  const slug = String(row.name)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_');
  row.api_name ||= `cf_${slug}`;
  row.translated_name ||= row.name;
  if (input.data_set) row.data_set_id = randomUUID();
  const isTaken = tables.where('Fields', 'entity_name', row.entity_name).some(other => other.api_name === row.api_name);
  if (isTaken) errors.push({ field: 'api_name', message: `There is a field '${row.api_name}' already.` });
  else if (!/^cf_[a-z0-9_]+$/.test(String(row.api_name))) {
    errors.push({ field: 'api_name', message: "The name of a field of one's own begins with cf_." });
  }
}
