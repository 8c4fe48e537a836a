import type { Problem } from '../errors.ts';
import { isId, isShortId } from '../values/ids.ts';
import { nearest, sameName } from '../values/names.ts';
import { textOf } from '../values/text-of.ts';
import { type Entity, parseLink, type Row } from '../wire/entities.ts';
import type { FoundRecord } from './found.ts';
import type { Kind } from './kinds.ts';

/** The words for a choice in messages, and what else matches it. */
export interface MatchOptions<T extends FoundRecord = FoundRecord> {
  /** The word for one of them, e.g. `currency`. */
  label: string;
  flag?: string | undefined;
  /** The collection whose links are accepted. */
  entity?: Entity | undefined;
  /** Whether the words mean it though they are not its name, e.g. a symbol. */
  matchesAlias?: ((candidate: T, words: string) => boolean) | undefined;
  /** The text for a candidate in an error about several; by default its name and detail. */
  formatCandidate?: ((candidate: T) => string) | undefined;
  /** The hint if several fit. */
  disambiguation?: string | undefined;
  /** The hint if nothing fits. */
  hint?: string | undefined;
  /** The command that the hint introduces. */
  command?: readonly string[] | undefined;
}

export type MatchResult<T> = { found: T } | { problem: Problem };

/** The result of a look-up: the record, or the problem with the words. */
export type LookupResult = MatchResult<FoundRecord>;

/** The one candidate that the words mean. */
export function matchOne<T extends FoundRecord>(
  words: string,
  candidates: readonly T[],
  choice: MatchOptions<T>,
): MatchResult<T> {
  const fit = matchAll(words, candidates, choice);
  if (fit.length > 0) return requireOne(fit, words, choice);
  const hint =
    choice.hint ??
    suggestNames(
      words,
      candidates.map(({ name }) => name),
    );
  return requireOne(fit, words, { ...choice, hint });
}

/** The candidates that the words can mean: by id, by link, by their whole name in any case, else by a short id. */
export function matchAll<T extends FoundRecord>(words: string, candidates: readonly T[], choice: MatchOptions<T>): T[] {
  const id = choice.entity && parseId(words, choice.entity);
  if (id) return candidates.filter(candidate => candidate.id.toLowerCase() === id);
  const nameMatches = candidates.filter(
    candidate => sameName(candidate.name, words) || choice.matchesAlias?.(candidate, words),
  );
  if (nameMatches.length > 0 || !isShortId(words.trim())) return nameMatches;
  return candidates.filter(candidate => candidate.id.toLowerCase().startsWith(words.trim().toLowerCase()));
}

/** The only one that fits, or the problem with the words. */
export function requireOne<T extends FoundRecord>(
  fit: readonly T[],
  words: string,
  choice: MatchOptions<T>,
): MatchResult<T> {
  const { label, flag } = choice;
  const [first] = fit;
  if (first && fit.length === 1) return { found: first };
  if (first) {
    const candidates = fit.map(match => ({ id: match.id, name: (choice.formatCandidate ?? nameWithDetail)(match) }));
    const hint = choice.disambiguation ?? `Pass the id${flag ? `, as in ${flag} ${first.id}` : ''}.`;
    const message = `'${words}' can be any of ${fit.length} ${plural(label)}`;
    return { problem: { code: 'AMBIGUOUS', message, flag, hint, candidates } };
  }
  const { hint, command } = choice;
  return { problem: { code: 'NOT_FOUND', message: notFoundMessage(label, words), flag, hint, command } };
}

/** That nothing has these words as its name, its e-mail or its id. */
export function notFoundMessage(label: string, words: string, exactly?: 'exactly'): string {
  if (isId(words.trim()) || parseLink(words.trim())) return `No ${label} has the id '${words}'`;
  const adverb = exactly ? 'exactly ' : '';
  return words.includes('@')
    ? `No ${label} has ${adverb}the e-mail '${words}'`
    : `No ${label} is called ${adverb}'${words}'`;
}

const nameWithDetail = ({ name, detail }: FoundRecord) => (detail ? `${name} (${detail})` : name);

/** A hint: the most similar name, or else the first of the existing ones. */
export function suggestNames(words: string, names: readonly string[]): string | undefined {
  const similar = nearest(words, names);
  if (similar) return `Did you mean '${similar}'?`;
  const all = [...new Set(names)];
  return all.length > 0 ? `There are: ${all.slice(0, 10).join(', ')}${all.length > 10 ? ', ...' : ''}.` : undefined;
}

/** The id in the words, in lower case: the case of ids does not matter. */
export function parseId(words: string, entity: Entity): string | undefined {
  const text = words.trim();
  const link = parseLink(text);
  return (link?.entity === entity ? link.id : isId(text) ? text : undefined)?.toLowerCase();
}

function plural(label: string): string {
  const [, head, suffix] = /^(\w+)( of .+)$/.exec(label) ?? [label, label, ''];
  return `${head!.replace(/y$/, 'ie')}s${suffix}`;
}

/** Which unusual records a look-up may return. */
export interface LookupOptions {
  /** Deleted and archived records, if the words fit no other. */
  allowDeleted?: boolean;
}

/** The usable records; if there are none, with `allowDeleted` the deleted and archived ones. */
function usableRecords(kind: Kind, rows: readonly Row[], allowDeleted: boolean): readonly Row[] {
  const living = rows.filter(row => !kind.whyUnusable?.(row));
  return living.length > 0 || !allowDeleted ? living : rows.filter(row => !kind.whyUnusable?.(row, true));
}

/** The one record among those that the words can mean; `usable` leaves out those that a new opportunity cannot have. */
export function chooseRecord(
  kind: Kind,
  rows: readonly Row[],
  words: string,
  flag: string | undefined,
  { usable = false, allowDeleted = false }: LookupOptions & { usable?: boolean } = {},
): { row: Row } | { problem: Problem } {
  const eligible = usable ? usableRecords(kind, rows, allowDeleted) : rows;
  const [first] = rows;
  if (first && eligible.length === 0) {
    const message = `The ${kind.label} '${words}' ${kind.whyUnusable?.(first, allowDeleted)}, so it cannot be used`;
    return { problem: { code: 'USAGE', message, flag, hint: 'Choose another.' } };
  }
  const matches = eligible.map(row => ({ ...toFound(kind, row), row }));
  const example = flag ? `, as in ${flag} ${matches[0]?.id}` : '';
  const result = requireOne(matches, words, {
    label: kind.label,
    flag,
    disambiguation: `Pass the id${kind.emails ? ' or the e-mail' : ''}${example}.`,
    hint: 'To see them all:',
    command: [plural(kind.label).split(' ').at(-1)!],
  });
  return 'found' in result ? { row: result.found.row } : result;
}

/** A record as a choice: id, name and a detail. */
export function toFound(kind: Kind, row: Row): FoundRecord {
  const detail = kind.detailOf?.(row);
  return { id: textOf(row.id), name: kind.nameOf(row), ...(detail ? { detail } : {}) };
}
