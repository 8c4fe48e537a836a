import { CliError, type Problem } from '../../errors.ts';
import type { CreateResult } from '../../oppty/create-opportunity.ts';
import { QUESTIONS } from '../../oppty/draft/questions.ts';
import { sentFilter } from '../../outcome/find-sent.ts';
import type { NextCommands } from './next-commands.ts';

/** Everything that is missing or wrong, at once, and the user's own command with places for the rest. */
export function incompleteError(
  missing: readonly Problem[],
  problems: readonly Problem[],
  commandWith: (places: readonly string[]) => string,
): CliError {
  const questionsOf = (problems: readonly Problem[]) =>
    QUESTIONS.filter(question => problems.some(({ flag }) => flag === question.flag));
  const places = [...questionsOf(missing), ...questionsOf(problems)].flatMap(({ flag, takes }) => [
    flag,
    `<${takes.replaceAll("'", '')}>`,
  ]);
  const flags = missing.map(({ flag }) => flag).join(', ');
  return new CliError('MISSING_INPUT', `Missing: ${flags}`, {
    hint: `Complete it:\n  ${commandWith(places)}`,
    details: [...missing, ...problems],
  });
}

/** A create whose outcome is unknown: how to look for it, or to run it again if a client key tells. */
export function unknownError(
  { error, draft, request, sentAt }: Extract<CreateResult, { kind: 'unknown' }>,
  commands: NextCommands,
  { hasClientKey, draftId }: { hasClientKey: boolean; draftId: string | undefined },
): CliError {
  if (hasClientKey) {
    const where = draftId === undefined ? '' : ' on this machine';
    const when = error.retrySafe ? '' : ', a minute later';
    const hint = `Run it again${where}${when}: it looks for the client key first.\n  ${commands.create(draft)}`;
    return withHint(error, hint);
  }
  const value = draft.value ?? draft.base_value;
  const search = commands.search(sentFilter(request.body, sentAt));
  const resume = draftId && commands.resume(draftId);
  const resuming = resume && `\nThis looks, too, and creates it only if it finds none like it:\n  ${resume}`;
  return withHint(
    error,
    `Look for '${draft.name}' with the value ${value} before you run this again:\n  ${search}${resuming ?? ''}`,
  );
}

/** A create that stopped after a person was asked: the answers are not lost. `created` are other records that stay. */
export function stoppedError(
  error: CliError,
  created: readonly string[],
  resume: string,
  commandLine: (words: readonly string[]) => string,
): CliError {
  const isUnknown = error.code === 'OUTCOME_UNKNOWN';
  const look = isUnknown && error.command ? `${error.hint}\n  ${commandLine(error.command)}\n` : '';
  const lead = look || (error.hint && !error.command ? `${error.hint}\n` : '');
  const neighbours = created.map(name => `${name.charAt(0).toUpperCase()}${name.slice(1)} was created. `).join('');
  const what = created.length > 0 || isUnknown ? 'The opportunity was not created.' : 'Nothing was created.';
  return withHint(error, `${lead}${neighbours}${what} To carry on:\n  ${resume}`);
}

const withHint = (error: CliError, hint: string) =>
  new CliError(error.code, error.message, { ...error, hint, command: undefined, cause: error.cause });
