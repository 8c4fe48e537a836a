import { usage } from '../errors.ts';
import { nearest } from '../values/names.ts';
import { hasControl } from '../values/printable.ts';
import { isCustomField } from '../wire/fields.ts';

/** A default answer that users can set. */
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

export type SettingName =
  | 'default-owner'
  | 'default-pipeline'
  | 'default-currency'
  | 'default-unit'
  | 'client-key-field';

export const SETTING_KEYS: readonly SettingKey[] = [
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
];

/** The key of this name. Throws USAGE with the nearest one. */
export function parseSettingName(name: string): SettingKey {
  const key = SETTING_KEYS.find(candidate => candidate.name === name);
  if (key) return key;
  const names = SETTING_KEYS.map(candidate => candidate.name);
  const similar = nearest(name, names);
  throw usage(`There is no setting '${name}'`, {
    hint: similar ? `Did you mean '${similar}'?` : `There are ${names.join(', ')}.`,
  });
}

/** The value as it is stored. Throws USAGE for one that makes no sense. */
export function parseSettingValue({ name, takes, check }: SettingKey, text: string): string {
  const value = text.trim();
  const problem = value === '' ? 'it is empty' : hasControl(value) ? 'it holds control characters' : check?.(value);
  if (problem) throw usage(`'${text}' cannot be ${name}: ${problem}`, { hint: `It takes ${takes}.` });
  return value;
}
