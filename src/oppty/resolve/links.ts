import { type FoundRecord, isFound, type Ref } from '../../records/found.ts';
import type { Lookups } from '../../records/lookups.ts';
import { parseId } from '../../records/match.ts';
import { parseLink } from '../../wire/entities.ts';
import type { Draft } from '../draft/draft.ts';
import { questionById } from '../draft/questions.ts';
import { accept, refuse, type Search, sameId } from './search.ts';

/** The records that an opportunity is linked with. */
type Links = Pick<Draft, 'accounts' | 'contacts'>;

/** Looks up the accounts, and the contacts among the people of those. */
export async function findLinks(search: Search, draft: Links): Promise<Links> {
  const { lookups, options } = search;
  const accounts = await findAll(draft.accounts, lookups, ref =>
    lookups
      .find('account', ref.words, questionById('accounts').flag, options)
      .then(result => accept(search, result, 'accounts', ref)),
  );
  const foundAccounts = (accounts ?? []).filter(isFound);
  // Whose contact it is, only the accounts tell.
  if (foundAccounts.length < (accounts?.length ?? 0)) return { accounts, contacts: draft.contacts };
  const contacts = await findAll(draft.contacts, lookups, async ref => {
    if (options.open && foundAccounts.length === 0 && !parseId(ref.words, 'Contacts')) return ref;
    return accept(search, await lookups.contact(ref.words, foundAccounts, options), 'contacts', ref);
  });
  refuseTwice(search, 'accounts', accounts);
  refuseTwice(search, 'contacts', contacts);
  return { accounts, contacts };
}

function refuseTwice(search: Search, id: keyof Links, refs: readonly Ref[] = []): void {
  const records = refs.filter(isFound);
  const duplicate = records.find((record, index) => records.findIndex(other => sameId(record, other)) < index);
  if (duplicate)
    refuse(search, id, { code: 'USAGE', message: `'${duplicate.name}' is given twice`, hint: 'Name each once.' });
}

/** Looks up several; links of relation rows, as a printed record has them, are followed to the record at their end. */
async function findAll(
  refs: readonly Ref[] | undefined,
  lookups: Lookups,
  find: (ref: Exclude<Ref, FoundRecord>) => Promise<Ref>,
): Promise<readonly Ref[] | undefined> {
  if (!refs) return undefined;
  const followed = await Promise.all(
    refs.map(async ref => {
      const link = isFound(ref) ? undefined : parseLink(ref.words);
      if (!link || !/^LeadOppty(Account|Contact)Relations$/.test(link.entity)) return { ref, primary: false };
      const related = await lookups.related(link);
      return related ? { ref: { words: related.id }, primary: related.primary } : { ref, primary: false };
    }),
  );
  followed.sort((a, b) => Number(b.primary) - Number(a.primary));
  return Promise.all(followed.map(({ ref }) => (isFound(ref) ? ref : find(ref))));
}
