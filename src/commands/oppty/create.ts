import { Command, InvalidArgumentError, Option } from 'commander';
import type { Act } from '../../cli.ts';
import { usage } from '../../errors.ts';
import { PLAIN_FIELDS, readValidationLevel, VALIDATION_LEVELS } from '../../oppty/draft/plain-fields.ts';
import { DATE_WORDS } from '../../values/dates.ts';
import { repeated } from '../flags.ts';
import { type Suggestion, suggestValues } from '../suggestions.ts';
import type { CreateFlags } from './run-create.ts';

/** Puts `create` below `oppty`. */
export function fillOppty(oppty: Command, act: Act): void {
  oppty.addHelpText('after', '\nExamples:\n  pipeliner oppty create').addCommand(createCommand(act));
}

/** `pipeliner oppty create`: by questions, by flags, from a file, or all of them together. */
export function createCommand(act: Act): Command {
  const command = new Command('create')
    .description('create an opportunity: asks for what the flags leave open')
    .option('--name <text>', 'what it is called')
    .option('--owner <who>', 'e-mail, name or id of a client')
    .option('--pipeline <which>', 'name or id')
    .option('--step <which>', "name or id of a step, or 'first'; an id needs no --pipeline")
    .option('--account <which>', 'id, name or e-mail; repeat it for more, the first is primary', repeated)
    .option('--contact <who>', "id, name or e-mail of one of the account's contacts; the first is primary", repeated)
    .option('--no-contact', 'without a contact, and without being asked for one')
    .option('--value <amount>', 'as 12500 or 12,500.00')
    .option('--currency <which>', 'code, symbol or id; default: default-currency, else the base currency')
    .option('--base-value <amount>', 'the amount in the base currency, beside one in another')
    .option('--closing-date <day>', 'YYYY-MM-DD, today, tomorrow, +30d, +6w, +3m, friday, eom, eoq, eoy')
    .option('--type <which>', 'opportunity type, by name or id')
    .option('--unit <which>', "sales unit, by name or id; default: default-unit, else the owner's")
    .option('--lead-source <which>', 'by name or id')
    .option('--reason-of-close <which>', 'by name or id');
  for (const { flag, help } of PLAIN_FIELDS) command.option(flag, help);
  // commander keeps both flags in one value: the last would win without a word.
  (command as unknown as NodeJS.EventEmitter).prependListener('option:no-contact', () => {
    if (Array.isArray(command.opts().contact))
      throw usage('--contact and --no-contact contradict each other', { flag: '--no-contact' });
  });
  command
    .option('--set <field=text>', 'any field, custom ones (cf_...) too; field:=json for other than text', repeated)
    .option('--from <file>', 'JSON in the names of the API, as this tool prints it; - reads stdin; flags win over it')
    .addOption(
      new Option(
        '--validation-level <n>',
        `${Object.keys(VALIDATION_LEVELS).join(', ')}, or 2, 4, 8, 16 added up`,
      ).argParser(level),
    )
    .option(
      '--client-key <key>',
      'your own key for it, kept in a field as cf_field=key: run again, it is not created again',
    )
    .option('--resume [id]', 'carry on a draft: this one, or the last of this space; see pipeliner drafts')
    .option('--refresh', 'offer nothing from the lists that were read before')
    .option('--dry-run', 'look everything up, check it, show the request, and send nothing')
    .option('--yes', 'without the final question')
    .addHelpText('after', EXAMPLES)
    .action(
      act(async (context, flags: CreateFlags) => {
        const { create } = await import('./run-create.ts');
        return create(context, flags);
      }),
    );
  const plain = PLAIN_FIELDS.flatMap(({ flag, words, list = false }): [string, Suggestion][] =>
    words ? [[flag.split(' ')[0]!, { words, list, only: !list }]] : [],
  );
  return suggestValues(command, {
    ...Object.fromEntries(plain),
    '--owner': { records: 'Clients' },
    '--pipeline': { records: 'Pipelines' },
    '--step': { records: 'Steps', or: ['first'], within: '--pipeline' },
    '--account': { records: 'Accounts' },
    '--currency': { records: 'Currencies' },
    '--type': { records: 'OpportunityTypes' },
    '--unit': { records: 'SalesUnits' },
    '--closing-date': { words: DATE_WORDS },
    '--from': { files: true },
    '--validation-level': { words: Object.keys(VALIDATION_LEVELS), list: true },
    '--resume': { kept: 'drafts' },
  });
}

const EXAMPLES = `
What is always the same can be set once: pipeliner config set default-owner john.doe@example.com, and so on.

Examples:
  pipeliner oppty create
  pipeliner oppty create --owner john.doe@example.com --pipeline 'Test Pipeline' --step first \\
    --account 'Ziemann and Sons' --name 'New machine' --value 12500 --closing-date eoq
  pipeliner oppty create --from deal.json --name 'Another one' --json | jq -r .id
  pipeliner oppty create --from deal.json --client-key cf_contract_no=2026-117
  pipeliner oppty create --from deal.json --dry-run
  pipeliner oppty create --resume`;

function level(text: string): number {
  const read = readValidationLevel(text);
  if ('problem' in read) throw new InvalidArgumentError(`${read.problem}.`);
  return read.value;
}
