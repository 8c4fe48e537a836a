import type { ZodMiniType } from 'zod/mini';
import {
  type CommandDefinition,
  type CommandSchemas,
  isLoadedGroup,
  type LoadedProgram,
  usageOf,
} from '../commands/define.ts';
import {
  type ArgumentDefinition,
  type FlagDefinition,
  flagSyntax,
  isRepeatable,
  suggestionFor,
} from '../commands/flags.ts';
import { errorLine } from './error-line.ts';
import { type JsonSchema, schemaOf } from './json-schema.ts';

export { type JsonSchema, schemaOf } from './json-schema.ts';

/** What a script can tell from an exit code. */
export interface ExitCode {
  exit: number;
  meaning: string;
  codes: readonly string[];
}

/** The schema of the commands at `path`: one, those of a group, or all for an empty path. */
export async function describeProgram(
  program: LoadedProgram,
  path: readonly string[],
  exits: readonly ExitCode[],
): Promise<JsonSchema> {
  const commands = allCommands(program).filter(({ names }) => path.every((name, index) => names[index] === name));
  return {
    json_schema: 'https://json-schema.org/draft/2020-12/schema',
    name: program.name,
    version: program.version,
    commands: await Promise.all(commands.map(entry => commandSchema(program.name, entry))),
    global_flags: flagsSchema(program.flags),
    exit_codes: exits.map(({ exit, meaning, codes }) => ({ exit, meaning, ...(codes.length > 0 ? { codes } : {}) })),
    error: schemaOf(errorLine),
  };
}

/** A command with its name and that of its group before it. */
export interface NamedCommand {
  names: readonly string[];
  command: CommandDefinition;
}

/** The commands that do something, in the order help shows them. */
export const allCommands = (program: LoadedProgram): NamedCommand[] =>
  program.commands.flatMap(definition =>
    isLoadedGroup(definition)
      ? definition.commands.map(command => ({ names: [definition.name, command.name], command }))
      : [{ names: [definition.name], command: definition }],
  );

async function commandSchema(program: string, { names, command }: NamedCommand): Promise<JsonSchema> {
  const name = names.join(' ');
  const { output, inputs, outputs }: CommandSchemas = (await command.schemas?.()) ?? {};
  return {
    command: name,
    summary: command.summary,
    usage: `${program} ${name} ${usageOf(command)}`,
    changes: command.writes,
    operands: (command.arguments ?? []).map(argumentSchema),
    flags: flagsSchema(command.flags ?? []),
    ...(command.asks ? { asks_for: command.asks } : {}),
    ...(inputs ? { inputs: schemasOf(inputs) } : {}),
    output: output ? schemaOf(output) : null,
    ...(outputs ? { output_with: schemasOf(outputs) } : {}),
  };
}

const schemasOf = (schemas: Readonly<Record<string, ZodMiniType>>): JsonSchema =>
  Object.fromEntries(Object.entries(schemas).map(([flag, schema]) => [flag, schemaOf(schema)]));

function argumentSchema(definition: ArgumentDefinition): JsonSchema {
  const [, bracket, name, dots] = /^([<[])(.*?)(\.\.\.)?[>\]]$/.exec(definition.argument) ?? [];
  return {
    name,
    required: bracket === '<',
    repeatable: dots !== undefined,
    ...(definition.summary ? { description: definition.summary } : {}),
    schema: { type: 'string', ...knownWords(definition) },
  };
}

/** The flags of a command as an object with a property for each. */
const flagsSchema = (flags: readonly FlagDefinition[]): JsonSchema => ({
  type: 'object',
  properties: Object.fromEntries(flags.map(flag => [flagSyntax(flag).long, flagSchema(flag, flags)])),
  additionalProperties: false,
});

/** What a flag takes, with its summary; of the other flags those are named that it cannot go with. */
export function flagSchema(flag: FlagDefinition, flags: readonly FlagDefinition[]): JsonSchema {
  const { short } = flagSyntax(flag);
  const conflicts = flags.map(other => flagSyntax(other).long).filter(long => flag.conflicts?.includes(long));
  return {
    ...valueSchema(flag),
    description: flag.summary,
    ...(short ? { short } : {}),
    ...knownWords(flag),
    ...(conflicts.length > 0 ? { conflicts_with: conflicts } : {}),
  };
}

/** What a flag takes. A list is one text with commas in it. */
function valueSchema(flag: FlagDefinition): JsonSchema {
  const { value } = flagSyntax(flag);
  const { takes } = flag;
  if (value === 'optional') return { type: ['string', 'boolean'] };
  if (!value) return { type: 'boolean' };
  if (isRepeatable(flag)) return { type: 'array', items: { type: 'string' } };
  if (takes?.kind === 'choice') return { type: 'string', enum: takes.words };
  if (takes?.kind !== 'integer') return { type: 'string' };
  return { type: 'integer', minimum: takes.min, ...(takes.max === undefined ? {} : { maximum: takes.max }) };
}

/** The words it can be, or some of them, where they are known. */
function knownWords(definition: FlagDefinition | ArgumentDefinition): JsonSchema {
  const suggestion = suggestionFor(definition);
  if (!suggestion || !('words' in suggestion)) return {};
  return { [suggestion.only ? 'enum' : 'examples']: suggestion.words };
}
