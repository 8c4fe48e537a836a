import type { CommanderError } from 'commander';
import { type CliError, usage } from '../errors.ts';

/** commander's messages in this tool's words; `$1` is the first group of the pattern. */
const MESSAGES: readonly [pattern: RegExp, message: string][] = [
  [/^option '.*?(--[\w-]+).*' argument missing$/, '$1 needs a value'],
  [/^option '.*?(--[\w-]+).*' cannot be used with option '.*?(--[\w-]+).*'$/, '$1 cannot be used with $2'],
  [/^unknown option '(.*)'$/s, "There is no flag '$1'"],
  [/^unknown command '(.*)'$/s, "There is no command '$1'"],
  [/^missing required argument '(.*)'$/, 'The argument <$1> is missing'],
];

/** commander's error as this tool's, with its suggestion. */
export function usageError({ message }: CommanderError): CliError {
  const [, first = message, suggestion] = /^error: (.*?)(?:\n\((Did you mean .*)\))?$/s.exec(message) ?? [];
  const [pattern, text] = MESSAGES.find(([one]) => one.test(first)) ?? [/^/, ''];
  const flag = /'[^']*?(--[a-z-]+)/.exec(first)?.[1];
  return usage(first.replace(pattern, text), { flag, hint: suggestion ?? 'See --help.' });
}
