import { Argument, Command, Option } from 'commander';
import { type CommandDefinition, isGroup, type LoadedGroup, type ProgramDefinition, textBelow } from './define.ts';
import {
  type ArgumentDefinition,
  type FlagDefinition,
  type FlagValue,
  flagSyntax,
  HELP_FLAG,
  summaryWithChoices,
  VERSION_FLAG,
  valueReader,
} from './flags.ts';
import { rootHelp } from './root-help.ts';
import type { Route } from './route.ts';

/** The output of commander, and the receiver of the parsed line. */
export interface CommanderCallbacks {
  columns: number;
  write(text: string): void;
  /** `surplus` are the words that the command has no place for. */
  run(parsed: { args: readonly string[]; flags: object; allFlags: object }, surplus: readonly string[]): void;
}

/**
 * commander's tree for a command line: the command of the route and what is above it. Where no command was found, it has
 * all of the group, or the names of everything, to list and to suggest.
 */
export function commanderTree<C extends CommandDefinition>(
  program: ProgramDefinition<C>,
  { group, command }: Route<C>,
  callbacks: CommanderCallbacks,
): Command {
  const root = newCommand(program, callbacks).version(program.version, VERSION_FLAG.flag, VERSION_FLAG.summary);
  addFlags(root, program.flags);
  // What newCommand adds below is part of it.
  root.configureHelp({ formatHelp: () => rootHelp(program, callbacks.columns) });
  root.helpCommand(false);
  if (group) return root.addCommand(groupCommand(group, command ? [command] : group.commands, callbacks));
  for (const definition of command ? [command] : program.commands) {
    root.addCommand(isGroup(definition) ? newCommand(definition, callbacks) : leafCommand(definition, callbacks));
  }
  return root;
}

function groupCommand(
  group: LoadedGroup,
  commands: readonly CommandDefinition[],
  callbacks: CommanderCallbacks,
): Command {
  const command = newCommand(group, callbacks);
  for (const definition of commands) command.addCommand(leafCommand(definition, callbacks));
  return command;
}

function leafCommand(definition: CommandDefinition, callbacks: CommanderCallbacks): Command {
  const command = newCommand(definition, callbacks);
  for (const argument of definition.arguments ?? []) command.addArgument(commanderArgument(argument));
  addFlags(command, definition.flags ?? []);
  if (definition.arguments?.some(({ mayBeFlags }) => mayBeFlags)) command.allowUnknownOption();
  const isOpen = definition.arguments?.at(-1)?.argument.includes('...');
  return command.allowExcessArguments().action(() => {
    // A repeatable argument is a list, one that was left out is undefined.
    const args = command.processedArgs.flat().filter(argument => argument !== undefined);
    const surplus = isOpen ? [] : command.args.slice(definition.arguments?.length ?? 0);
    callbacks.run({ args, flags: command.opts(), allFlags: command.optsWithGlobals() }, surplus);
  });
}

/** What every definition says of itself. */
type HelpPage = Pick<CommandDefinition, 'name' | 'aliases' | 'summary'> &
  Partial<Pick<CommandDefinition, 'explanation' | 'examples'>>;

/** A command with its name and what help says of it. commander throws its errors and prints none. */
function newCommand(page: HelpPage, { columns, write }: CommanderCallbacks): Command {
  const command = new Command(page.name)
    .aliases(page.aliases ?? [])
    .description(page.summary)
    .helpOption(HELP_FLAG.flag, HELP_FLAG.summary)
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ writeOut: write, writeErr: write, outputError: () => {}, getOutHelpWidth: () => columns });
  const below = textBelow(page);
  return below ? command.addHelpText('after', `\n${below}`) : command;
}

/** The flags, each with the names of those it cannot go with. */
function addFlags(command: Command, flags: readonly FlagDefinition[]): void {
  const sequence: FlagValue[] = [];
  const options = new Map(flags.map(flag => [flagSyntax(flag).long, commanderOption(flag, sequence)]));
  for (const flag of flags) {
    const option = options.get(flagSyntax(flag).long)!;
    for (const conflict of flag.conflicts ?? []) option.conflicts(options.get(conflict)!.attributeName());
    // The version has an option of its own in commander.
    if (flag !== VERSION_FLAG) command.addOption(option);
  }
}

function commanderOption(definition: FlagDefinition, sequence: FlagValue[]): Option {
  const { long, value } = flagSyntax(definition);
  const option = new Option(definition.flag, summaryWithChoices(definition));
  // Where both forms are refused together, commander has to keep them apart: by default the last one wins.
  if (definition.conflicts?.includes(long.replace('--no-', '--'))) option.negate = false;
  return value ? option.argParser(valueReader(definition.takes ?? { kind: 'text' }, long, sequence)) : option;
}

function commanderArgument(definition: ArgumentDefinition): Argument {
  const { argument, takes } = definition;
  const result = new Argument(argument, summaryWithChoices(definition));
  return takes ? result.argParser(valueReader(takes, argument, [])) : result;
}
