import { Command } from 'commander';
import type { Act } from '../../cli.ts';
import { commandOf } from '../help/command.ts';
import { suggestValues } from '../suggestions.ts';

/** `pipeliner schema [command]`: the tool as a program has to know it. `whole` gives the tree with every flag in it. */
export function schemaCommand(act: Act, whole: () => Promise<Command>): Command {
  const command = new Command('schema')
    .description('print what commands take and give, as JSON Schema')
    .argument('[command...]', 'without one: all of them')
    .addHelpText('after', EXAMPLES)
    .action(
      act(async (_, words: string[]) => {
        const program = await whole();
        const one = commandOf(program, words);
        const { describe } = await import('../../schema/index.ts');
        return { kind: 'raw', body: describe(program, one) };
      }),
    );
  return suggestValues(command, { operands: [{ commands: true }] });
}

const EXAMPLES = `
Of each command: its flags and operands with types and choices, what it reads, what --json prints, and whether it
changes nothing, files of this machine, records of the space, or what it is told to. Exit codes, and the form of errors.

Examples:
  pipeliner schema
  pipeliner schema oppty create
  pipeliner schema accounts | jq '.commands[0].flags.properties | keys'`;
