import { compareRecord } from '../outcome/compare-record.ts';
import { textOf } from '../values/text-of.ts';
import { isRow, type Row } from '../wire/entities.ts';
import type { Change } from './change.ts';
import { outcomeOf } from './outcomes.ts';
import { isMoved } from './read-back.ts';
import type { NotedResult, Run, RunEntry } from './run.ts';
import type { ChangeLine } from './write.ts';

/** Reads a record as it is now, deleted ones too; undefined for one that is not there any more. */
export type Look = (entity: Change['entity'], id: string) => Promise<Row | undefined>;

/** What takes a record of a run back, and what is left as it is, with the reason. */
export interface Reversal {
  changes: readonly Change[];
  lines: readonly ChangeLine[];
  left: readonly string[];
}

/**
 * The changes that take back what a run did to one record, the last one first: only what still is as the run left it.
 * What the run did not certainly do is left.
 */
export async function reverseEntry(entry: RunEntry, run: Pick<Run, 'isFinished'>, look: Look): Promise<Reversal> {
  const { write, results } = entry;
  const changes: Change[] = [];
  const left: string[] = [];
  if (outcomeOf(entry, run) === 'unknown') left.push('nobody knows whether the run changed all of it');
  let isWhole = true;
  for (const [index, change] of [...write.changes.entries()].reverse()) {
    const result = results[index];
    const reversed = result?.outcome === 'done' ? await reverse(change, result, look) : NOTHING;
    changes.push(...reversed.changes);
    if (reversed.left) left.push(reversed.left);
    isWhole &&= reversed.changes.length > 0 && !reversed.left;
  }
  const lines = isWhole && write.lines.length > 0 ? write.lines.map(turn) : changes.flatMap(describeChange);
  return { changes, lines, left };
}

type Reversed = { changes: Change[]; left?: string };
type Done = Extract<NotedResult, { outcome: 'done' }>;

const NOTHING: Reversed = { changes: [] };
const TOUCHED = 'somebody has changed it since';
const leave = (left: string): Reversed => ({ changes: [], left });

async function reverse(change: Change, { record }: Done, look: Look): Promise<Reversed> {
  const id = change.op === 'create' ? record?.id : change.id;
  if (id === undefined) return leave('the run does not know its id');
  const current = await look(change.entity, textOf(id));
  if (!current) return leave('it is not there any more');
  const isGone = current.is_deleted === true;
  const base: Place = { entity: change.entity, id: textOf(id), revision: current.revision };
  // At every moment one link is the primary one: the server takes it from the others when one gets it.
  const promoted: Change[] = change.replaces === undefined ? [] : [promote(change.entity, change.replaces)];
  switch (change.op) {
    case 'create':
    case 'restore': {
      if (isGone) return { changes: [] };
      if (isTouched(change, record, current)) return leave(TOUCHED);
      return { changes: [...promoted, { ...base, op: 'delete', before: { is_deleted: false }, after: {} }] };
    }
    case 'delete':
      return { changes: isGone ? [{ ...base, op: 'restore', before: { is_deleted: true }, after: {} }] : [] };
    case 'update': {
      if (isGone) return leave('it was deleted since');
      if (promoted.length > 0) return current.is_primary === true ? { changes: promoted } : leave(TOUCHED);
      return setBack(change, record, current, base);
    }
  }
}

/** A record that is there, as it was read. */
type Place = { entity: Change['entity']; id: string; revision: unknown };

const promote = (entity: Change['entity'], id: string): Change => ({
  ...{ op: 'update', entity, id },
  ...{ before: { is_primary: false }, after: { is_primary: true } },
});

/** By the record's counter of writes; where the run has not seen it, by the fields that it wrote. */
const isTouched = ({ after }: Change, record: Row | undefined, current: Row): boolean =>
  record?.revision === undefined || current.revision === undefined
    ? compareRecord({ ...after, ...record }, current).length > 0
    : isMoved(record.revision, current.revision);

/** Gives the fields their old values that still have what the run wrote. */
function setBack({ before, after }: Change, record: Row | undefined, current: Row, base: Place): Reversed {
  const fields = Object.keys(after);
  const holds = (field: string) => compareRecord({ [field]: record?.[field] ?? after[field] }, current).length === 0;
  const isBack = (field: string) => compareRecord({ [field]: before[field] ?? null }, current).length === 0;
  const own = fields.filter(field => holds(field) && !isBack(field) && !isRedacted(before[field]));
  const hasSecret = fields.some(field => isRedacted(before[field]));
  const foreign = fields.filter(field => !holds(field) && !isBack(field));
  const pick = (values: Row) => Object.fromEntries(own.map(field => [field, values[field] ?? null]));
  const back = Object.fromEntries(
    Object.entries(pick(before)).map(([field, value]) => [field, writable(field, value)]),
  );
  return {
    changes: own.length > 0 ? [{ ...base, op: 'update', before: pick(current), after: back }] : [],
    ...(hasSecret ? { left: 'an old value held the password, which is not kept' } : {}),
    ...(foreign.length > 0 ? { left: `somebody has changed its ${foreign.join(', ')} since` } : {}),
  };
}

/** Whether a value was kept without the password that was in it. */
const isRedacted = (value: unknown): boolean => textOf(value ?? '').includes('[secret]');

/** An amount as it is written: in the base currency alone where both are the same, else in its own. */
function writable(field: string, value: unknown): unknown {
  if (field !== 'value' || !isRow(value)) return value;
  const { base_value, value_foreign, currency_id } = value;
  const isBase = textOf(base_value ?? '') === textOf(value_foreign ?? '');
  return { ...(isBase ? { base_value } : { value_foreign }), ...(currency_id ? { currency_id } : {}) };
}

const turn = ({ label, before = '', after }: ChangeLine): ChangeLine => ({ label, before: after, after: before });

/** A change in the API's words, where those of the run do not fit. */
function describeChange({ op, before, after }: Change): ChangeLine[] {
  if (op === 'delete') return [{ label: 'record', before: 'there', after: 'deleted' }];
  if (op === 'restore') return [{ label: 'record', before: 'deleted', after: 'there' }];
  return Object.keys(after).map(field => ({
    label: field,
    before: inWords(before[field]),
    after: inWords(after[field]),
  }));
}

const inWords = (value: unknown): string =>
  isRow(value) && 'currency_id' in value ? textOf(value.value_foreign ?? value.base_value ?? '') : textOf(value ?? '');
