import type { Suggestion } from '../commands/suggestions.ts';
import type { KnownName } from '../records/known-names.ts';
import { isShortId, shortenId } from '../values/ids.ts';
import { sameName } from '../values/names.ts';
import type { Entity } from '../wire/entities.ts';
import { type CursorContext, findNode } from './cursor.ts';
import type { CommandNode } from './tree.ts';

/** Something that can be put in at the cursor. */
export interface Candidate {
  value: string;
  description: string;
}

/** What this machine knows of the space and of the user's own things. */
export interface LocalKnowledge {
  records(collection: string): Promise<readonly KnownName[]>;
  profiles(): Promise<readonly Candidate[]>;
  drafts(): Promise<readonly Candidate[]>;
  views(): Promise<readonly Candidate[]>;
  /** The user's own words for command lines, with the lines. */
  aliases(): Promise<readonly Candidate[]>;
}

/** What it takes to find candidates. */
export interface CandidateSources {
  program: CommandNode;
  openKnowledge(): Promise<LocalKnowledge>;
  /** Whether the shell can put a value in. */
  isUsable(value: string): boolean;
}

/** What fits what was typed, in a sensible order; `files` leaves it to the shell. */
export async function findCandidates(
  cursor: CursorContext,
  sources: CandidateSources,
): Promise<readonly Candidate[] | 'files'> {
  const { suggestion, partialWord } = cursor;
  const words = [...cursor.commands, ...cursor.flags].map(({ names, summary }) => [
    { value: names[0] ?? '', description: summary },
  ]);
  // An alias stands where commands do.
  if (cursor.commands === sources.program.commands)
    words.push(...(await (await sources.openKnowledge()).aliases()).map(alias => [alias]));
  const values = suggestion ? await suggestedValues(suggestion, cursor, sources) : [];
  if (values === 'files') return values;
  return [...matching(words, partialWord, sources), ...matching(values, partialWord, sources)];
}

/** What a suggestion stands for at the cursor: things, each with the ways to write it, the best first. */
async function suggestedValues(
  suggestion: Suggestion,
  cursor: CursorContext,
  sources: CandidateSources,
): Promise<readonly Candidate[][] | 'files'> {
  const { partialWord, args } = cursor;
  if ('files' in suggestion) return 'files';
  if ('by' in suggestion) {
    const last = args.at(-1) ?? '';
    const next = Object.hasOwn(suggestion.by, last) ? suggestion.by[last] : undefined;
    return next ? suggestedValues(next, cursor, sources) : [];
  }
  if ('commands' in suggestion) {
    const node = args.reduce<CommandNode | undefined>((node, name) => node && findNode(node, name), sources.program);
    const words = args.length === 0 ? (suggestion.or ?? []) : [];
    return [...(node?.commands.map(({ names }) => names[0]!) ?? []), ...words].map(plainWord);
  }
  if ('stored' in suggestion) {
    const names = await (await sources.openKnowledge())[suggestion.stored]();
    if (suggestion.stored !== 'views') return names.map(name => [name]);
    const { prefix = '', or = [] } = suggestion;
    return [...or.map(plainWord), ...names.map(({ value, description }) => [{ value: prefix + value, description }])];
  }
  if ('records' in suggestion) return recordNames(suggestion, cursor, sources);
  if ('words' in suggestion && !suggestion.list) return suggestion.words.map(plainWord);
  if ('fields' in suggestion && suggestion.conditions) {
    return (await conditions(suggestion.fields, partialWord)).map(plainWord);
  }
  return listItems(
    'words' in suggestion ? suggestion.words : await fieldPaths(suggestion.fields, partialWord),
    partialWord,
  );
}

async function recordNames(
  { records: collection, or = [], within, ofArguments }: Extract<Suggestion, { records: string }>,
  { flagValues, partialWord, args }: CursorContext,
  { openKnowledge }: CandidateSources,
): Promise<Candidate[][]> {
  const knowledge = await openKnowledge();
  const parent = within ? flagValues[within] : undefined;
  // Those without a name are for who types the beginning of an id.
  const isTellable = (name: string) => name !== '' || collection !== 'Contacts' || isShortId(partialWord);
  const records = (await knowledge.records(collection)).filter(
    ({ name, pipeline }) =>
      isTellable(name) && (typeof parent !== 'string' || (pipeline && isMeantBy(parent, pipeline))),
  );
  const steps = ofArguments ? stepsOfAll(args, await knowledge.records('Opportunities'), records) : records;
  return [...or.map(plainWord), ...waysToName(steps, collection)];
}

/** The steps of the pipelines in which the named opportunities are; all steps if that is not known of each. */
function stepsOfAll(
  refs: readonly string[],
  opportunities: readonly KnownName[],
  steps: readonly KnownName[],
): readonly KnownName[] {
  const isMeant = (ref: string) => (record: KnownName) =>
    sameName(record.name, ref) || (ref.length >= 4 && record.id.toLowerCase().startsWith(ref.toLowerCase()));
  const pipelines = refs.flatMap(ref => {
    const matches = opportunities.filter(isMeant(ref));
    return matches.length === 0
      ? [undefined]
      : matches.map(({ step }) => steps.find(({ id }) => id === step)?.pipeline?.id);
  });
  if (pipelines.length === 0 || pipelines.includes(undefined)) return steps;
  return steps.filter(({ pipeline }) => pipelines.includes(pipeline?.id));
}

/** Words of a list: those before the last comma stay, and are not offered again. */
function listItems(words: readonly string[], typed: string): Candidate[][] {
  const [, head = '', last = ''] = /^(.*,)?(.*)$/s.exec(typed) ?? [];
  const sign = last.startsWith('-') ? '-' : '';
  const used = head.split(',').map(word => word.replace(/^-/, ''));
  return words.filter(word => !used.includes(word)).map(word => plainWord(`${head}${sign}${word}`));
}

/** The fields that the last path can go on with, where dots lead through relations. */
async function fieldPaths(entity: Entity, typed: string): Promise<string[]> {
  const { pathsFrom } = await import('../wire/fields.ts');
  return pathsFrom(entity, typed.split(',').at(-1)!.replace(/^-/, ''));
}

/** The fields, each ready for a value, and after a colon the operators. */
async function conditions(entity: Entity, typed: string): Promise<string[]> {
  const [field = '', operator] = typed.split(':');
  if (operator === undefined) return (await fieldPaths(entity, typed)).map(name => `${name}=`);
  const { OPERATORS, VALUELESS } = await import('../wire/query.ts');
  return OPERATORS.map(name => `${field}:${name}${VALUELESS.includes(name) ? '' : '='}`);
}

const plainWord = (value: string): Candidate[] => [{ value, description: '' }];

const isMeantBy = (words: string, { id, name }: { id: string; name: string }) =>
  id.toLowerCase() === words.toLowerCase() || sameName(name, words);

/** The ways to name each record, the best first: a name that two of them share identifies neither. */
function waysToName(records: readonly KnownName[], collection: string): Candidate[][] {
  const times = new Map<string, number>();
  const fold = (word: string) => word.toLowerCase();
  for (const { name } of records) times.set(fold(name), (times.get(fold(name)) ?? 0) + 1);
  const ids = records.map(({ id }) => id);
  return records.map(({ id, name, detail = '', pipeline }) => {
    const email = detail.split(', ').find(word => word.includes('@'));
    const byEmail = email ? [{ value: email, description: name }] : [];
    const description = pipeline ? [pipeline.name, detail].filter(Boolean).join(', ') : detail;
    // The pipeline distinguishes steps of one name, and has a flag of its own.
    const byName = pipeline || times.get(fold(name)) === 1 ? [{ value: name, description }] : [];
    // Who takes a deal from a list wants few letters; what else goes by id is mostly for scripts.
    const shortId = collection === 'Opportunities' ? shortenId(id, ids) : id;
    const byId = { value: shortId, description: [name, detail].filter(Boolean).join(', ') };
    const inFull = shortId === id ? [] : [{ ...byId, value: id }];
    return collection === 'Clients' ? [...byEmail, ...byName, byId] : [...byName, ...byEmail, byId, ...inFull];
  });
}

/** The first spelling of each alternative that begins with the typed text; regardless of case only if none does. */
function matching(alternatives: readonly Candidate[][], typed: string, { isUsable }: CandidateSources): Candidate[] {
  const fold = (text: string) => text.toLowerCase();
  const first = (fits: (value: string) => boolean) =>
    alternatives.flatMap(
      spellings => spellings.find(({ value }) => value !== '' && isUsable(value) && fits(value)) ?? [],
    );
  const exact = first(value => value.startsWith(typed));
  const matches = exact.length > 0 ? exact : first(value => fold(value).startsWith(fold(typed)));
  // Things that share a name are one candidate with all their descriptions.
  const descriptions = new Map<string, Set<string>>();
  for (const { value, description } of matches) {
    descriptions.set(value, (descriptions.get(value) ?? new Set()).add(description));
  }
  return [...descriptions].map(([value, texts]) => ({ value, description: [...texts].filter(Boolean).join('; ') }));
}
