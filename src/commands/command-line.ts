import { CommanderError } from 'commander';
import { commanderTree } from './commander.ts';
import type { CommandDefinition, ProgramDefinition } from './define.ts';
import { findRoute } from './route.ts';
import { usageError } from './usage-errors.ts';

/** A parsed command line: a command to run, or a text to print (help or the version). */
export type ParsedLine<C extends CommandDefinition> =
  | {
      kind: 'command';
      command: C;
      args: readonly string[];
      /** The flags of the command, by their names in camel case. */
      flags: object;
      /** The same with those that every command takes. */
      allFlags: object;
    }
  /** `incomplete` if the text is the help of a line without a command. */
  | { kind: 'text'; text: string; incomplete: boolean };

/** Parses a command line. Throws USAGE. */
export async function parseCommandLine<C extends CommandDefinition>(
  program: ProgramDefinition<C>,
  words: readonly string[],
  columns: number,
): Promise<ParsedLine<C>> {
  const route = await findRoute(program, words);
  const { group, command, rest } = route;
  let text = '';
  let line: ParsedLine<C> | undefined;
  const tree = commanderTree(program, route, {
    columns,
    write: more => {
      text += more;
    },
    run: parsed => {
      if (command) line = { kind: 'command', command, ...parsed };
    },
  });
  const names = [group, command].flatMap(entry => (entry ? [entry.name] : []));
  try {
    tree.parse([...names, ...rest], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    const incomplete = error.code === 'commander.help';
    if (error.exitCode !== 0 && !incomplete) throw usageError(error);
    return { kind: 'text', text, incomplete };
  }
  if (!line) throw new Error(`${names.join(' ')} did not run`);
  return line;
}

/** The help of the command with these names, as its --help prints it. */
export async function helpText(program: ProgramDefinition, names: readonly string[], columns: number): Promise<string> {
  const line = await parseCommandLine(program, [...names, '--help'], columns);
  return line.kind === 'text' ? line.text : '';
}
