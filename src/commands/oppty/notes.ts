import type { Client } from '../../api/client.ts';
import { fieldText } from '../../records/field-text.ts';
import { formatLocalTime } from '../../values/dates.ts';
import { htmlToText } from '../../values/html-text.ts';
import { textOf } from '../../values/text-of.ts';
import type { Row } from '../../wire/entities.ts';

/** As many as a person reads. */
const MAX_NOTES = 20;

/** The newest notes of an opportunity, the newest first: when each was written and by whom, then its text. */
export async function loadNotes(client: Client, opportunityId: string): Promise<string[]> {
  const filter = [{ field: 'lead_oppty_id', value: opportunityId }];
  const { rows, next } = await client.list('Notes', {
    ...{ filter, expand: ['owner'], orderBy: ['-created'], first: MAX_NOTES },
  });
  // A server that ignores a filter sends everything.
  const own = rows.filter(
    ({ lead_oppty_id, is_deleted }) =>
      is_deleted !== true &&
      (lead_oppty_id === undefined || textOf(lead_oppty_id ?? '').toLowerCase() === opportunityId.toLowerCase()),
  );
  return [...own.map(noteText), ...(next === undefined ? [] : ['Older notes are not shown.'])];
}

function noteText({ created, owner, note }: Row): string {
  const time = typeof created === 'string' ? formatLocalTime(created).slice(0, 16) : '';
  const head = [time, fieldText('Notes', 'owner', owner)].filter(Boolean).join(', ');
  return [head, typeof note === 'string' ? htmlToText(note) : ''].filter(Boolean).join('\n');
}
