import { usage } from '../errors.ts';
import { compareAmounts } from '../values/money.ts';
import { nearest } from '../values/names.ts';
import { parseNumber } from '../values/parse-money.ts';
import { hasControl } from '../values/printable.ts';
import { isCustomField } from '../wire/fields.ts';

/** A value that users can set once. */
export interface SettingKey {
  name: SettingName;
  /** The expected value, for messages. */
  takes: string;
  help: string;
  /** The collection of the record in the value. */
  records?: string;
  /** The environment variable that wins over it. */
  variable?: string;
  /** The problem with a value, as far as it can be checked without the server. */
  check?(value: string): string | undefined;
}

/** A name that is always the same. */
export type FixedName =
  | 'default-owner'
  | 'default-pipeline'
  | 'default-currency'
  | 'default-unit'
  | 'client-key-field'
  | 'fiscal-year-start'
  | 'target'
  | 'web-link';

export type ViewName = `${typeof VIEW_PREFIX}${string}`;

export type SettingName = FixedName | ViewName;

/** What the names of saved views begin with. */
export const VIEW_PREFIX = 'view.';

export const isViewName = (name: string): name is ViewName => name.startsWith(VIEW_PREFIX);

/** The settings there are, besides the views. */
export const SETTING_KEYS: readonly (SettingKey & { name: FixedName })[] = [
  {
    name: 'default-owner',
    takes: 'e-mail, name or id of a client',
    help: 'the owner of a new opportunity',
    records: 'Clients',
  },
  { name: 'default-pipeline', takes: 'name or id', help: 'its pipeline', records: 'Pipelines' },
  { name: 'default-currency', takes: 'code, symbol or id', help: 'what its value is in', records: 'Currencies' },
  {
    name: 'default-unit',
    takes: 'name or id of a sales unit',
    help: "its sales unit, in place of the owner's",
    records: 'SalesUnits',
  },
  {
    name: 'client-key-field',
    takes: "name of a text field of the space's own, as cf_contract_no",
    help: 'where oppty create --client-key keeps the key',
    variable: 'PIPELINER_CLIENT_KEY_FIELD',
    check: value => (isCustomField(value) ? undefined : "it has to be a field of the space's own, cf_..."),
  },
  {
    name: 'fiscal-year-start',
    takes: 'the number of a month, 01 to 12',
    help: 'the month in which the years and quarters of ranges begin',
    check: value => (/^(0?[1-9]|1[0-2])$/.test(value) ? undefined : 'it is not a month'),
  },
  {
    name: 'target',
    takes: 'an amount in the base currency',
    help: 'what report forecast compares with',
    check: value => {
      const result = parseNumber(value);
      if ('problem' in result) return result.problem;
      return compareAmounts(result.amount, '0')! > 0 ? undefined : 'it is not more than zero';
    },
  },
  {
    name: 'web-link',
    takes: 'the address of an opportunity in the web app, with {id} in place of its id',
    help: 'what oppty view --web opens',
    check: value => {
      // An id comes from the server: it must not say where the address leads.
      if (!URL.canParse(value) || !/^https:\/\/[^/?#\\@{}]+[/?#]/i.test(value)) return 'it is no https address';
      return value.includes('{id}') ? undefined : 'it has no {id}';
    },
  },
];

/** A saved view; its flags are checked where they are set. */
export const VIEW_KEY = {
  takes: 'flags of oppty list in one value',
  help: 'a saved view, for oppty list --view <name>',
} as const;

/** The key of this name. Throws USAGE with the nearest one. */
export function parseSettingName(name: string): SettingKey {
  const key = SETTING_KEYS.find(candidate => candidate.name === name);
  if (key) return key;
  if (isViewName(name)) {
    if (/^view\.[A-Za-z0-9][\w-]*$/.test(name)) return { name, ...VIEW_KEY };
    throw usage(`'${name}' cannot be the name of a view`, { hint: 'Write letters, digits and dashes: view.my-deals.' });
  }
  const names = SETTING_KEYS.map(candidate => candidate.name);
  const similar = nearest(name, names);
  throw usage(`There is no setting '${name}'`, {
    hint: similar ? `Did you mean '${similar}'?` : `There are ${names.join(', ')}, and view.<name>.`,
  });
}

/** The value as it is stored. Throws USAGE for one that makes no sense. */
export function parseSettingValue({ name, takes, check }: SettingKey, text: string): string {
  const value = text.trim();
  const problem = value === '' ? 'it is empty' : hasControl(value) ? 'it holds control characters' : check?.(value);
  if (problem) throw usage(`'${text}' cannot be ${name}: ${problem}`, { hint: `It takes ${takes}.` });
  return value;
}
