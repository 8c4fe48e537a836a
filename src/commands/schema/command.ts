import type { Command } from '../act.ts';
import { loadProgram } from '../define.ts';
import { findCommand } from '../find-command.ts';
import { EXITS } from '../help/exit-codes.ts';

/** `pipeliner schema [command]`: the tool as a program has to know it. */
export const schema: Command = {
  name: 'schema',
  summary: 'print what commands take and give, as JSON Schema',
  arguments: [{ argument: '[command...]', summary: 'without one: all of them', suggest: { commands: true } }],
  explanation: `\
Of each command: its flags and operands with types and choices, what it reads, what --json prints, and whether it
changes nothing, files of this machine, records of the space, or what it is told to. Exit codes, and the form of errors.`,
  examples: ['schema', 'schema oppty create', "schema accounts | jq '.commands[0].flags.properties | keys'"],
  writes: 'nothing',
  schemas: async () => (await import('./schemas.ts')).schemaSchemas,
  run: async (_, { args, program }) => {
    const loaded = await loadProgram(program);
    const path = findCommand(loaded, args).map(({ name }) => name);
    const { describeProgram } = await import('../../schema/index.ts');
    return { kind: 'raw', body: await describeProgram(loaded, path, EXITS) };
  },
};
