import type { Context } from '../context.ts';
import { CliError } from '../errors.ts';

/** Asks a yes-or-no question whose default is no. Without a terminal to ask on, --yes is required. */
export async function confirm(
  context: Context,
  message: string,
  answers: readonly [no: string, yes: string],
): Promise<boolean> {
  if (!context.canPrompt) {
    throw new CliError('MISSING_INPUT', message, {
      flag: '--yes',
      hint: 'Run it with --yes if that is what you want.',
    });
  }
  const prompter = await context.prompter();
  return (await prompter.confirm({ message, answers })) === true;
}
