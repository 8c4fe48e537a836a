import type { ChangeLine } from '../../changes/write.ts';
import { customFieldText } from '../../records/field-text.ts';
import type { FoundRecord, SpaceField } from '../../records/found.ts';
import { matchOne } from '../../records/match.ts';
import { formatLocalTime } from '../../values/dates.ts';
import { textOf } from '../../values/text-of.ts';
import type { Row } from '../../wire/entities.ts';
import {
  already,
  archiveStatus,
  isLost,
  isWon,
  type Planned,
  quoted,
  type Read,
  refused,
  updateOf,
  whyDeleted,
} from './planned.ts';

/** Why an opportunity is lost, as far as it was said. */
export interface Loss {
  /** The words for the reason. */
  reason?: string | undefined;
  comment?: string | undefined;
  /** As on the wire. */
  lostDate?: string | undefined;
  /** Further fields of the request. */
  fields?: Row | undefined;
}

/** The reasons of close that a space has; empty if it has none, or does not show them. */
export const reasonsOf = (fields: readonly SpaceField[]): readonly FoundRecord[] =>
  fields.find(({ api_name }) => /^reason_of_close(_id)?$/.test(api_name))?.options ?? [];

/** Loses an opportunity: it is archived, with a reason. */
export function planLose(
  read: Read,
  { reason, comment, lostDate, fields = {} }: Loss,
  reasons: readonly FoundRecord[],
): Planned {
  const { row, ref } = read;
  const deleted = whyDeleted(read);
  if (deleted) return refused(deleted);
  if (isLost(row)) return already(`${quoted(read)} is ${archiveStatus(row)} already.`);
  if (isWon(row)) {
    const message = `${quoted(read)} is won`;
    return refused({
      code: 'USAGE',
      message,
      hint: 'To lose it, move it back first:',
      command: ['oppty', 'move', ref, '--back'],
    });
  }
  if (reason === undefined && reasons.length > 0) {
    const names = reasons.map(({ name }) => name).join(', ');
    return refused({
      code: 'MISSING_INPUT',
      message: `--reason is missing: ${names}`,
      flag: '--reason',
      field: 'reason_of_close_id',
    });
  }
  const found =
    reason === undefined ? undefined : matchOne(reason, reasons, { label: 'reason', flag: '--reason', entity: 'Data' });
  if (found && 'problem' in found) return refused({ ...found.problem, field: 'reason_of_close_id' });
  const lines: ChangeLine[] = [
    { label: 'status', before: 'open', after: 'lost' },
    ...(found ? [{ label: 'reason of close', before: '', after: found.found.name }] : []),
    ...(comment === undefined ? [] : [{ label: 'comment', before: '', after: comment }]),
    ...(lostDate === undefined ? [] : [{ label: 'lost date', before: '', after: formatLocalTime(lostDate) }]),
  ];
  return updateOf(
    row,
    {
      is_archived: true,
      ...(found ? { reason_of_close_id: found.found.id } : {}),
      ...(comment === undefined ? {} : { reason_of_close_description: comment }),
      ...(lostDate === undefined ? {} : { lost_date: lostDate }),
      ...fields,
    },
    lines,
  );
}

/** Makes a lost opportunity active again: one in the last step of its pipeline is won then. */
export function planReopen(read: Read, isInLastStep: boolean): Planned {
  const { row, ref } = read;
  const deleted = whyDeleted(read);
  if (deleted) return refused(deleted);
  if (isLost(row)) {
    const line = { label: 'status', before: archiveStatus(row), after: isInLastStep ? 'won' : 'open' };
    return updateOf(row, { is_archived: false }, [line]);
  }
  if (!isWon(row)) return already(`${quoted(read)} is open already.`);
  const message = `${quoted(read)} is won`;
  return refused({ code: 'USAGE', message, hint: 'To take that back:', command: ['oppty', 'move', ref, '--back'] });
}

/** The won date of a record that is not won, in words; undefined if it has none. */
export function wonDateLeft(row: Row): string | undefined {
  const { won_date } = row;
  if (isWon(row) || typeof won_date !== 'string' || won_date === '') return undefined;
  return formatLocalTime(won_date);
}

/** What a reopened record still has of its loss, in words, with the fields that would be emptied. */
export function leftOfLoss(row: Row, fields: readonly SpaceField[]): { field: string; text: string }[] {
  const reason = customFieldText('Opportunities', { options: reasonsOf(fields) } as SpaceField, row.reason_of_close_id);
  const isSet = (value: unknown) => value !== undefined && value !== null && value !== '';
  return [
    ...(isSet(row.reason_of_close_id)
      ? [{ field: 'reason_of_close_id', text: `reason of close (${reason ?? row.reason_of_close_id})` }]
      : []),
    ...(isSet(row.reason_of_close_description)
      ? [{ field: 'reason_of_close_description', text: `comment ('${textOf(row.reason_of_close_description)}')` }]
      : []),
    ...(isSet(row.lost_date)
      ? [{ field: 'lost_date', text: `lost date (${formatLocalTime(textOf(row.lost_date))})` }]
      : []),
  ];
}
