import type { Answer } from '../../answer.ts';
import type { Context } from '../../context.ts';
import { CliError, type Problem } from '../../errors.ts';
import type { Draft, ParsedDraft } from '../../oppty/draft/draft.ts';
import { VALIDATION_LEVELS } from '../../oppty/draft/plain-fields.ts';
import { missingAnswers, QUESTIONS } from '../../oppty/draft/questions.ts';
import type { DraftFlags } from '../../oppty/input/flags.ts';
import type { Default } from '../../oppty/resolve/defaults.ts';
import type { Ref } from '../../records/found.ts';
import type { Setting } from '../../settings/settings.ts';
import { localDay } from '../../values/dates.ts';
import { quoteForShell } from '../../values/shell.ts';
import type { Row } from '../../wire/entities.ts';
import { formatQuery } from '../../wire/query.ts';

export interface CreateFlags extends DraftFlags {
  from?: string;
  validationLevel?: number;
  clientKey?: string;
  dryRun?: boolean;
  yes?: boolean;
  resume?: string | true;
}

/** Creates an opportunity from flags, a file, a saved draft and a person's answers, as far as each is there. */
export async function create(context: Context, flags: CreateFlags): Promise<Answer> {
  const { host, mayAsk } = context;
  const engine = await import('../../oppty/index.ts');
  const { applicableDefaults, toRefs, commandLine, createOpportunity, defaultsDraft, parseFlags } = engine;
  const { sendOnce, parseJsonInput, sentFilter, replaceAnswers, readClientKey, createdFields } = engine;
  const { awaitKey, begin, forget, createFlags, lookBack, takeUp, tellDrafts } = await import('./resume.ts');
  const today = localDay(host.now());
  const { dryRun = false, yes = false } = flags;
  const settings = await (await context.config()).all();
  const field = settings.find(({ key }) => key === 'client-key-field');
  const givenKey = flags.clientKey === undefined ? undefined : readClientKey(flags.clientKey, field);
  const told = { validationLevel: flags.validationLevel, clientKey: givenKey };
  const resumed = flags.resume === undefined ? undefined : await takeUp(flags.resume, told, context);
  const { validationLevel, clientKey } = resumed?.saved ?? told;
  const allows = (bit: keyof typeof VALIDATION_LEVELS) => ((validationLevel ?? 0) & VALIDATION_LEVELS[bit]) !== 0;

  const overrideReadOnly = allows('override-read-only');
  const file: ParsedDraft =
    flags.from === undefined
      ? { draft: {}, problems: [] }
      : parseJsonInput(...(await readSource(flags.from, context)), { overrideReadOnly });
  const said = parseFlags(flags, today, { overrideReadOnly });
  const given = replaceAnswers(file.draft, said.draft);
  const kept = resumed && toRefs(resumed.saved.draft);
  const reading: ParsedDraft = {
    draft: kept ? replaceAnswers(kept, given) : given,
    problems: [...file.problems, ...said.problems],
  };
  const beside = commandLine(given, []).slice(commandLine({}, []).length);
  const shell = (words: readonly string[]) => quoteForShell(words, host.platform);
  const line = (draft: Draft) =>
    shell([...commandLine(draft, globals(context)), ...createFlags({ dryRun, yes, validationLevel, clientKey })]);
  const resuming = (id: string, more: readonly string[] = []) =>
    shell(['pipeliner', ...globals(context), 'oppty', 'create', '--resume', id, ...more, ...createFlags({ yes })]);

  const defaults = applicableDefaults(defaultsIn(settings, host.platform), reading.draft)
    // Who left the unit open in a draft did so with the default in sight.
    .filter(({ id }) => !(kept && id === 'unit'));
  const refused = reading.problems.map(({ flag }) => flag);
  // A person is asked for what is set, too, with that on offer.
  const open = missingAnswers(mayAsk ? reading.draft : { ...reading.draft, ...defaultsDraft(defaults) });
  const lacking = open.filter(({ flag }) => !refused.includes(flag));
  // Nothing the server could say would change these.
  if (!mayAsk && lacking.length > 0) {
    throw incomplete(lacking, reading, resumed ? resuming(resumed.saved.id, beside) : line(reading.draft));
  }

  let person = mayAsk && (lacking.length > 0 || resumed !== undefined);
  const client = await context.client();
  const where = context.sandbox ? 'the sandbox' : await context.spaceName();
  const keeper = resumed?.session ?? (await begin(told, context));
  const done = async (row: Row, made: Draft, said: string): Promise<Answer> => {
    await keeper.drop();
    if (clientKey) await forget(clientKey, context);
    return { kind: 'record', row, shown: createdFields(row, made), said };
  };
  if (resumed && resumed.saved.state !== 'open' && (givenKey || !clientKey)) {
    const row = await lookBack(resumed.saved, where, context);
    if (row) return done(row, resumed.saved.draft, `Opportunity ${named(row)} was there already in ${where}.`);
  } else if (clientKey) await awaitKey(clientKey, where, context);
  if (person && !resumed) await tellDrafts(context);
  if (person && resumed && beside.length > 0) await keeper.save(replaceAnswers(resumed.saved.draft, given));

  let draft = reading.draft;
  let sent = host.now();
  try {
    const made = await createOpportunity(reading, {
      client,
      prompter: person ? await context.prompter() : undefined,
      summon: mayAsk
        ? () => {
            person = true;
            return context.prompter();
          }
        : undefined,
      recent: person ? await (await context.memory()).recall() : { owners: [], accounts: [] },
      today,
      defaults,
      query: validationLevel === undefined ? {} : { validationLevel },
      allowDeleted: allows('allow-deleted'),
      dryRun,
      sure: yes,
      clientKey,
      reference: await context.reference(),
      kept: resumed?.saved.draft,
      saved: grown => {
        draft = grown;
        return keeper.save(grown);
      },
      sending: (grown, work) => {
        [draft, sent] = [grown, host.now()];
        return sendOnce(keeper, grown, sent, work);
      },
    });
    if ('described' in made) {
      const again = keeper.id === undefined ? '' : `\nTo create it:\n  ${resuming(keeper.id)}`;
      return { kind: 'raw', body: made.described, said: `Nothing was sent.${again}` };
    }
    const { created, found } = made;
    if (made.asked) await (await context.memory()).remember(chosen(made.draft));
    const same = made.asked ? `\nThe same as one command:\n  ${line(made.draft)}` : '';
    const name = named(created);
    const outcome =
      found === 'before'
        ? `Nothing was sent: opportunity ${name}${created.is_deleted === true ? ', deleted by now,' : ''} in ${where} has this client key already.`
        : `Created opportunity ${name} in ${where}.${found ? ' No answer came; its client key tells.' : ''}`;
    return await done(created, made.draft, outcome + same);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    const resume = keeper.id === undefined ? undefined : resuming(keeper.id);
    if (error.code === 'OUTCOME_UNKNOWN') {
      if (clientKey) throw runAgain(error, line(draft));
      const query = formatQuery({ filter: sentFilter(draft, sent) });
      throw doubtful(error, draft, shell(['pipeliner', ...globals(context), 'api', `Opportunities?${query}`]), resume);
    }
    if (!person) throw error;
    // Whatever stopped the wizard, its answers are not lost.
    const hint = `${error.hint ? `${error.hint}\n` : ''}Nothing was created. To carry on:\n  ${resume ?? line(draft)}`;
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

/** One line, whatever the name holds. */
const named = ({ name, id }: Row) => (typeof name === 'string' ? name.replace(/\s+/g, ' ') : String(id));

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

/** Everything that is missing or wrong, at once, and the user's own command made complete. */
function incomplete(lacking: readonly Problem[], { problems }: ParsedDraft, line: string): CliError {
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

/** A create nobody knows the end of, which can be run again, since its client key is looked for first. */
function runAgain(error: CliError, line: string): CliError {
  const hint = `Run it again: it looks for the client key first, and creates nothing twice.\n  ${line}`;
  return new CliError(error.code, error.message, { ...error, retrySafe: true, hint, cause: error.cause });
}

/** A create nobody knows the end of, with the command that looks for it, and the one that carries its draft on. */
function doubtful(error: CliError, draft: Draft, look: string, resume: string | undefined): CliError {
  const value = draft.value ?? draft.base_value;
  const looking = `Look for '${draft.name}' with the value ${value} before you run this again:\n  ${look}`;
  const carrying = resume && `\nThis looks, too, and creates it only if it is not there:\n  ${resume}`;
  return new CliError(error.code, error.message, { ...error, hint: looking + (carrying ?? ''), cause: error.cause });
}

/** The text of `--from`, with the name to call it by in messages. */
async function readSource(from: string, { host }: Context): Promise<[text: string, name: string]> {
  const { readInput } = await import('../read-input.ts');
  return [await readInput(from, host, '--from'), from === '-' ? 'The standard input' : from];
}
