import type { Client } from '../../api/client.ts';
import { CliError } from '../../errors.ts';
import { textOf } from '../../values/text-of.ts';
import type { Row } from '../../wire/entities.ts';

/** Items with this validation must be done before a record leaves the step. Source: the contract's StepChecklist. */
const REQUIRED = '1';

/** The checklist of a record's step, a line for each item; undefined if the step has none, or nobody may see it. */
export async function describeChecklist(row: Row, step: string, client: Client): Promise<string | undefined> {
  try {
    const load = async (entity: string, field: string, value: string) =>
      (await client.list(entity, { filter: [{ field, value }], first: 100 })).rows.filter(
        item => item.is_deleted !== true,
      );
    const items = await load('StepChecklists', 'step_id', textOf(row.step_id ?? ''));
    if (items.length === 0) return undefined;
    const marks = await load('LeadOpptyStepCheckListRelations', 'lead_oppty_id', textOf(row.id));
    const isDone = ({ id }: Row) => marks.some(mark => mark.item_checked === true && mark.step_checklist_id === id);
    const lines = [...items].sort(byOrder).map(item => {
      const required = textOf(item.item_validation ?? '') === REQUIRED ? ' (required)' : '';
      return `  [${isDone(item) ? 'x' : ' '}] ${textOf(item.label ?? '')}${required}`;
    });
    return [`The checklist of ${step}:`, ...lines].join('\n');
  } catch (error) {
    // Without it the server tells what is missing.
    if (error instanceof CliError && error.code !== 'INTERRUPTED') return undefined;
    throw error;
  }
}

const byOrder = (a: Row, b: Row) => Number(textOf(a.sort_order ?? 0)) - Number(textOf(b.sort_order ?? 0));
