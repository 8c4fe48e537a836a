import type { Context } from '../context.ts';
import { CliError } from '../errors.ts';

/**
 * Asks a yes-or-no question whose default is no. Without a terminal to ask on, --yes is required: `effect` says for
 * what, as in `This deletes it.`
 */
export async function confirm(
  context: Context,
  { message, effect }: { message: string; effect: string },
  answers: readonly [no: string, yes: string],
): Promise<boolean> {
  if (!context.canPrompt) throw new CliError('MISSING_INPUT', `${effect} Add --yes.`, { flag: '--yes' });
  const prompter = await context.prompter();
  return (await prompter.confirm({ message, answers })) === true;
}
