import type { Context } from '../../context.ts';
import type { Difference } from '../../outcome/compare-record.ts';
import { fieldLabel } from '../../records/field-labels.ts';
import { formatRounded } from '../../values/money.ts';
import { parseLink } from '../../wire/entities.ts';
import { formatJson } from '../../wire/json.ts';

/** The fields whose records have names that are known here. */
const ENTITY_OF: Readonly<Record<string, string>> = {
  owner_id: 'Clients',
  step_id: 'Steps',
  currency_id: 'Currencies',
  oppty_type_id: 'OpportunityTypes',
  unit_id: 'SalesUnits',
};

const MAX_TEXT = 200;

/** A line for each field that the server stored otherwise than it was sent. */
export async function describeDifferences(
  differences: readonly Difference[],
  context: Pick<Context, 'namesCache'>,
): Promise<string[]> {
  if (differences.length === 0) return [];
  const cache = await context.namesCache();
  const lines = differences.map(async ({ field, stored }) => {
    const name = await cache.nameOf(ENTITY_OF[field] ?? '', idOf(stored));
    const text = field === 'value' ? formatRounded(stored) : textOf(stored);
    return `The server set ${fieldLabel(field)} to ${name ?? text}.`;
  });
  return Promise.all(lines);
}

const idOf = (value: unknown) => (typeof value === 'string' ? (parseLink(value)?.id ?? value) : '');

function textOf(value: unknown): string {
  if (value === null || value === '') return 'nothing';
  const text = typeof value === 'string' ? `'${value}'` : formatJson(value);
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}...` : text;
}
