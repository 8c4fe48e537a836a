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
  const position = firstArgument(words, program.flags);
  if (typeof position !== 'number') return { rest: words };
  const entry = findNamed<C | GroupDefinition<C>>(program.commands, words[position]!);
  if (!entry) return { rest: words };
  const rest = words.toSpliced(position, 1);
  return isGroup(entry) ? routeInGroup(program, await loadGroup(entry), rest) : { command: entry, rest };
}

/** Where the word stands that should name a command, if there is none of that name. */
export function unknownName(program: ProgramDefinition, words: readonly string[]): number | undefined {
  const position = firstArgument(words, program.flags);
  return typeof position === 'number' && !findNamed(program.commands, words[position]!) ? position : undefined;
}

function routeInGroup<C extends CommandDefinition>(
  program: ProgramDefinition<C>,
  group: LoadedGroup<C>,
  words: readonly string[],
): Route<C> {
  const byDefault = group.commands.find(({ name }) => name === group.default);
  const position = firstArgument(words, [...program.flags, ...(byDefault?.flags ?? [])]);
  if (typeof position === 'number') {
    const command = findNamed(group.commands, words[position]!);
    if (command) return { group, command, rest: words.toSpliced(position, 1) };
    const help = findNamed(program.commands, 'help');
    // `auth help login` is `help auth login`.
    if (words[position] === 'help' && help && !isGroup(help))
      return { command: help, rest: words.with(position, group.name) };
  }
  const ownHelp = group.examples !== undefined && position === 'stopped';
  return { group, ...(byDefault && !ownHelp ? { command: byDefault } : {}), rest: words };
}

/**
 * Where the first word stands that is neither a flag nor the value of one. `none` if there is no such word, `stopped` if
 * --help or a flag that is not known comes before it.
 */
function firstArgument(words: readonly string[], flags: readonly FlagDefinition[]): number | 'none' | 'stopped' {
  const syntaxes = flags.map(flagSyntax);
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!;
    if (word === '--') return index + 1 < words.length ? index + 1 : 'none';
    if (!word.startsWith('-') || word === '-') return index;
    const equals = word.startsWith('--') ? word.indexOf('=') : -1;
    const name = equals < 0 ? word : word.slice(0, equals);
    const flag = syntaxes.find(({ long, short }) => long === name || short === name);
    if (!flag || (equals >= 0 && !flag.value)) return 'stopped';
    const next = words[index + 1] ?? '-';
    if (equals < 0 && (flag.value === 'required' || (flag.value === 'optional' && !next.startsWith('-')))) index += 1;
  }
  return 'none';
}
