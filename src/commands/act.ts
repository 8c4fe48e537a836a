import type { Answer } from '../answer.ts';
import type { Context } from '../context.ts';
import type { Host } from '../host.ts';
import type { CommandDefinition, GroupDefinition, ProgramDefinition } from './define.ts';

/** A command with what runs it: from a context and the input to an answer. It neither prints nor exits. */
export interface Command<F extends object = object> extends CommandDefinition {
  run(context: Context, input: CommandInput<F>): Promise<Answer>;
}

/** A group of such commands. */
export type Group = GroupDefinition<Command>;

/** The arguments and flags of a command line. */
export interface CommandInput<F extends object = object> {
  /** The arguments, without flags. */
  args: readonly string[];
  /** The command's own flags by their names in camel case: `pageSize` of --page-size. */
  flags: F;
  /** The program, for commands that describe it. */
  program: ProgramDefinition;
  /** Runs another command line in a world that the command makes for it, and gives the exit code. */
  run(words: readonly string[], host: Host): Promise<number>;
}
