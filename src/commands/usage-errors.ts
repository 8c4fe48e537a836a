import type { CommanderError } from 'commander';
import { type CliError, usage } from '../errors.ts';
import type { CommandDefinition } from './define.ts';
import { type FlagDefinition, flagSyntax } from './flags.ts';

/** commander's messages in this tool's words; `$1` is the first group of the pattern. */
const MESSAGES: readonly [pattern: RegExp, message: string][] = [
  [/^option '.*?(--[\w-]+).*' argument missing$/, '$1 needs a value'],
  [/^option '.*?(--[\w-]+).*' cannot be used with option '.*?(--[\w-]+).*'$/, '$1 cannot be used with $2'],
  [/^unknown option '(.*)'$/s, "There is no flag '$1'"],
  [/^unknown command '(.*)'$/s, "There is no command '$1'"],
];

/** The error of a line that lacks an argument: asks for it, with the line that has it. `names` call the command. */
export function missingArgument(
  { message }: CommanderError,
  command: CommandDefinition | undefined,
  names: readonly string[],
): CliError | undefined {
  const missing = /missing required argument '(.*)'/.exec(message)?.[1];
  const definitions = command?.arguments ?? [];
  const definition = definitions.find(({ argument }) => argument.replace('...', '') === `<${missing}>`);
  if (!definition) return undefined;
  const places = definitions.map(({ argument, means }) => (means ? `<${means}>` : argument));
  return usage(`Which ${definition.label ?? missing}? ${[...names, ...places].join(' ')}`);
}

/** commander's error as this tool's, with its suggestion, or that of a flag of the line with one dash too few. */
export function usageError({ message }: CommanderError, flags: readonly FlagDefinition[]): CliError {
  const [, first = message, suggestion] = /^error: (.*?)(?:\n\((Did you mean .*)\))?$/s.exec(message) ?? [];
  const [pattern, text] = MESSAGES.find(([one]) => one.test(first)) ?? [/^/, ''];
  const flag = /'[^']*?(--[a-z-]+)/.exec(first)?.[1];
  const [, word] = /^unknown option '(-\w[\w-]+)/.exec(first) ?? [];
  const twoDashes = flags.map(one => flagSyntax(one).long).find(long => long === `-${word}`);
  const hint = suggestion ?? (twoDashes ? `Did you mean ${twoDashes}?` : 'See --help.');
  return usage(first.replace(pattern, text), { flag, hint });
}
