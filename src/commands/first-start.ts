import type { Context } from '../context.ts';
import { chooseFirst } from './choose-first.ts';

/** The variables that say which space to use. */
const SPACE_VARIABLES = /^PIPELINER_(URL|SPACE|USERNAME|PASSWORD|PROFILE|SANDBOX)$/;

/**
 * Offers a person who has no space yet three ways to start. Gives the command lines to run instead of `words`, each after
 * the success of the one before; undefined where there is a space, or nobody to ask.
 */
export async function chooseStart(
  words: readonly string[],
  context: Pick<Context, 'canPrompt' | 'flags' | 'sandbox' | 'host' | 'profiles' | 'prompter'>,
): Promise<readonly (readonly string[])[] | undefined> {
  if (!context.canPrompt || !(await lacksSpace(context))) return undefined;
  await (await context.prompter()).note('No space is set up yet.');
  const choice = await chooseFirst(context, 'How do you want to start?', [
    { value: 'sandbox', name: 'Try it in the sandbox' },
    { value: 'login', name: 'Sign in to a space' },
    { value: 'help', name: 'Show the help' },
  ]);
  switch (choice) {
    case 'sandbox':
      return [words.length > 0 ? ['--sandbox', ...words] : ['sandbox', 'tour']];
    case 'login':
      return [['auth', 'login'], ...(words.length > 0 ? [words] : [])];
    default:
      return [[...words, '--help']];
  }
}

async function lacksSpace({
  flags,
  sandbox,
  host,
  profiles,
}: Pick<Context, 'flags' | 'sandbox' | 'host' | 'profiles'>) {
  if (sandbox || flags.profile !== undefined) return false;
  if (Object.entries(host.env).some(([name, value]) => SPACE_VARIABLES.test(name) && value?.trim())) return false;
  // Settings that cannot be read are for the command to report.
  const stored = await (await profiles()).list().catch(() => undefined);
  return stored?.profiles.length === 0;
}
