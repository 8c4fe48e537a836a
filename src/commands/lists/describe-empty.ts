import type { ListFlags } from './list-flags.ts';
import type { Noun } from './noun.ts';
import { nameOf } from './query.ts';

/** What a person is told in place of an empty list. */
export function describeEmpty({ name, scope }: Noun, flags: ListFlags): string {
  const { search, filter, account, after, before } = flags;
  if (after !== undefined || before !== undefined) return `There are no more ${name}.`;
  if (account !== undefined) return `The account '${account}' has no ${name}.`;
  const isFiltered = filter !== undefined || (scope !== undefined && flags[nameOf(scope.flag)] !== undefined);
  const criteria = [...(search === undefined ? [] : [`'${search}'`]), ...(isFiltered ? ['these filters'] : [])];
  return criteria.length > 0 ? `No ${name} match ${criteria.join(' and ')}.` : `There are no ${name}.`;
}
