import { QUESTIONS } from '../../oppty/draft/questions.ts';
import type { Command } from '../act.ts';
import type { FlagDefinition } from '../flags.ts';
import { PLAN_FLAG } from '../writes/flags.ts';
import {
  FIELD_FLAGS,
  QUESTION_FLAGS,
  readDraftFlags,
  SET_FLAG,
  type TypedFlags,
  VALIDATION_FLAG,
} from './draft-flags.ts';

/** The flags that say how to create it. */
const CREATE_FLAGS: readonly FlagDefinition[] = [
  SET_FLAG,
  {
    flag: '--from <file>',
    summary: 'JSON in the names of the API, as this tool prints it; - reads stdin; flags win over it',
    suggest: { files: true },
  },
  VALIDATION_FLAG,
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
  { ...PLAN_FLAG, conflicts: ['--dry-run'] },
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
    const options = readDraftFlags(flags);
    const { runCreate } = await import('./run-create.ts');
    return runCreate(context, options);
  },
};
