import type { Command } from '../act.ts';
import { loadProgram } from '../define.ts';
import { findCommand } from '../find-command.ts';
import { EXIT_CODES } from '../help/exit-codes.ts';

/** `pipeliner schema [command]`: the tool described for programs. */
export const schema: Command = {
  name: 'schema',
  summary: 'print what commands take and print, as JSON Schema',
  arguments: [{ argument: '[command...]', summary: 'all commands without one', suggest: { commands: true } }],
  explanation: `\
For each command: its flags and arguments with types and choices, what it reads, what --json prints, and what it
changes: nothing, files of this machine, records of the space, or what the command line says ("as told"). It also has
the exit codes and the form of errors.`,
  examples: ['schema', 'schema oppty create', "schema accounts | jq '.commands[0].flags.properties | keys'"],
  writes: 'nothing',
  schemas: async () => (await import('./schemas.ts')).schemaSchemas,
  run: async (_, { args, program }) => {
    const loadedProgram = await loadProgram(program);
    const path = findCommand(loadedProgram, args).map(({ name }) => name);
    const { describeProgram } = await import('../../schema/index.ts');
    return { kind: 'raw', body: await describeProgram(loadedProgram, path, EXIT_CODES) };
  },
};
