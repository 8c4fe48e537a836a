import type { Suggestion } from '../commands/suggestions.ts';
import type { KnownName } from '../records/known-names.ts';
import { sameName } from '../values/names.ts';
import type { Entity } from '../wire/entities.ts';
import { type CursorContext, findCommand } from './cursor.ts';
import type { CommandNode } from './tree.ts';

/** Something that can be put in at the cursor. */
export interface Candidate {
  value: string;
  about: string;
}

/** What this machine knows of the space and of the user's own things. */
export interface LocalKnowledge {
  records(collection: string): Promise<readonly KnownName[]>;
  profiles(): Promise<readonly Candidate[]>;
  drafts(): Promise<readonly Candidate[]>;
}

/** What it takes to find candidates. */
export interface CandidateSources {
  program: CommandNode;
  open(): Promise<LocalKnowledge>;
  /** Whether the shell can put a value in. */
  takes(value: string): boolean;
}

/** What fits what was typed, in a sensible order; `files` leaves it to the shell. */
export async function findCandidates(
  place: CursorContext,
  how: CandidateSources,
): Promise<readonly Candidate[] | 'files'> {
  const { offer, typed } = place;
  const named = [...[...place.commands, ...place.flags].map(({ names, about }) => [{ value: names[0] ?? '', about }])];
  const found = offer ? await suggestedValues(offer, place, how) : [];
  if (found === 'files') return found;
  return [...matching(named, typed, how), ...found];
}

async function suggestedValues(
  offer: Suggestion,
  place: CursorContext,
  how: CandidateSources,
): Promise<readonly Candidate[] | 'files'> {
  const { typed, operands, given } = place;
  if ('files' in offer) return 'files';
  if ('by' in offer) {
    const last = operands.at(-1) ?? '';
    const same = Object.hasOwn(offer.by, last) ? offer.by[last] : undefined;
    return same ? suggestedValues(same, place, how) : [];
  }
  if ('commands' in offer) {
    const at = operands.reduce<CommandNode | undefined>((node, name) => node && findCommand(node, name), how.program);
    const words = operands.length === 0 ? (offer.or ?? []) : [];
    return matching([...(at?.commands.map(({ names }) => names[0]!) ?? []), ...words].map(plain), typed, how);
  }
  if ('kept' in offer) {
    const kept = await (await how.open())[offer.kept]();
    return matching(
      kept.map(one => [one]),
      typed,
      how,
    );
  }
  if ('records' in offer) {
    const within = offer.within ? given[offer.within] : undefined;
    const records = (await (await how.open()).records(offer.records)).filter(
      ({ pipeline }) => typeof within !== 'string' || (pipeline && isOf(within, pipeline)),
    );
    const words = (offer.or ?? []).map(value => [{ value, about: '' }]);
    return matching([...words, ...namesOfRecords(records, offer.records)], typed, how);
  }
  if ('fields' in offer && offer.conditions)
    return matching((await conditions(offer.fields, typed)).map(plain), typed, how);
  const words = 'fields' in offer ? await paths(offer.fields, typed) : offer.words;
  if ('words' in offer && !offer.list) return matching(words.map(plain), typed, how);
  // What stands before the last comma stays, and is not offered again.
  const [, head = '', last = ''] = /^(.*,)?(.*)$/s.exec(typed) ?? [];
  const sign = last.startsWith('-') ? '-' : '';
  const used = head.split(',').map(word => word.replace(/^-/, ''));
  const left = words.filter(word => !used.includes(word)).map(word => plain(`${head}${sign}${word}`));
  return matching(left, typed, how);
}

/** The fields that the last path can go on with, where dots lead through relations. */
async function paths(entity: Entity, typed: string): Promise<string[]> {
  const { pathsFrom } = await import('../wire/fields.ts');
  return pathsFrom(entity, typed.split(',').at(-1)!.replace(/^-/, ''));
}

/** The fields, each ready for a value, and after a colon the operators. */
async function conditions(entity: Entity, typed: string): Promise<string[]> {
  const [field = '', operator] = typed.split(':');
  if (operator === undefined) return (await paths(entity, typed)).map(name => `${name}=`);
  const { OPERATORS, VALUELESS } = await import('../wire/query.ts');
  return OPERATORS.map(name => `${field}:${name}${VALUELESS.includes(name) ? '' : '='}`);
}

const plain = (value: string): Candidate[] => [{ value, about: '' }];

const isOf = (words: string, { id, name }: { id: string; name: string }) =>
  id.toLowerCase() === words.toLowerCase() || sameName(name, words);

/** The ways to name each record, the best first: what two of them share says which of them is meant to nobody. */
function namesOfRecords(records: readonly KnownName[], collection: string): Candidate[][] {
  const times = new Map<string, number>();
  const fold = (word: string) => word.toLowerCase();
  for (const { name } of records) times.set(fold(name), (times.get(fold(name)) ?? 0) + 1);
  return records.map(({ id, name, detail = '', pipeline }) => {
    const email = detail.split(', ').find(word => word.includes('@'));
    const other = email ? [{ value: email, about: name }] : [];
    const about = pipeline ? [pipeline.name, detail].filter(Boolean).join(', ') : detail;
    // Steps of one name are told apart by their pipeline, which has a flag of its own.
    const names = pipeline || times.get(fold(name)) === 1 ? [{ value: name, about }] : [];
    const byId = { value: id, about: [name, detail].filter(Boolean).join(', ') };
    return collection === 'Clients' ? [...other, ...names, byId] : [...names, ...other, byId];
  });
}

/** Of each thing the first way to name it that begins with what was typed; in another case only if nothing does. */
function matching(things: readonly Candidate[][], typed: string, { takes }: CandidateSources): Candidate[] {
  const fold = (text: string) => text.toLowerCase();
  const first = (fits: (value: string) => boolean) =>
    things.flatMap(ways => ways.find(({ value }) => value !== '' && takes(value) && fits(value)) ?? []);
  const exact = first(value => value.startsWith(typed));
  const found = exact.length > 0 ? exact : first(value => fold(value).startsWith(fold(typed)));
  // What is told of several that share a name is told together.
  const abouts = new Map<string, Set<string>>();
  for (const { value, about } of found) abouts.set(value, (abouts.get(value) ?? new Set()).add(about));
  return [...abouts].map(([value, all]) => ({ value, about: [...all].filter(Boolean).join('; ') }));
}
