import type { CommanderError } from 'commander';
import { type CliError, usage } from '../errors.ts';
import { ownValue } from '../values/own-value.ts';
import { type CommandDefinition, findNamed, type LoadedGroup, type ProgramDefinition } from './define.ts';

/** Words that people try, and the line that does it. */
const FAMILIAR: Readonly<Record<string, readonly string[]>> = {
  login: ['auth', 'login'],
  signin: ['auth', 'login'],
  logout: ['auth', 'logout'],
  status: ['auth', 'status'],
  version: ['--version'],
  demo: ['sandbox', 'tour'],
  tour: ['sandbox', 'tour'],
  settings: ['config', 'list'],
  users: ['clients'],
  companies: ['accounts'],
  people: ['contacts'],
};

/** Verbs of other tools, with the one of this tool. */
const VERBS: Readonly<Record<string, string>> = {
  ...{ list: 'list', ls: 'list', get: 'get', show: 'get', view: 'get' },
  ...{ create: 'create', new: 'create', add: 'create' },
};

/** The error for a command that is not there, with the line that was meant; undefined if no line comes to mind. */
export function unknownCommand(
  { message }: CommanderError,
  words: readonly string[],
  program: ProgramDefinition<CommandDefinition>,
  group: LoadedGroup | undefined,
): CliError | undefined {
  const unknown = /^error: unknown command '(.*?)'/s.exec(message)?.[1];
  if (unknown === undefined) return undefined;
  if (group) return undefined;
  const verb = ownValue(VERBS, unknown);
  const familiar = ownValue(FAMILIAR, unknown);
  const index = words.indexOf(unknown);
  const rest = words.slice(index + 1);
  const noun = rest[0] === undefined ? undefined : findNamed(program.commands, rest[0]);
  const line =
    verb && noun && 'load' in noun ? [noun.name, verb, ...rest.slice(1)] : familiar && [...familiar, ...rest];
  return line
    ? usage(`There is no command '${unknown}'`, { hint: 'Did you mean:', command: [...words.slice(0, index), ...line] })
    : undefined;
}
