import type { FoundRecord, Ref } from '../../records/found.ts';
import { isFound, nameOf } from '../../records/found.ts';
import type { Choice, Prompter } from '../../terminal/prompts/prompter.ts';
import type { LinkField } from './steps.ts';

const WORDS = {
  accounts: { title: 'Accounts', more: 'an account', none: false },
  contacts: { title: 'Contacts', more: 'contacts', none: true },
} as const;

/**
 * Asks for one change to a list of records, the first of which is the primary: add some, make another the primary, or
 * remove one. Returns the changed list, 'enough' when it stays as it is, 'stay' when nothing was added, or 'back'. `add`
 * asks for the records to add.
 */
export async function manageLinks(
  field: LinkField,
  links: readonly Ref[],
  add: (message: string) => Promise<readonly FoundRecord[]>,
  prompter: Prompter,
): Promise<readonly Ref[] | 'enough' | 'stay' | 'back'> {
  const { title, more, none } = WORDS[field];
  const names = links.map((ref, index) => (index === 0 && links.length > 1 ? `${nameOf(ref)} (primary)` : nameOf(ref)));
  const removable = none || links.length > 1;
  const choices: Choice[] = [
    { value: 'enough', name: names.length > 0 ? `continue with ${names.join(', ')}` : 'continue with none' },
    { value: 'add', name: `add ${more} ...` },
    ...links
      .slice(1)
      .map((ref, index) => ({ value: `lead ${index + 1}`, name: `make ${labelAmong(ref, links)} the primary` })),
    ...(removable
      ? links.map((ref, index) => ({ value: `drop ${index}`, name: `remove ${labelAmong(ref, links)}` }))
      : []),
  ];
  const value = await prompter.choose({ message: title, choices });
  if (value === undefined) return 'back';
  if (value === 'enough') return 'enough';
  if (value === 'add') {
    const added = await add(`Add ${more}`);
    return added.length > 0 ? [...links, ...added] : 'stay';
  }
  const [action, number] = value.split(' ');
  const otherLinks = links.filter((_, index) => index !== Number(number));
  return action === 'lead' ? [links[Number(number)]!, ...otherLinks] : otherLinks;
}

/** A record by its name, with its id where another has the same name. */
function labelAmong(ref: Ref, among: readonly Ref[]): string {
  const name = nameOf(ref);
  if (!isFound(ref) || among.filter(link => nameOf(link) === name).length === 1) return name;
  return `${name} (${[ref.detail, ref.id].filter(Boolean).join(', ')})`;
}
