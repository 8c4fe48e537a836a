import { relationOf } from '../../wire/entities.ts';
import type { Query } from '../../wire/query.ts';
import type { ListFlags } from './list-flags.ts';
import type { Noun } from './noun.ts';

/** For whom the list is: a person sees the first screen, a program gets what is safest to walk through. */
export type Reader = 'person' | 'pipe' | 'machine';

/** The fields and relations to fetch; `checked` are the fields of conditions that the client checks itself. */
export function fieldsAndRelations(
  noun: Noun,
  flags: ListFlags,
  reader: Reader,
  checked: readonly string[],
): Pick<Query, 'loadOnly' | 'expand'> {
  const { loadOnly, expand = [] } = fieldsToFetch(noun, flags, reader);
  const relations = [...new Set([...expand, ...fieldsToLoad(noun, checked).expand, ...(flags.expand ?? [])])];
  return {
    ...(relations.length > 0 ? { expand: relations } : {}),
    ...(loadOnly ? { loadOnly: [...new Set([...loadOnly, ...checked, ...wholeRelations(relations, loadOnly)])] } : {}),
  };
}

/** The fields to fetch as `load-only`, and the relations in their paths as `expand`. */
function fieldsToFetch(noun: Noun, flags: ListFlags, reader: Reader): Pick<Query, 'loadOnly' | 'expand'> {
  if (Array.isArray(flags.fields)) return fieldsToLoad(noun, flags.fields);
  if (reader === 'machine') return noun.record ?? {};
  return fieldsToLoad(noun, noun.loadOnly ?? noun.columns.map(column => column.path));
}

/** Fields as `load-only`, and the relations before their dots as `expand`. The id always comes along. */
export function fieldsToLoad(
  noun: Pick<Noun, 'kind'>,
  fields: readonly string[],
): { loadOnly: string[]; expand: string[] } {
  const parents = fields.flatMap(field => {
    const parts = field.split('.').slice(0, -1);
    return parts.map((_, index) => parts.slice(0, index + 1).join('.'));
  });
  // `value.base_value` is a part of an object, not of a relation.
  const related = (path: string) => relationOf(noun.kind.entity, path.split('.')[0]!) || path.startsWith('cf_');
  return { loadOnly: [...new Set(['id', ...fields])], expand: [...new Set(parents)].filter(related) };
}

/** The relations to load with all fields: those that are expanded without one of their fields. */
const wholeRelations = (expand: readonly string[], loadOnly: readonly string[]) =>
  expand.filter(path => !loadOnly.some(field => field.startsWith(`${path}.`)));
