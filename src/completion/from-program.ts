import type { Argument, Command, Option } from 'commander';
import { typeOf } from '../commands/flags.ts';
import { suggestionFor } from '../commands/suggestions.ts';
import type { CommandNode, Flag, Operand } from './tree.ts';

/** A command with all below it. */
export function treeOf(command: Command): CommandNode {
  const { _defaultCommandName: silent } = command as unknown as { _defaultCommandName?: string | null };
  const help = command.createHelp();
  const commands = help.visibleCommands(command).filter(one => command.commands.includes(one));
  return {
    names: [command.name(), ...command.aliases()],
    about: command.description(),
    flags: help.visibleOptions(command).map(flagOf),
    operands: command.registeredArguments.map(operandOf),
    commands: commands.map(treeOf),
    ...(silent ? { silent } : {}),
  };
}

function flagOf(option: Option): Flag {
  const { long, short, required, optional, description } = option;
  const offer = suggestionFor(option);
  return {
    names: [long, short].filter(name => name !== undefined && name !== null),
    about: description,
    ...(required ? { takes: 'value' } : optional ? { takes: 'perhaps' } : {}),
    ...(typeOf(option).type === 'array' ? { repeatable: true } : {}),
    ...(offer ? { offer } : {}),
  };
}

function operandOf(operand: Argument): Operand {
  const offer = suggestionFor(operand);
  return { ...(operand.variadic ? { repeatable: true } : {}), ...(offer ? { offer } : {}) };
}
