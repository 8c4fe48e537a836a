import { type CommandDefinition, isLoadedGroup, type LoadedGroup, type LoadedProgram } from '../commands/define.ts';
import {
  type ArgumentDefinition,
  type FlagDefinition,
  flagSyntax,
  HELP_FLAG,
  isRepeatable,
  suggestionFor,
} from '../commands/flags.ts';
import type { ArgumentNode, CommandNode, FlagNode } from './tree.ts';

/** The program with all commands, as completion has to know it. */
export const treeOf = ({ name, summary, flags, commands }: LoadedProgram): CommandNode => ({
  names: [name],
  summary,
  flags: [...flags, HELP_FLAG].map(flagNode),
  arguments: [],
  commands: commands.map(entry => (isLoadedGroup(entry) ? groupNode(entry) : commandNode(entry))),
});

const groupNode = (group: LoadedGroup): CommandNode => ({
  names: [group.name, ...(group.aliases ?? [])],
  summary: group.summary,
  flags: [flagNode(HELP_FLAG)],
  arguments: [],
  commands: group.commands.map(commandNode),
  ...(group.default ? { default: group.default } : {}),
});

const commandNode = (command: CommandDefinition): CommandNode => ({
  names: [command.name, ...(command.aliases ?? [])],
  summary: command.summary,
  flags: [...(command.flags ?? []), HELP_FLAG].map(flagNode),
  arguments: (command.arguments ?? []).map(argumentNode),
  commands: [],
});

function flagNode(flag: FlagDefinition): FlagNode {
  const { long, short, value } = flagSyntax(flag);
  const suggestion = suggestionFor(flag);
  return {
    names: [long, ...(short ? [short] : [])],
    summary: flag.summary,
    ...(value ? { value } : {}),
    ...(isRepeatable(flag) ? { repeatable: true } : {}),
    ...(suggestion ? { suggestion } : {}),
  };
}

function argumentNode(argument: ArgumentDefinition): ArgumentNode {
  const suggestion = suggestionFor(argument);
  return {
    ...(argument.argument.includes('...') ? { repeatable: true } : {}),
    ...(suggestion ? { suggestion } : {}),
  };
}
