import {
  type CommandDefinition,
  findNamed,
  type GroupDefinition,
  isGroup,
  type LoadedGroup,
  loadGroup,
  type ProgramDefinition,
} from './define.ts';
import { type FlagDefinition, flagSyntax } from './flags.ts';

/** The command that a command line names, and the group it is in, as far as they are found. */
export interface Route<C extends CommandDefinition> {
  group?: LoadedGroup<C>;
  command?: C;
  /** The other words of the line: flags, their values and arguments. */
  rest: readonly string[];
}

/** Finds the command of a line by the definitions alone, so that nothing else is made into commander's objects. */
export async function findRoute<C extends CommandDefinition>(
  program: ProgramDefinition<C>,
  words: readonly string[],
): Promise<Route<C>> {
  const at = firstArgument(words, program.flags);
  if (typeof at !== 'number') return { rest: words };
  const entry = findNamed<C | GroupDefinition<C>>(program.commands, words[at]!);
  if (!entry) return { rest: words };
  const rest = words.toSpliced(at, 1);
  return isGroup(entry) ? routeInGroup(program, await loadGroup(entry), rest) : { command: entry, rest };
}

function routeInGroup<C extends CommandDefinition>(
  program: ProgramDefinition<C>,
  group: LoadedGroup<C>,
  words: readonly string[],
): Route<C> {
  const byDefault = group.commands.find(({ name }) => name === group.default);
  const at = firstArgument(words, [...program.flags, ...(byDefault?.flags ?? [])]);
  if (typeof at === 'number') {
    const command = findNamed(group.commands, words[at]!);
    if (command) return { group, command, rest: words.toSpliced(at, 1) };
    const help = findNamed(program.commands, 'help');
    // `auth help login` is `help auth login`.
    if (words[at] === 'help' && help && !isGroup(help)) return { command: help, rest: words.with(at, group.name) };
  }
  const ownHelp = group.examples !== undefined && at === 'stopped';
  return { group, ...(byDefault && !ownHelp ? { command: byDefault } : {}), rest: words };
}

/**
 * Where the first word stands that is neither a flag nor the value of one. `none` if there is no such word, `stopped` if
 * --help or a flag that is not known comes before it.
 */
function firstArgument(words: readonly string[], flags: readonly FlagDefinition[]): number | 'none' | 'stopped' {
  const known = flags.map(flagSyntax);
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (word === '--') return at + 1 < words.length ? at + 1 : 'none';
    if (!word.startsWith('-') || word === '-') return at;
    const equals = word.startsWith('--') ? word.indexOf('=') : -1;
    const name = equals < 0 ? word : word.slice(0, equals);
    const flag = known.find(({ long, short }) => long === name || short === name);
    if (!flag || (equals >= 0 && !flag.value)) return 'stopped';
    const next = words[at + 1] ?? '-';
    if (equals < 0 && (flag.value === 'required' || (flag.value === 'optional' && !next.startsWith('-')))) at += 1;
  }
  return 'none';
}
