import type { Context } from '../../context.ts';
import { CliError } from '../../errors.ts';
import type { Draft } from '../../oppty/draft/draft.ts';
import { toKnownBody } from '../../oppty/draft/to-body.ts';
import type { LateCommits } from '../../oppty/stages/pass.ts';
import type { ClientKey } from '../../outcome/client-key.ts';
import { findSent, type SentAt, type SentMatches } from '../../outcome/find-sent.ts';
import { pollUntilSettled } from '../../outcome/late-commit.ts';
import type { SavedDraft } from '../../storage/draft-session.ts';
import { formatLocalTime } from '../../values/dates.ts';
import { formatAmount } from '../../values/money.ts';
import { formatCommand } from '../../values/shell.ts';
import { textOf } from '../../values/text-of.ts';
import type { Row } from '../../wire/entities.ts';
import { chooseFirst } from '../choose-first.ts';
import { resumeCommand } from '../drafts/describe.ts';
import { draftsWithKey } from './resume.ts';

/**
 * Looks whether a draft that was sent has a record, for a while if it was sent just now. A person says whether one that
 * could be it is. With nobody to ask the only one that fits exactly is taken; several are AMBIGUOUS, and one that is only
 * like it leaves the outcome unknown.
 */
export async function findEarlier(
  saved: SavedDraft<Draft>,
  target: string,
  context: Context,
): Promise<Row | undefined> {
  const client = await context.client();
  const body = toKnownBody(saved.draft);
  let matches: SentMatches = { exact: [], near: [] };
  const search = async () => {
    matches = await findSent(client, body, sentAtOf(saved));
    return matches.exact[0];
  };
  const row = await awaitLateCommit(search, saved, target, context);
  const { exact, near } = matches;
  if (!row && near.length === 0) {
    await context.say(`Draft ${saved.id} was sent, but ${target} has no such opportunity.`);
    return undefined;
  }
  if (context.canPrompt) return chooseRecord([...exact, ...near], saved, target, context);
  if (!row) throw similarError(near, saved, target, context);
  if (exact.length === 1) return row;
  throw severalError(exact, saved);
}

/** Looks for records that may still be on their way to `target`. */
export function openLateCommits(clientKey: ClientKey | undefined, target: string, context: Context): LateCommits {
  const { host, timeout, say } = context;
  return {
    ofEarlierRuns: async search => {
      const marks = clientKey ? await draftsWithKey(clientKey, context) : [];
      const saved = marks.find(({ state }) => state !== 'open');
      return saved ? awaitLateCommit(search, saved, target, context) : search();
    },
    ofThisRun: search =>
      pollUntilSettled(search, {
        ...{ age: 0, timeout },
        sleep: ms => host.sleep(ms, host.signal),
        onWait: ms => say(`It may still arrive in ${target}: looking for up to ${seconds(ms)} ...`),
      }),
  };
}

const seconds = (ms: number) => `${Math.ceil(ms / 1000)} seconds`;

const sentTime = ({ sent, saved }: SavedDraft<Draft>) => new Date(sent ?? saved);
const sentAtOf = (saved: SavedDraft<Draft>): SentAt => ({
  time: sentTime(saved),
  serverTime: saved.serverTime === undefined ? undefined : new Date(saved.serverTime),
});

/** Looks for the record of a draft while it may be on its way. Throws OUTCOME_UNKNOWN if the time is too short. */
async function awaitLateCommit<T>(
  search: () => Promise<T | undefined>,
  saved: SavedDraft<Draft>,
  target: string,
  { host, timeout, say }: Context,
): Promise<T | undefined> {
  const news = `Draft ${saved.id} was sent just now and may still arrive in ${target}`;
  const result = await pollUntilSettled(search, {
    age: host.now().getTime() - sentTime(saved).getTime(),
    timeout,
    sleep: ms => host.sleep(ms, host.signal),
    onWait: ms => say(`${news}: looking for up to ${seconds(ms)} ...`),
  });
  if ('found' in result) return result.found;
  const command = resumeCommand(saved, host.platform);
  throw new CliError('OUTCOME_UNKNOWN', news, {
    retrySafe: true,
    flag: '--timeout',
    hint: `Carry it on in ${seconds(result.tooEarly)}, or with more --timeout:\n  ${command}`,
  });
}

const NONE = 'none';

async function chooseRecord(rows: readonly Row[], { id, draft }: SavedDraft<Draft>, target: string, context: Context) {
  const prompter = await context.prompter();
  await prompter.note(`Draft ${id} was sent, and no answer came. This may be its record in ${target}.`);
  const isOne = rows.length === 1;
  const choices = [
    ...rows.map(row => ({ value: textOf(row.id), name: `${isOne ? 'Yes: ' : ''}${summary(row)}` })),
    { value: NONE, name: isOne ? 'No, go on with the draft' : 'None of them, go on with the draft' },
  ];
  const message = isOne ? `Is this '${draft.name}'?` : `Which of these is '${draft.name}'?`;
  const answer = await chooseFirst(context, message, choices);
  return rows.find(row => textOf(row.id) === answer);
}

function severalError(rows: readonly Row[], { id }: SavedDraft<Draft>): CliError {
  const problem = {
    code: 'AMBIGUOUS' as const,
    message: `Several opportunities can have come of the draft ${id}`,
    flag: '--resume',
    hint: 'If one of them did, remove the draft:',
    command: ['drafts', 'rm', id],
    candidates: rows.map(row => ({ id: textOf(row.id), name: summary(row) })),
  };
  return new CliError(problem.code, problem.message, { ...problem, details: [problem] });
}

/** A record that may be the one that was sent, which only a person can tell. */
function similarError(rows: readonly Row[], saved: SavedDraft<Draft>, target: string, { host }: Context): CliError {
  const { id, draft } = saved;
  const commands = {
    resume: resumeCommand(saved, host.platform),
    remove: formatCommand(['drafts', 'rm', id], {}, host.platform),
  };
  const candidates = rows.map(row => ({ id: String(row.id), name: summary(row) }));
  const problem = {
    code: 'OUTCOME_UNKNOWN' as const,
    message: `${target} has a record that is like '${draft.name}', but not the same: the server may have changed it`,
    flag: '--resume',
    candidates,
    hint: `Say on a terminal whether it is the one:\n  ${commands.resume}\nIf it is, the draft can go:\n  ${commands.remove}`,
  };
  return new CliError(problem.code, problem.message, { ...problem, retrySafe: false, details: [problem] });
}

/** A record in one line: its name, amount and time of creation. */
function summary({ name, value, created, is_deleted }: Row): string {
  const { base_value, value_foreign } = (typeof value === 'object' && value !== null ? value : {}) as Row;
  const when = typeof created === 'string' ? `, created ${formatLocalTime(created)}` : '';
  const amount = value_foreign ?? base_value;
  return `${name}${amount === undefined ? '' : `, ${formatAmount(amount)}`}${when}${is_deleted === true ? ', deleted' : ''}`;
}
