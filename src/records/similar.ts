import type { Client } from '../api/client.ts';
import { CliError, type Problem } from '../errors.ts';
import { isId } from '../values/ids.ts';
import { foldName, nearest, normalizeName } from '../values/names.ts';
import { parseLink } from '../wire/entities.ts';
import type { FoundRecord } from './found.ts';
import type { Kind } from './kinds.ts';
import { notFoundMessage, toFound } from './match.ts';
import { uniqueRecords } from './relations.ts';

const MAX_SIMILAR = 5;
const PAGE = 100;

/** The problem that a name means no record, with the records of similar names, as far as the server tells. */
export async function withSimilar(client: Client, kind: Kind, words: string, problem: Problem): Promise<Problem> {
  const typed = normalizeName(words);
  if (problem.code !== 'NOT_FOUND' || isId(typed) || parseLink(typed)) return problem;
  const similar = await loadSimilar(client, kind, typed).catch(error => {
    // Without the list the problem is the same.
    if (!(error instanceof CliError) || error.code === 'INTERRUPTED') throw error;
    return [];
  });
  if (similar.length === 0) return problem;
  const message = `${notFoundMessage(kind.label, words, 'exactly')}. Similar: ${similar.map(withDetail).join(', ')}.`;
  return { ...problem, message, hint: undefined, command: undefined };
}

const withDetail = ({ name, detail }: FoundRecord) => (detail ? `${name} (${detail.split(', ')[0]})` : name);

/** One request for each field that the name can be in, for what holds the first letters of its longest word. */
async function loadSimilar(client: Client, kind: Kind, typed: string): Promise<FoundRecord[]> {
  const email = typed.includes('@') ? kind.emails?.[0] : undefined;
  const conditions = email ? [{ field: email, value: typed.split('@')[0] }] : kind.conditionsFor(typed);
  const pages = await Promise.all(
    conditions.map(({ field, value = '' }) =>
      client.list(kind.entity, {
        filter: [{ field, op: 'icontains', value: startOf(value) }],
        orderBy: [field],
        first: PAGE,
        loadOnly: kind.fields,
      }),
    ),
  );
  const rows = uniqueRecords(pages.flatMap(({ rows }) => rows)).filter(row => !kind.whyUnusable?.(row));
  const records = rows.map(row => toFound(kind, row));
  return email ? records.slice(0, MAX_SIMILAR) : closest(typed, records);
}

const longestWord = (text: string) => text.split(' ').reduce((a, b) => (b.length > a.length ? b : a));

/** Enough letters to find few, and not those that a slip is likely in. */
const startOf = (text: string) => [...longestWord(text)].slice(0, 4).join('');

/** Those whose names hold the text, then those that differ by a few letters, then those that share its longest word. */
function closest(typed: string, records: readonly FoundRecord[]): FoundRecord[] {
  const holds = (text: string) => records.filter(({ name }) => foldName(name).includes(foldName(text)));
  const close: FoundRecord[] = [];
  let remaining = records.map(({ name }) => name);
  for (
    let name = nearest(typed, remaining);
    name !== undefined && close.length < MAX_SIMILAR;
    name = nearest(typed, remaining)
  ) {
    const nearestName = name;
    close.push(...records.filter(record => record.name === nearestName));
    remaining = remaining.filter(name => name !== nearestName);
  }
  const word = longestWord(typed);
  return [...new Set([...holds(typed), ...close, ...(word.length > 3 ? holds(word) : [])])].slice(0, MAX_SIMILAR);
}
