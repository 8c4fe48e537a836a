import type { Change } from '../../changes/change.ts';
import type { ChangeLine } from '../../changes/write.ts';
import type { Problem } from '../../errors.ts';
import { textOf } from '../../values/text-of.ts';
import type { Row } from '../../wire/entities.ts';

/** What a verb makes of a record, before anything is sent. */
export type Planned =
  | { kind: 'changes'; changes: readonly [Change, ...Change[]]; lines: readonly ChangeLine[] }
  /** The record is as it is to be. */
  | { kind: 'already'; notice: string }
  | { kind: 'refused'; problem: Problem };

/** A record as it was read, and the words that named it. */
export interface Read {
  ref: string;
  name: string;
  row: Row;
}

export const refused = (problem: Problem): Planned => ({ kind: 'refused', problem });
/** All that is wrong with one record, as one problem. */
export function refusedFor(problems: readonly Problem[]): Planned {
  const [first] = problems;
  if (!first) throw new Error('there is no problem');
  if (problems.length === 1) return refused(first);
  return refused({ ...first, message: problems.map(({ message }) => message).join('\n') });
}

export const already = (notice: string): Planned => ({ kind: 'already', notice });

/** The update of some fields of an opportunity. */
export function updateOf(row: Row, after: Row, lines: readonly ChangeLine[]): Planned {
  const before = Object.fromEntries(Object.keys(after).map(field => [field, row[field] ?? null]));
  const change = { op: 'update', entity: 'Opportunities', id: textOf(row.id), revision: row.revision } as const;
  return { kind: 'changes', changes: [{ ...change, before, after }], lines };
}

export const isDeleted = ({ is_deleted }: Row): boolean => is_deleted === true;
/** Lost: the API keeps it as archived. */
export const isLost = ({ is_archived }: Row): boolean => is_archived === true;
const WON = '3';
export const isWon = ({ status }: Row): boolean => status !== undefined && textOf(status) === WON;

/** What an archived one is, in words: whether it is lost when it was won before differs between servers. */
export const archiveStatus = (row: Row): string => (isWon(row) ? 'won and archived' : 'lost');

/** In quotes, for messages. */
export const quoted = ({ name }: Pick<Read, 'name'>): string => `'${name}'`;

/** That a record is deleted, with the command that takes that back; undefined if it is not. */
export function whyDeleted(read: Read): Problem | undefined {
  if (!isDeleted(read.row)) return undefined;
  const message = `${quoted(read)} is deleted`;
  return { code: 'USAGE', message, hint: 'To take that back:', command: ['oppty', 'restore', read.ref] };
}

/** Why a record cannot be edited: it is deleted, or lost, which the API allows to be read alone. */
export function whyClosed(read: Read): Problem | undefined {
  const { ref, row } = read;
  const deleted = whyDeleted(read);
  if (deleted) return deleted;
  if (!isLost(row)) return undefined;
  const message = `${quoted(read)} is ${archiveStatus(row)}, and what is ${isWon(row) ? 'archived' : 'lost'} cannot be edited`;
  return { code: 'USAGE', message, hint: 'To take it up again:', command: ['oppty', 'reopen', ref] };
}
