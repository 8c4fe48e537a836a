import type { Context } from '../context.ts';
import type { Choice } from '../terminal/prompts/prompter.ts';

/** Asks a question that nothing comes before, so that Esc cannot go back. */
export async function chooseFirst(
  context: Pick<Context, 'prompter'>,
  message: string,
  choices: readonly Choice[],
): Promise<string> {
  const prompter = await context.prompter();
  prompter.markStep(0);
  for (;;) {
    const value = await prompter.choose({ message, choices });
    if (value !== undefined) return value;
    prompter.eraseSteps(0);
    await prompter.note('This is the first question. Ctrl-C ends.');
  }
}
