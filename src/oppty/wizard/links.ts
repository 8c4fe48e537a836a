import type { FoundRecord, Ref } from '../../records/found.ts';
import { isFound, nameOf } from '../../records/found.ts';
import type { Choice, Prompter } from '../../terminal/prompts/prompter.ts';
import type { LinkField } from './machine.ts';

const CALLED = {
  accounts: { title: 'Accounts', more: 'an account', none: false },
  contacts: { title: 'Contacts', more: 'contacts', none: true },
} as const;

/**
 * Lets a person change a list of records, the first of which is the primary one: add one, make another the primary, or
 * remove one. Gives the list after one change, or that it is right as it stands, or that the person goes back. `add`
 * asks for the records to add.
 */
export async function manageLinks(
  parties: LinkField,
  held: readonly Ref[],
  add: (message: string) => Promise<readonly FoundRecord[]>,
  prompter: Prompter,
): Promise<readonly Ref[] | 'enough' | 'back'> {
  const { title, more, none } = CALLED[parties];
  const names = held.map((ref, at) => (at === 0 && held.length > 1 ? `${nameOf(ref)} (primary)` : nameOf(ref)));
  const removable = none || held.length > 1;
  const choices: Choice[] = [
    { value: 'enough', name: names.length > 0 ? `continue with ${names.join(', ')}` : 'continue with none' },
    { value: 'add', name: `add ${more} ...` },
    ...held.slice(1).map((ref, at) => ({ value: `lead ${at + 1}`, name: `make ${labelAmong(ref, held)} the primary` })),
    ...(removable ? held.map((ref, at) => ({ value: `drop ${at}`, name: `remove ${labelAmong(ref, held)}` })) : []),
  ];
  for (;;) {
    const value = await prompter.choose({ message: title, choices });
    if (value === undefined) return 'back';
    if (value === 'enough') return 'enough';
    if (value === 'add') {
      const found = await add(`Add ${more}`);
      if (found.length > 0) return [...held, ...found];
      continue;
    }
    const [what, number] = value.split(' ');
    const others = held.filter((_, at) => at !== Number(number));
    return what === 'lead' ? [held[Number(number)]!, ...others] : others;
  }
}

/** A record by its name, and what tells it from another of that name. */
function labelAmong(ref: Ref, among: readonly Ref[]): string {
  const name = nameOf(ref);
  if (!isFound(ref) || among.filter(one => nameOf(one) === name).length === 1) return name;
  return `${name} (${[ref.detail, ref.id].filter(Boolean).join(', ')})`;
}
