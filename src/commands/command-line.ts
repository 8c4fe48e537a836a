import { CommanderError } from 'commander';
import { usage } from '../errors.ts';
import { commanderTree } from './commander.ts';
import type { CommandDefinition, ProgramDefinition } from './define.ts';
import { unknownCommand } from './intended-line.ts';
import { findRoute } from './route.ts';
import { surplusError } from './surplus-words.ts';
import { missingArgument, usageError } from './usage-errors.ts';

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
  refuseBrokenText(words);
  const route = await findRoute(program, words);
  const { group, command, rest } = route;
  let text = '';
  let line: ParsedLine<C> | undefined;
  const tree = commanderTree(program, route, {
    columns,
    write: more => {
      text += more;
    },
    run: (parsed, surplus) => {
      if (!command) return;
      const flags = [...(command.flags ?? []), ...program.flags];
      if (surplus.length > 0) throw surplusError({ words, surplus, group, command, flags });
      line = { kind: 'command', command, ...parsed };
    },
  });
  const names = [group, command].flatMap(entry => (entry ? [entry.name] : []));
  try {
    tree.parse([...names, ...rest], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    const incomplete = error.code === 'commander.help';
    if (error.exitCode !== 0 && !incomplete) {
      const names = [program, group, command].flatMap(entry => (entry ? [entry.name] : []));
      throw (
        missingArgument(error, command, names) ??
        unknownCommand(error, words, program, group) ??
        usageError(error, [...(command?.flags ?? []), ...program.flags])
      );
    }
    return { kind: 'text', text, incomplete };
  }
  if (!line) throw new Error(`${names.join(' ')} did not run`);
  return line;
}

/** Throws USAGE for what Node could not read as UTF-8, rather than send something else. */
function refuseBrokenText(words: readonly string[]): void {
  const index = words.findIndex(word => word.includes('\ufffd'));
  if (index < 0) return;
  const flag = /^(--[\w-]+)=/.exec(words[index]!)?.[1] ?? /^--[\w-]+$/.exec(words[index - 1] ?? '')?.[0];
  throw usage(`'${words[index]}' is not UTF-8`, { flag, hint: 'Write it in UTF-8: see the locale of the terminal.' });
}

/** The help of the command with these names, as its --help prints it. */
export async function helpText(program: ProgramDefinition, names: readonly string[], columns: number): Promise<string> {
  const line = await parseCommandLine(program, [...names, '--help'], columns);
  return line.kind === 'text' ? line.text : '';
}
