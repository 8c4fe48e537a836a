import { usage } from '../../errors.ts';
import { PLAIN_FIELDS, parseValidationLevel, VALIDATION_LEVELS } from '../../oppty/draft/plain-fields.ts';
import type { DraftFlags } from '../../oppty/input/flags.ts';
import { DATE_WORDS } from '../../values/parse-date.ts';
import type { FlagDefinition } from '../flags.ts';

/** The flags that answer a question of the wizard. */
export const QUESTION_FLAGS: readonly FlagDefinition[] = [
  { flag: '--name <text>', summary: 'its name' },
  { flag: '--owner <who>', summary: 'e-mail, name or id of a client', suggest: { records: 'Clients' } },
  { flag: '--pipeline <which>', summary: 'name or id', suggest: { records: 'Pipelines' } },
  {
    flag: '--step <which>',
    summary: "name or id of a step, or 'first'; an id needs no --pipeline",
    suggest: { records: 'Steps', or: ['first'], within: '--pipeline' },
  },
  {
    flag: '--account <which>',
    summary: 'id, name or e-mail; repeat it for more, the first is primary',
    takes: { kind: 'repeated' },
    suggest: { records: 'Accounts' },
  },
  {
    flag: '--contact <who>',
    summary: "id, name or e-mail of one of the account's contacts; the first is primary",
    takes: { kind: 'repeated' },
  },
  {
    flag: '--no-contact',
    summary: 'create it without a contact, and do not ask for one',
    conflicts: ['--contact'],
  },
  { flag: '--value <amount>', summary: 'as 12500, 12,500.00, 5k or 500 EUR' },
  {
    flag: '--currency <which>',
    summary: 'code, symbol or id; default: default-currency, else the base currency',
    suggest: { records: 'Currencies' },
  },
  { flag: '--base-value <amount>', summary: 'the amount in the base currency, in addition to one in another currency' },
  {
    flag: '--closing-date <day>',
    summary: 'YYYY-MM-DD, 31.12., Dec 31, friday, +30d, +3m, eom, eoq, next quarter',
    suggest: { words: DATE_WORDS },
  },
  {
    flag: '--type <which>',
    summary: 'opportunity type, by name or id',
    suggest: { records: 'OpportunityTypes' },
  },
  {
    flag: '--unit <which>',
    summary: "sales unit, by name or id; default: default-unit, else the owner's",
    suggest: { records: 'SalesUnits' },
  },
  { flag: '--lead-source <which>', summary: 'by name or id' },
  { flag: '--reason-of-close <which>', summary: 'by name or id' },
];

/** The flags of fields that need no look-up. */
export const FIELD_FLAGS = PLAIN_FIELDS.map(
  ({ flag, help, words, list = false, open = list }): FlagDefinition => ({
    ...{ flag, summary: help },
    ...(words ? { suggest: { words, list, only: !open } } : {}),
  }),
);

/** Any field by its name in the API. */
export const SET_FLAG: FlagDefinition = {
  flag: '--set <field=text>',
  summary: 'any field, custom fields (cf_...) too; field:=json for values other than text',
  takes: { kind: 'repeated' },
};

const levelNames = Object.keys(VALIDATION_LEVELS);

/** How strictly the server validates. */
export const VALIDATION_FLAG: FlagDefinition = {
  flag: '--validation-level <n>',
  summary: `${levelNames.join(', ')}, or 2, 4, 8, 16 added up`,
  suggest: { words: levelNames, list: true },
};

/** The flags as they are typed. */
export interface TypedFlags {
  contact?: string[];
  noContact?: boolean;
  validationLevel?: string;
  [flag: string]: unknown;
}

/** The flags as the engine takes them. Throws USAGE for a validation level there is none of. */
export function readDraftFlags({
  noContact,
  contact,
  validationLevel,
  ...flags
}: TypedFlags): DraftFlags & { validationLevel?: number } {
  const level = validationLevel === undefined ? undefined : parseValidationLevel(validationLevel);
  if (level && 'problem' in level) throw usage(level.problem, { flag: '--validation-level' });
  return {
    ...flags,
    ...(noContact ? { contact: false } : contact ? { contact } : {}),
    ...(level ? { validationLevel: level.value } : {}),
  };
}
