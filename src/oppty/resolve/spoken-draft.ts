import { isDeepStrictEqual } from 'node:util';
import { isFound, type Ref, type SpaceField } from '../../records/found.ts';
import type { Lookups } from '../../records/lookups.ts';
import type { LookupOptions } from '../../records/match.ts';
import { findField, wireName } from '../../records/space-fields.ts';
import { isCustomField } from '../../wire/fields.ts';
import type { Draft } from '../draft/draft.ts';
import { resolve } from './resolve.ts';

const NAMED = [
  'pipeline',
  'step',
  'accounts',
  'contacts',
  'oppty_type',
  'unit',
  'lead_source',
  'reason_of_close',
] as const;

type NamedAnswers = Pick<Draft, (typeof NAMED)[number]>;

/**
 * The draft as a person would type it: in place of its records and options their names, where those alone lead back to
 * them. The names are looked up as a command line is.
 */
export async function toSpokenDraft(draft: Draft, lookups: Lookups, options: LookupOptions): Promise<Draft> {
  const hasCustom = Object.keys(draft.fields ?? {}).some(isCustomField);
  const spoken = optionNames(draft.fields, hasCustom ? await lookups.fields() : []);
  const inWords: Draft = mapAnswers(draft, ref => (isFound(ref) ? toWords(ref) : ref));
  const resolved = await resolve({ ...inWords, fields: spoken.fields }, lookups, options);
  const sameIds = idsInTheirPlaces(draft, resolved.draft);
  const answers = mapAnswers(draft, ref => (isFound(ref) && !ref.more && sameIds.has(ref.id) ? toWords(ref) : ref));
  return { ...draft, ...answers, ...(draft.fields && { fields: spoken.ifSame(draft.fields, resolved.draft.fields) }) };
}

const toWords = ({ name }: { name: string }): Ref => ({ words: name });

/** The answers that are records, each of them changed. */
function mapAnswers(draft: Draft, change: (ref: Ref) => Ref): NamedAnswers {
  return Object.fromEntries(
    NAMED.flatMap(key => {
      const answer = draft[key];
      if (answer === undefined) return [];
      return [[key, Array.isArray(answer) ? answer.map(change) : change(answer as Ref)]];
    }),
  );
}

/** The ids of the records that came back in their places. */
function idsInTheirPlaces(before: NamedAnswers, after: NamedAnswers): Set<string> {
  const refsOf = (answers: NamedAnswers, key: (typeof NAMED)[number]) => [answers[key] ?? []].flat() as Ref[];
  return new Set(
    NAMED.flatMap(key => {
      const found = refsOf(after, key);
      return refsOf(before, key).flatMap((ref, index) => {
        const other = found[index];
        const isSame = isFound(ref) && isFound(other) && ref.id.toLowerCase() === other.id.toLowerCase();
        return isSame ? [ref.id] : [];
      });
    }),
  );
}

/** The fields with the names of their options, and how to keep those names that lead back to the same options. */
function optionNames(fields: Draft['fields'], spaceFields: readonly SpaceField[]) {
  const names = new Map<string, { field: string; text: string; wire: string }>();
  for (const [field, value] of Object.entries(fields ?? {})) {
    const info = findField(spaceFields, field);
    const text = info && namesOfOptions(info, value);
    if (info && text) names.set(field, { field: info.api_name, text, wire: wireName(info) });
  }
  const rename = (original: NonNullable<Draft['fields']>, isNamed: (field: string) => boolean) =>
    Object.fromEntries(
      Object.entries(original).map(([field, value]) => {
        const spelling = isNamed(field) ? names.get(field) : undefined;
        return spelling ? [spelling.field, spelling.text] : [field, value];
      }),
    );
  return {
    fields: fields && rename(fields, () => true),
    ifSame: (original: NonNullable<Draft['fields']>, found: Draft['fields'] = {}) =>
      rename(original, field => isDeepStrictEqual(found[names.get(field)?.wire ?? field], original[field])),
  };
}

/** The names of the options with these ids, as --set takes them; undefined if one of them has no name. */
function namesOfOptions({ options }: SpaceField, value: unknown): string | undefined {
  const names = [value].flat().map(id => options.find(option => option.id === id)?.name);
  return names.length > 0 && !names.includes(undefined) ? names.join(',') : undefined;
}
