import type { Client, RawPage } from '../../api/client.ts';
import type { Row } from '../../wire/entities.ts';
import type { Condition, Query } from '../../wire/query.ts';

/** One thing that the flags of a noun choose its records by, besides --filter and --search. */
export interface Criterion {
  /** What the server is asked for, each of another field. */
  conditions: readonly Condition[];
  /** Whether the conditions say all of it; else the client checks the rest. */
  isComplete: boolean;
  /** Whether a server may not know its conditions: if it refuses them, the list is read without. */
  isUncertain?: boolean;
  /** The fields that `matches` looks at; the first is the one that `isPast` goes by. */
  fields: readonly string[];
  matches(row: Row): boolean;
  /** Whether neither this row nor any after it can match, in the ascending order of the first field. */
  isPast?(row: Row): boolean;
}

/** The records that a command line chooses, with its names looked up. */
export interface Selection {
  criteria: readonly Criterion[];
  includeDeleted?: boolean;
  /**
   * Reads the records in place of a list of the collection, all of them. It gets the fields and relations to load; what
   * the flags ask for, the client checks, and it sorts them.
   */
  read?(client: Client, query: Query): AsyncGenerator<RawPage>;
}

/** The criteria of one list: what goes to the server, and what the client checks. */
export interface DividedCriteria {
  conditions: readonly Condition[];
  /** Those that a server may refuse. */
  uncertain: readonly Condition[];
  checks: readonly Criterion[];
  /** Whether the client leaves out rows that a server would send. */
  thinsOut: boolean;
}

/**
 * Divides the work: a field that has a condition already cannot have another, since it is the key on the wire, so the
 * client checks that criterion; without a list of the collection it checks all.
 */
export function divideCriteria({ criteria, read }: Selection, usedFields: readonly string[]): DividedCriteria {
  const fields = new Set(usedFields);
  const divided = { conditions: [] as Condition[], uncertain: [] as Condition[], checks: [] as Criterion[] };
  let thinsOut = false;
  for (const criterion of criteria) {
    const free = read ? [] : criterion.conditions.filter(({ field }) => !fields.has(field));
    for (const { field } of free) fields.add(field);
    divided[criterion.isUncertain ? 'uncertain' : 'conditions'].push(...free);
    const isApplied = criterion.isComplete && free.length === criterion.conditions.length;
    thinsOut ||= !isApplied;
    if (!isApplied || criterion.isUncertain) divided.checks.push(criterion);
  }
  return { ...divided, thinsOut };
}
