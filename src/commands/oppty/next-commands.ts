import type { Context } from '../../context.ts';
import { commandLine } from '../../oppty/command-line.ts';
import type { Draft } from '../../oppty/draft/draft.ts';
import { quoteForShell } from '../../values/shell.ts';
import type { Condition } from '../../wire/query.ts';
import { formatQuery } from '../../wire/query.ts';
import { createFlags } from '../drafts/describe.ts';
import type { SendingFlags } from './resume.ts';

/** The commands that messages tell the user to run next, quoted for the shell. */
export interface NextCommands {
  /** Creates this draft. */
  create(draft: Draft): string;
  /** Resumes a saved draft, with these answers of the command line. */
  resume(id: string, answers?: Draft): string;
  /** Lists the opportunities of these conditions. */
  search(filter: readonly Condition[]): string;
}

export function nextCommands(
  context: Context,
  { dryRun = false, yes = false }: { dryRun?: boolean; yes?: boolean },
  sending: SendingFlags,
): NextCommands {
  const globals = globalWords(context);
  const shell = (words: readonly string[]) => quoteForShell(words, context.host.platform);
  return {
    create: draft => shell([...commandLine(draft, globals), ...createFlags({ dryRun, yes, ...sending })]),
    resume: (id, answers = {}) =>
      shell([
        'pipeliner',
        ...globals,
        'oppty',
        'create',
        '--resume',
        id,
        ...answerWords(answers),
        ...createFlags({ yes }),
      ]),
    search: filter => shell(['pipeliner', ...globals, 'api', `Opportunities?${formatQuery({ filter })}`]),
  };
}

/** Answers as flags. */
export const answerWords = (answers: Draft): string[] => commandLine(answers, []).slice(commandLine({}, []).length);

/** The global flags that decide where and how, to be repeated. */
const globalWords = ({ sandbox, flags: { profile, jq }, format }: Context): string[] => [
  ...(sandbox ? ['--sandbox'] : []),
  ...(profile === undefined ? [] : ['--profile', profile]),
  ...(jq !== undefined ? ['--jq', jq] : format === 'json' ? ['--json'] : format ? ['--format', format] : []),
];
