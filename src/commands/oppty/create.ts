import { usage } from '../../errors.ts';
import { PLAIN_FIELDS, parseValidationLevel, VALIDATION_LEVELS } from '../../oppty/draft/plain-fields.ts';
import { QUESTIONS } from '../../oppty/draft/questions.ts';
import { DATE_WORDS } from '../../values/parse-date.ts';
import type { Command } from '../act.ts';
import type { FlagDefinition } from '../flags.ts';
import type { CreateFlags } from './run-create.ts';

/** The flags as they are typed. */
interface TypedFlags {
  contact?: string[];
  noContact?: boolean;
  validationLevel?: string;
  [flag: string]: unknown;
}

const levelNames = Object.keys(VALIDATION_LEVELS);

/** The flags that answer a question of the wizard. */
const QUESTION_FLAGS: readonly FlagDefinition[] = [
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
const FIELD_FLAGS = PLAIN_FIELDS.map(
  ({ flag, help, words, list = false, open = list }): FlagDefinition => ({
    ...{ flag, summary: help },
    ...(words ? { suggest: { words, list, only: !open } } : {}),
  }),
);

/** The flags that say how to create it. */
const CREATE_FLAGS: readonly FlagDefinition[] = [
  {
    flag: '--set <field=text>',
    summary: 'any field, custom fields (cf_...) too; field:=json for values other than text',
    takes: { kind: 'repeated' },
  },
  {
    flag: '--from <file>',
    summary: 'JSON in the names of the API, as this tool prints it; - reads stdin; flags win over it',
    suggest: { files: true },
  },
  {
    flag: '--validation-level <n>',
    summary: `${levelNames.join(', ')}, or 2, 4, 8, 16 added up`,
    suggest: { words: levelNames, list: true },
  },
  {
    flag: '--client-key <key>',
    summary: 'your own key for it, stored in a field as cf_field=key; a run finds the record that has it already',
  },
  {
    flag: '--resume [id]',
    summary: 'continue a draft: this one, or the latest of this space; see pipeliner drafts',
    suggest: { stored: 'drafts' },
  },
  { flag: '--refresh', summary: 'read lists again instead of using cached ones' },
  { flag: '--dry-run', summary: 'look everything up, check it, show the request, but send nothing' },
  { flag: '--yes', summary: 'skip the final question' },
];

/** `pipeliner oppty create`: by questions, by flags, from a file, or all of them together. */
export const create: Command<TypedFlags> = {
  name: 'create',
  summary: 'create an opportunity; asks for the answers that the flags do not have',
  flags: [...QUESTION_FLAGS, ...FIELD_FLAGS, ...CREATE_FLAGS],
  explanation: `Set answers that are always the same once: pipeliner config set default-owner john.doe@example.com, and so on.

On one machine, runs with the same --client-key create one record: they wait for each other, and for a record that may
still be on its way. Runs on two machines at once can create two; the one that ends last says so, with both ids. A key
that was used for another opportunity is refused.`,
  examples: [
    'oppty create',
    `oppty create --owner john.doe@example.com --pipeline 'Test Pipeline' --step first \\
    --account 'Ziemann and Sons' --name 'New machine' --value 12500 --closing-date eoq`,
    "oppty create --from deal.json --name 'Another one' --json | jq -r .id",
    'oppty create --from deal.json --client-key cf_contract_no=2026-117',
    'oppty create --from deal.json --dry-run',
    'oppty create --resume',
  ],
  writes: 'space',
  asks: QUESTIONS.filter(({ required }) => required).map(({ flag }) => flag),
  schemas: async () => (await import('./schemas.ts')).createSchemas,
  run: async (context, { flags }) => {
    const options = toCreateFlags(flags);
    const { runCreate } = await import('./run-create.ts');
    return runCreate(context, options);
  },
};

/** The flags as the engine takes them. Throws USAGE for a validation level there is none of. */
export function toCreateFlags({ noContact, contact, validationLevel, ...flags }: TypedFlags): CreateFlags {
  const level = validationLevel === undefined ? undefined : parseValidationLevel(validationLevel);
  if (level && 'problem' in level) throw usage(level.problem, { flag: '--validation-level' });
  return {
    ...flags,
    ...(noContact ? { contact: false } : contact ? { contact } : {}),
    ...(level ? { validationLevel: level.value } : {}),
  };
}
