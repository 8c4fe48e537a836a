import type { Context } from '../../context.ts';
import { draftWords } from '../../oppty/command-line.ts';
import type { Draft } from '../../oppty/draft/draft.ts';
import type { Condition } from '../../wire/query.ts';
import { formatQuery } from '../../wire/query.ts';
import { createFlags } from '../drafts/describe.ts';
import type { SendingFlags } from './resume.ts';

/** The commands that messages tell the user to run next, quoted for the shell. */
export interface NextCommands {
  /** Creates this draft; `more` are further words. */
  create(draft: Draft, ...more: string[]): string;
  /** Resumes a saved draft, with these answers of the command line. */
  resume(id: string, answers?: Draft, ...more: string[]): string;
  /** Lists the opportunities of these conditions. */
  search(filter: readonly Condition[]): string;
}

export function nextCommands(
  context: Context,
  { dryRun = false, yes = false }: { dryRun?: boolean; yes?: boolean },
  sending: SendingFlags,
): NextCommands {
  const create = (...words: string[]) => context.commandLine([...formatWords(context), 'oppty', 'create', ...words]);
  const createWith = (words: readonly string[], ...more: string[]) =>
    create(...words, ...createFlags({ dryRun, yes, ...sending }), ...more);
  return {
    create: (draft, ...more) => createWith(draftWords(draft), ...more),
    resume: (id, answers = {}, ...more) =>
      create('--resume', id, ...draftWords(answers), ...createFlags({ yes }), ...more),
    // Its answer has another form than the record that the user's format is for.
    search: filter => context.commandLine(['api', `Opportunities?${formatQuery({ filter })}`]),
  };
}

/** The global flags that decide how a record is printed, to be repeated. */
const formatWords = ({ flags: { jq }, format }: Context): string[] =>
  jq !== undefined ? ['--jq', jq] : format === 'json' ? ['--json'] : format ? ['--format', format] : [];
