import type { FoundRecord, Ref } from '../../records/found.ts';
import { isFound, nameOf } from '../../records/found.ts';
import type { Choice, Prompter } from '../../terminal/prompts/prompter.ts';
import type { LinkField } from './steps.ts';

const CALLED = {
  accounts: { title: 'Accounts', one: 'an account', none: false },
  contacts: { title: 'Contacts', one: 'a contact', none: true },
} as const;

/**
 * Lets a person change a list of records, the first of which is the primary one: add one, make another the primary, or
 * remove one. Gives the list after one change, or that it is right as it stands, or that the person goes back. `add`
 * asks for the record to add.
 */
export async function manageLinks(
  parties: LinkField,
  held: readonly Ref[],
  add: (message: string) => Promise<FoundRecord | undefined>,
  prompter: Prompter,
): Promise<readonly Ref[] | 'enough' | 'back'> {
  const { title, one, none } = CALLED[parties];
  const names = held.map((ref, at) => (at === 0 && held.length > 1 ? `${nameOf(ref)} (primary)` : nameOf(ref)));
  const removable = none || held.length > 1;
  const choices: Choice[] = [
    { value: 'enough', name: names.length > 0 ? `go on with ${names.join(', ')}` : 'none, go on' },
    { value: 'add', name: `add ${one} ...` },
    ...held.slice(1).map((ref, at) => ({ value: `lead ${at + 1}`, name: `make ${told(ref, held)} the primary` })),
    ...(removable ? held.map((ref, at) => ({ value: `drop ${at}`, name: `remove ${told(ref, held)}` })) : []),
  ];
  for (;;) {
    const value = await prompter.choose({ message: title, choices });
    if (value === undefined) return 'back';
    if (value === 'enough') return 'enough';
    if (value === 'add') {
      const found = await add(`Add ${one}`);
      if (found) return [...held, found];
      continue;
    }
    const [what, number] = value.split(' ');
    const others = held.filter((_, at) => at !== Number(number));
    return what === 'lead' ? [held[Number(number)]!, ...others] : others;
  }
}

/** A record by its name, and what tells it from another of that name. */
function told(ref: Ref, among: readonly Ref[]): string {
  const name = nameOf(ref);
  if (!isFound(ref) || among.filter(one => nameOf(one) === name).length === 1) return name;
  return `${name} (${[ref.detail, ref.id].filter(Boolean).join(', ')})`;
}
