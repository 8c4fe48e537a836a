import type { Host } from '../../host.ts';
import { wantsPlainLines } from '../../values/env-flags.ts';
import type { Prompter } from './prompter.ts';

/**
 * A prompter on the terminal of `host`, in plain lines where the screen takes no more. Ctrl-C, Ctrl-D and the end of
 * input end a question with CliError INTERRUPTED. All that is written goes through `redact`.
 */
export async function openPrompter(
  host: Host,
  colour: boolean | undefined,
  redact: (text: string) => string = text => text,
): Promise<Prompter> {
  if (wantsPlainLines(host.env)) return (await import('./plain-prompter.ts')).createPlainPrompter(host, redact);
  return (await import('./screen-prompter.ts')).createScreenPrompter(host, colour, redact);
}
