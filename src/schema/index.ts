import type { Argument, Command, Option } from 'commander';
import { version } from '../../package.json';
import { typeOf } from '../commands/flags.ts';
import { EXITS } from '../commands/help/exit-codes.ts';
import { suggestionFor } from '../commands/suggestions.ts';
import { COMMANDS, errorLine } from './commands.ts';
import { type JsonSchema, schemaOf } from './json-schema.ts';

/** The schema of one command, or of the whole tool if the command is the program itself. */
export function describe(program: Command, command: Command): JsonSchema {
  const at = command === program ? undefined : nameOf(command);
  const runnable = runnables(program);
  const chosen =
    at === undefined ? runnable : runnable.filter(one => nameOf(one) === at || parents(one).includes(command));
  const shared = {
    global_flags: flagsOf(program),
    exit_codes: EXITS.map(({ exit, meaning, codes }) => ({ exit, meaning, ...(codes.length > 0 ? { codes } : {}) })),
    error: schemaOf(errorLine),
  };
  return {
    json_schema: 'https://json-schema.org/draft/2020-12/schema',
    name: program.name(),
    version,
    commands: chosen.map(commandSchema),
    ...shared,
  };
}

/** The commands that do something, in the order help shows them. */
export function runnables(program: Command): Command[] {
  return program.commands.flatMap(one => (one.commands.length > 0 ? runnables(one) : [one]));
}

/** The words of a command, without the name of the program. */
export const nameOf = (command: Command): string =>
  [...parents(command).slice(1), command].map(one => one.name()).join(' ');

function parents({ parent }: Command): Command[] {
  return parent ? [...parents(parent), parent] : [];
}

function commandSchema(command: Command): JsonSchema {
  const name = nameOf(command);
  const facts = COMMANDS[name];
  if (!facts) throw new Error(`${name} has no schema`);
  const { changes, asks, inputs = {}, output, outputs = {} } = facts;
  const schemas = (all: typeof inputs) =>
    Object.fromEntries(Object.entries(all).map(([key, one]) => [key, schemaOf(one)]));
  return {
    command: name,
    summary: command.description(),
    usage: `${[
      ...parents(command)
        .slice(0, 1)
        .map(one => one.name()),
      name,
    ].join(' ')} ${command.usage()}`,
    changes,
    operands: command.registeredArguments.map(operandSchema),
    flags: flagsOf(command),
    ...(asks ? { asks_for: asks } : {}),
    ...(Object.keys(inputs).length > 0 ? { inputs: schemas(inputs) } : {}),
    output: output ? schemaOf(output) : null,
    ...(Object.keys(outputs).length > 0 ? { output_with: schemas(outputs) } : {}),
  };
}

const operandSchema = (operand: Argument): JsonSchema => ({
  name: operand.name(),
  required: operand.required,
  repeatable: operand.variadic,
  ...(operand.description ? { description: operand.description } : {}),
  schema: { type: 'string', ...words(operand) },
});

/** The flags of a command as an object with a property for each. */
function flagsOf(command: Command): JsonSchema {
  const options = command.options.filter(({ hidden }) => !hidden);
  const required = options.filter(({ mandatory }) => mandatory).map(longOf);
  return {
    type: 'object',
    properties: Object.fromEntries(options.map(option => [longOf(option), flagSchema(option, command)])),
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: false,
  };
}

function flagSchema(option: Option, command: Command): JsonSchema {
  const { conflictsWith } = option as unknown as { conflictsWith: readonly string[] };
  const others = command.options.filter(one => conflictsWith.includes(one.attributeName())).map(longOf);
  return {
    ...typeOf(option),
    description: option.description,
    ...(option.short ? { short: option.short } : {}),
    ...words(option),
    ...(others.length > 0 ? { conflicts_with: others } : {}),
  };
}

/** What it can be, or some of that, where that is known. */
function words(what: Option | Argument): JsonSchema {
  const offer = suggestionFor(what);
  if (!offer || !('words' in offer) || !Array.isArray(offer.words)) return {};
  return { [offer.only ? 'enum' : 'examples']: offer.words };
}

const longOf = ({ long, short }: Option) => long ?? short ?? '';
