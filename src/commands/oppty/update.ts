import type { Command } from '../act.ts';
import type { FlagDefinition } from '../flags.ts';
import { WRITE_FLAGS } from '../writes/flags.ts';
import {
  FIELD_FLAGS,
  QUESTION_FLAGS,
  readDraftFlags,
  SET_FLAG,
  type TypedFlags,
  VALIDATION_FLAG,
} from './draft-flags.ts';
import { REFS } from './refs-argument.ts';

/** What differs in an update: the record has all that a flag leaves out. */
const SUMMARIES: Readonly<Record<string, string>> = {
  '--account': 'id, name or e-mail: these take the place of its accounts, the first is primary',
  '--contact': "id, name or e-mail of the account's contacts: these take the place of its own, the first is primary",
  '--no-contact': 'take all contacts away',
  '--currency': 'code, symbol or id, with --value; default: the one it has',
  '--step': "name or id of a step of its pipeline, or 'first'",
  '--unit': 'sales unit, by name or id',
};

const flagName = ({ flag }: FlagDefinition) => flag.split(' ')[0]!;

const LINK_FLAGS: readonly FlagDefinition[] = [
  {
    flag: '--add-contact <who>',
    summary: 'one more contact; repeatable',
    takes: { kind: 'repeated' },
    conflicts: ['--contact'],
  },
  {
    flag: '--remove-contact <who>',
    summary: 'one contact less; repeatable',
    takes: { kind: 'repeated' },
    conflicts: ['--contact'],
  },
  {
    flag: '--view <name>',
    summary: 'in place of names: the opportunities of a saved view',
    suggest: { stored: 'views' },
  },
  {
    flag: '--clear <field>',
    summary: 'empty this field; repeatable',
    takes: { kind: 'repeated' },
    suggest: { fields: 'Opportunities' },
  },
];

/** `pipeliner oppty update`. */
export const update: Command<TypedFlags> = {
  name: 'update',
  aliases: ['edit'],
  summary: 'change fields of opportunities; without flags a person edits them one by one',
  arguments: [REFS],
  flags: [
    ...[...QUESTION_FLAGS, ...FIELD_FLAGS].map(flag => ({
      ...flag,
      summary: SUMMARIES[flagName(flag)] ?? flag.summary,
    })),
    ...LINK_FLAGS,
    SET_FLAG,
    {
      flag: '--from <file>',
      summary: 'JSON in the names of the API; - reads stdin; flags win over it',
      suggest: { files: true },
    },
    VALIDATION_FLAG,
    ...WRITE_FLAGS,
  ],
  explanation: `What the flags do not name stays as it is; default-* settings do not count. An amount without --currency is in the
currency that the record has.`,
  examples: [
    "oppty update 'Conveyor upgrade' --value 14000 --closing-date eoq",
    "oppty update 'Conveyor upgrade' --add-contact 'Ida Ziemann' --clear description",
    "oppty update 'Conveyor upgrade' 'Packaging line' --owner john.doe@example.com --yes",
    "oppty update 'Conveyor upgrade' --set cf_region=North --dry-run --json | jq .after",
  ],
  writes: 'space',
  schemas: async () => (await import('../writes/schemas.ts')).writeSchemas('Opportunities'),
  run: async (context, input) => {
    const options = readDraftFlags(input.flags);
    const { runUpdate } = await import('./run-update.ts');
    return runUpdate(context, { ...input, flags: options });
  },
};
