import type { Context } from '../context.ts';
import { CliError } from '../errors.ts';

/** Asks a question that is answered by no unless somebody says yes. Without anybody, --yes has to be there. */
export async function confirm(
  context: Context,
  message: string,
  [no, yes]: [no: string, yes: string],
): Promise<boolean> {
  if (!context.mayAsk) {
    throw new CliError('MISSING_INPUT', message, {
      flag: '--yes',
      hint: 'Run it with --yes if that is what you want.',
    });
  }
  const prompter = await context.prompter();
  const choices = [
    { value: 'no', name: no },
    { value: 'yes', name: yes },
  ];
  return (await prompter.choose({ message, choices })) === 'yes';
}
