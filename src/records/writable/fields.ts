/** The collections whose records are created and changed by flags of this table. */
export type WritableEntity = 'Accounts' | 'Contacts';

/** How the words for a value are read; absent: they are the value. */
export type ValueSource =
  /** A record that is looked up by name, e-mail or id. */
  | { find: 'client' | 'account' }
  /** A record of a short list. */
  | { among: 'units' | 'accountTypes' }
  /** An option of the field's dropdown. */
  | { options: true }
  /** A word that stands for a number. */
  | { words: Readonly<Record<string, number>> };

/** A field that a flag fills. */
export interface WritableField {
  /** As help shows it: `--zip <code>`. */
  flag: string;
  /** The API's name. */
  field: string;
  summary: string;
  source?: ValueSource;
  /** Whether it cannot be emptied. */
  needed?: boolean;
}

const OWNER: WritableField = {
  flag: '--owner <who>',
  field: 'owner_id',
  summary: 'e-mail, name or id of a client',
  source: { find: 'client' },
  needed: true,
};

const UNIT: WritableField = {
  flag: '--unit <which>',
  field: 'unit_id',
  summary: "sales unit, by name or id; by default the owner's",
  source: { among: 'units' },
};

/** What accounts and contacts have in common. */
const ADDRESS: readonly WritableField[] = [
  { flag: '--email <address>', field: 'email1', summary: 'its main e-mail' },
  { flag: '--phone <number>', field: 'phone1', summary: 'its main phone' },
  { flag: '--address <text>', field: 'address', summary: 'street and number' },
  { flag: '--city <name>', field: 'city', summary: 'its city' },
  { flag: '--zip <code>', field: 'zip_code', summary: 'its postal code' },
  { flag: '--state <name>', field: 'state_province', summary: 'its state or province' },
  { flag: '--country <name>', field: 'country', summary: 'its country' },
];

/** Source: the Accounts and Contacts tables of the v100 contract. */
export const WRITABLE_FIELDS: Readonly<Record<WritableEntity, readonly WritableField[]>> = {
  Accounts: [
    { flag: '--name <text>', field: 'name', summary: 'its name', needed: true },
    OWNER,
    UNIT,
    ...ADDRESS,
    { flag: '--home-page <url>', field: 'home_page', summary: 'its web site' },
    {
      flag: '--type <which>',
      field: 'account_type_id',
      summary: 'account type, by name or id',
      source: { among: 'accountTypes' },
    },
    { flag: '--industry <which>', field: 'industry_id', summary: 'by name or id', source: { options: true } },
    {
      flag: '--class <letter>',
      field: 'account_class',
      summary: 'A, B, C or D, or none',
      source: { words: { none: 1, A: 2, B: 3, C: 4, D: 5 } },
    },
    {
      flag: '--parent <which>',
      field: 'parent_account_id',
      summary: 'the account it belongs to, by name, e-mail or id',
      source: { find: 'account' },
    },
  ],
  Contacts: [
    { flag: '--first-name <text>', field: 'first_name', summary: 'first name' },
    { flag: '--last-name <text>', field: 'last_name', summary: 'last name' },
    { flag: '--title <text>', field: 'title', summary: 'how to address them, as Dr.' },
    OWNER,
    UNIT,
    { flag: '--position <text>', field: 'account_position', summary: 'what they are at the primary account' },
    ...ADDRESS,
  ],
};

/** The flag's name alone: `--zip`. */
export const flagOf = ({ flag }: WritableField): string => flag.split(' ')[0]!;

/** The flag that answers for a field of the API. */
export function flagForField(entity: WritableEntity, field: string): string {
  if (field === 'account_relations') return '--account';
  const name = entity === 'Contacts' && field === 'position' ? 'account_position' : field;
  const flagField = WRITABLE_FIELDS[entity].find(one => one.field === name);
  return flagField ? flagOf(flagField) : '--set';
}

/** `--home-page` as commander names its value: `homePage`. */
export const flagKey = (field: WritableField): string =>
  flagOf(field)
    .slice(2)
    .replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
