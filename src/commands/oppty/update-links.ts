import { type Link, readLinks } from '../../changes/links.ts';
import type { Context } from '../../context.ts';
import type { Problem } from '../../errors.ts';
import type { Draft } from '../../oppty/draft/draft.ts';
import { LINKS, type LinkKey } from '../../oppty/writes/links.ts';
import type { Read } from '../../oppty/writes/planned.ts';
import type { UpdateParts } from '../../oppty/writes/update.ts';
import { type FoundRecord, isFound, type Ref } from '../../records/found.ts';
import { KINDS } from '../../records/kinds.ts';
import type { Lookups } from '../../records/lookups.ts';
import { matchOne } from '../../records/match.ts';
import { textOf } from '../../values/text-of.ts';
import type { Row } from '../../wire/entities.ts';

/** The flags that change one contact more or less. */
export interface LinkFlags {
  addContact?: string[];
  removeContact?: string[];
}

/** The links of a record as they are. */
export type CurrentLinks = Record<LinkKey, Link[]>;

/** The links of a record, if any flag is about them. */
export async function loadLinks(
  read: Read,
  { addContact, removeContact }: LinkFlags,
  { accounts, contacts }: Draft,
  context: Context,
): Promise<CurrentLinks | undefined> {
  if (!accounts && !contacts && !addContact && !removeContact) return undefined;
  return readAllLinks(read, context);
}

/** The accounts and contacts of a record. */
export async function readAllLinks({ row }: Read, context: Context): Promise<CurrentLinks> {
  const client = await context.client();
  const load = async (key: LinkKey) => {
    const { entity, target } = LINKS[key];
    const rows: Row[] = [];
    const filter = [{ field: 'lead_oppty_id', value: textOf(row.id) }];
    for await (const link of client.all(entity, { filter, expand: [target] })) rows.push(link);
    return readLinks(LINKS[key], rows, KINDS[target].nameOf);
  };
  const [accountLinks, contactLinks] = await Promise.all([load('accounts'), load('contacts')]);
  return { accounts: accountLinks, contacts: contactLinks };
}

/** What the flags make of the links, and what is wrong with the people they name. */
export async function linkGoals(
  { addContact = [], removeContact = [] }: LinkFlags,
  answers: Draft,
  found: Draft,
  current: CurrentLinks,
  lookups: Lookups,
): Promise<{ links: UpdateParts['links']; problems: Problem[] }> {
  const problems: Problem[] = [];
  const accounts = (found.accounts ?? []).filter(isFound);
  const add: FoundRecord[] = [];
  for (const words of addContact) {
    const result = await lookups.contact(words, accounts);
    if ('found' in result) add.push(result.found);
    else problems.push({ ...result.problem, flag: '--add-contact' });
  }
  const people = current.contacts.map(({ record }) => record);
  const remove: FoundRecord[] = [];
  for (const words of removeContact) {
    const match = matchOne(words, people, { label: 'contact of it', flag: '--remove-contact', entity: 'Contacts' });
    if ('found' in match) remove.push(match.found);
    else problems.push(match.problem);
  }
  const foundOf = (refs: readonly Ref[] | undefined) => refs?.filter(isFound);
  const replace = answers.contacts && foundOf(found.contacts);
  const links: UpdateParts['links'] = {
    ...(answers.accounts
      ? { accounts: { current: current.accounts, goal: { replace: foundOf(found.accounts) } } }
      : {}),
    ...(replace || add.length > 0 || remove.length > 0
      ? { contacts: { current: current.contacts, goal: { replace, add, remove } } }
      : {}),
  };
  return { links, problems };
}

/** The links that another answer takes the place of. */
export function goalsOf(before: Draft, after: Draft, current: CurrentLinks): UpdateParts['links'] {
  const links: UpdateParts['links'] = {};
  for (const key of ['accounts', 'contacts'] as const) {
    const idsOf = (draft: Draft) => String((draft[key] ?? []).filter(isFound).map(({ id }) => id));
    if (idsOf(before) !== idsOf(after)) {
      links[key] = { current: current[key], goal: { replace: (after[key] ?? []).filter(isFound) } };
    }
  }
  return links;
}
