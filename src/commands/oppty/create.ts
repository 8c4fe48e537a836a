import { Command, InvalidArgumentError, Option } from 'commander';
import type { Answer } from '../../answer.ts';
import type { Act } from '../../cli.ts';
import type { Context } from '../../context.ts';
import { CliError, type Problem, usage } from '../../errors.ts';
import type { Default } from '../../oppty/defaults.ts';
import type { Draft, Reading, Ref } from '../../oppty/draft.ts';
import { PLAIN_FIELDS, readValidationLevel, VALIDATION_LEVELS } from '../../oppty/fields.ts';
import type { DraftFlags } from '../../oppty/from-flags.ts';
import { missing, QUESTIONS } from '../../oppty/questions.ts';
import type { Setting } from '../../settings/config.ts';
import { localDay } from '../../values/dates.ts';
import { quoteForShell } from '../../values/shell.ts';
import { formatQuery } from '../../wire/query.ts';
import { repeated } from '../flags.ts';

interface CreateFlags extends DraftFlags {
  from?: string;
  validationLevel?: number;
  clientKey?: string;
  dryRun?: boolean;
  yes?: boolean;
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
  return command
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
    .option('--dry-run', 'look everything up, check it, show the request, and send nothing')
    .option('--yes', 'without the final question')
    .addHelpText('after', EXAMPLES)
    .action(act((context, flags: CreateFlags) => create(context, flags)));
}

const EXAMPLES = `
What is always the same can be set once: pipeliner config set default-owner john.doe@example.com, and so on.

Examples:
  pipeliner oppty create
  pipeliner oppty create --owner john.doe@example.com --pipeline 'Test Pipeline' --step first \\
    --account 'Ziemann and Sons' --name 'New machine' --value 12500 --closing-date eoq
  pipeliner oppty create --from deal.json --name 'Another one' --json | jq -r .id
  pipeliner oppty create --from deal.json --client-key cf_contract_no=2026-117
  pipeliner oppty create --from deal.json --dry-run`;

async function create(context: Context, flags: CreateFlags): Promise<Answer> {
  const { host, mayAsk } = context;
  const { applying, drafted, createOpportunity, fromFlags, fromText, merge, commandLine, readClientKey, shownRecord } =
    await import('../../oppty/index.ts');
  const started = host.now();
  const today = localDay(started);
  const { validationLevel = 0 } = flags;
  const overrideReadOnly = (validationLevel & VALIDATION_LEVELS['override-read-only']) !== 0;
  const file: Reading =
    flags.from === undefined
      ? { draft: {}, problems: [] }
      : fromText(...(await readSource(flags.from, context)), { overrideReadOnly });
  const said = fromFlags(flags, today, { overrideReadOnly });
  const reading: Reading = { draft: merge(file.draft, said.draft), problems: [...file.problems, ...said.problems] };
  const line = (draft: Draft) => quoteForShell([...commandLine(draft, globals(context)), ...how(flags)], host.platform);

  const settings = await (await context.config()).all();
  const defaults = applying(defaultsIn(settings, host.platform), reading.draft);
  const field = settings.find(({ key }) => key === 'client-key-field');
  const clientKey = flags.clientKey === undefined ? undefined : readClientKey(flags.clientKey, field);

  const refused = reading.problems.map(({ flag }) => flag);
  // A person is asked for what is set, too, with that on offer.
  const open = missing(mayAsk ? reading.draft : { ...reading.draft, ...drafted(defaults) });
  const lacking = open.filter(({ flag }) => !refused.includes(flag));
  // Nothing the server could say would change these.
  if (!mayAsk && lacking.length > 0) throw incomplete(lacking, reading, line(reading.draft));

  const person = mayAsk && lacking.length > 0;
  let draft = reading.draft;
  try {
    const made = await createOpportunity(reading, {
      client: await context.client(),
      prompter: person ? await context.prompter() : undefined,
      recent: person ? await (await context.memory()).recall() : { owners: [], accounts: [] },
      today,
      defaults,
      query: flags.validationLevel === undefined ? {} : { validationLevel: flags.validationLevel },
      allowDeleted: (validationLevel & VALIDATION_LEVELS['allow-deleted']) !== 0,
      dryRun: flags.dryRun === true,
      sure: flags.yes === true,
      clientKey,
      saved: grown => {
        draft = grown;
      },
    });
    if ('described' in made) return { kind: 'raw', body: made.described, said: 'Nothing was sent.' };
    const { created, found } = made;
    if (made.asked) await (await context.memory()).remember(chosen(made.draft));
    const where = context.sandbox ? 'the sandbox' : await context.spaceName();
    const same = made.asked ? `\nThe same as one command:\n  ${line(made.draft)}` : '';
    // One line, whatever the name holds.
    const name = typeof created.name === 'string' ? created.name.replace(/\s+/g, ' ') : String(created.id);
    const told =
      found === 'before'
        ? `Nothing was sent: opportunity ${name}${created.is_deleted === true ? ', deleted by now,' : ''} in ${where} has this client key already.`
        : `Created opportunity ${name} in ${where}.${found ? ' No answer came; its client key tells.' : ''}`;
    return { kind: 'record', row: created, shown: shownRecord(created, made.draft), said: `${told}${same}` };
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    if (error.code === 'OUTCOME_UNKNOWN') throw doubtful(error, draft, started, context, clientKey && line(draft));
    if (!person) throw error;
    // Whatever stopped the wizard, its answers are not lost.
    const hint = `${error.hint ? `${error.hint}\n` : ''}Nothing was created. To carry on:\n  ${line(draft)}`;
    throw new CliError(error.code, error.message, { ...error, hint, cause: error });
  }
}

/** What is set of what an opportunity takes. */
const defaultsIn = (settings: readonly Setting[], platform: NodeJS.Platform): Default[] =>
  settings.flatMap(({ key, value, origin, unset = [] }) => {
    if (key === 'client-key-field') return [];
    const id = DEFAULTS[key];
    return [{ id, words: value, by: `${key} in ${origin}`, unset: quoteForShell(unset, platform) }];
  });

const DEFAULTS = {
  'default-owner': 'owner',
  'default-pipeline': 'pipeline',
  'default-currency': 'currency',
  'default-unit': 'unit',
} as const;

const CLOCKS_APART_MS = 10 * 60_000;

/** The ids worth remembering. */
function chosen({ owner, accounts = [] }: Draft): { owners: string[]; accounts: string[] } {
  const ids = (refs: readonly (Ref | undefined)[]) => refs.flatMap(ref => (ref && 'id' in ref ? [ref.id] : []));
  return { owners: ids([owner]), accounts: ids(accounts) };
}

/** The global flags that decide where and how, to be repeated. */
const globals = ({ sandbox, flags: { profile, jq }, format }: Context) => [
  ...(sandbox ? ['--sandbox'] : []),
  ...(profile === undefined ? [] : ['--profile', profile]),
  ...(jq !== undefined ? ['--jq', jq] : format === 'json' ? ['--json'] : format ? ['--format', format] : []),
];

/** The flags that are not part of the opportunity, to be repeated. */
const how = ({ clientKey, dryRun, yes, validationLevel }: CreateFlags) => [
  ...(clientKey === undefined ? [] : ['--client-key', clientKey]),
  ...(validationLevel === undefined ? [] : ['--validation-level', String(validationLevel)]),
  ...(yes ? ['--yes'] : []),
  ...(dryRun ? ['--dry-run'] : []),
];

/** Everything that is missing or wrong, at once, and the user's own command made complete. */
function incomplete(lacking: readonly Problem[], { problems }: Reading, line: string): CliError {
  const wrong = QUESTIONS.filter(one => problems.some(({ flag }) => flag === one.flag));
  const open = QUESTIONS.filter(one => lacking.some(({ flag }) => flag === one.flag));
  const completed = [line, ...[...open, ...wrong].map(one => `${one.flag} '<${one.takes.replaceAll("'", '')}>'`)].join(
    ' ',
  );
  const flags = lacking.map(({ flag }) => flag).join(', ');
  return new CliError('MISSING_INPUT', `Missing: ${flags}`, {
    hint: `Complete it:\n  ${completed}`,
    details: [...lacking, ...problems],
  });
}

/**
 * A create nobody knows the end of, with the command that looks for it; `again` is the command line that can be run
 * again, since its client key is looked for first.
 */
function doubtful(error: CliError, draft: Draft, started: Date, context: Context, again?: string): CliError {
  if (again) {
    const hint = `Run it again: it looks for the client key first, and creates nothing twice.\n  ${again}`;
    return new CliError(error.code, error.message, { ...error, retrySafe: true, hint, cause: error.cause });
  }
  const id = (ref: Ref | undefined) => (ref && 'id' in ref ? ref.id : undefined);
  const marks = {
    name: draft.name,
    owner_id: id(draft.owner),
    step_id: id(draft.step),
    closing_date: draft.closing_date,
  };
  // The server's clock decides, and may be behind this one.
  const since = new Date(started.getTime() - CLOCKS_APART_MS);
  const query = formatQuery({
    filter: [
      ...Object.entries(marks).flatMap(([field, value]) => (value === undefined ? [] : [{ field, value }])),
      { field: 'created', op: 'gte', value: since.toISOString().slice(0, 19).replace('T', ' ') },
    ],
  });
  const look = quoteForShell(
    ['pipeliner', ...globals(context), 'api', `Opportunities?${query}`],
    context.host.platform,
  );
  const value = draft.value ?? draft.base_value;
  const hint = `Look for '${draft.name}' with the value ${value} before you run this again:\n  ${look}`;
  return new CliError(error.code, error.message, { ...error, hint, cause: error.cause });
}

/** The text of `--from`, with the name to call it by in messages. */
async function readSource(from: string, { host }: Context): Promise<[text: string, name: string]> {
  const { readInput } = await import('../input.ts');
  return [await readInput(from, host, '--from'), from === '-' ? 'The standard input' : from];
}

function level(text: string): number {
  const read = readValidationLevel(text);
  if ('problem' in read) throw new InvalidArgumentError(`${read.problem}.`);
  return read.value;
}
