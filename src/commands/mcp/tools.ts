import type { ZodMiniType } from 'zod/mini';
import type { JsonSchema } from '../../schema/index.ts';
import { type CommandDefinition, findNamed, isLoadedGroup, type LoadedProgram } from '../define.ts';
import type { FlagDefinition } from '../flags.ts';
import { NOUNS } from '../lists/nouns.ts';
import { OPPORTUNITY_FIELDS } from '../oppty/list-display.ts';
import { replyTo, type ToolReply } from './reply.ts';
import type { RunLine } from './run-line.ts';
import { type InputSchema, inputSchema, mergeFlags, propertyOf, type ToolInput, toWords } from './tool-input.ts';

/** One tool as data, with what answers its calls. */
export interface Tool {
  name: string;
  description: string;
  inputSchema: InputSchema;
  /** What it answers, where the schema is short enough for the list of tools. */
  output?(): ZodMiniType | Promise<ZodMiniType>;
  annotations: { readOnlyHint: boolean; destructiveHint?: boolean; openWorldHint: false };
  /** Whether its calls wait for each other. */
  isExclusive?: boolean;
  call(input: ToolInput, signal: AbortSignal): Promise<ToolReply>;
}

/** What the tools are made from. */
export interface ToolSource {
  program: LoadedProgram;
  run: RunLine;
  /** The schema of a flag. */
  flagSchema(flag: FlagDefinition, flags: readonly FlagDefinition[]): JsonSchema;
}

/** A property that only names something. */
export const text = (description: string): JsonSchema => ({ type: 'string', description });

/** The annotations of a tool that changes nothing in the space. */
export const READING = { readOnlyHint: true, openWorldHint: false } as const;

/** The command with these names. */
export function commandAt(program: LoadedProgram, [name = '', below]: readonly string[]): CommandDefinition {
  const entry = findNamed(program.commands, name);
  const command = entry && isLoadedGroup(entry) ? findNamed(entry.commands, below ?? entry.default ?? '') : entry;
  if (!command) throw new Error(`There is no command ${name} ${below}`);
  return command as CommandDefinition;
}

/** The properties of a tool for these flags. What help says of conflicts and examples is left out: the list is short. */
export function flagProperties(
  flags: readonly FlagDefinition[],
  { flagSchema }: ToolSource,
): Record<string, JsonSchema> {
  return Object.fromEntries(
    flags.map(flag => {
      const { examples: _, ...schema } = flagSchema(flag, []);
      return [propertyOf(flag), schema];
    }),
  );
}

/** Flags that say where an answer goes and how it looks, that read files of this machine, and cursors. */
const NOT_FOR_AGENTS = [
  ...['view', 'ids', 'web', 'html', 'overwrite', 'all', 'page_size', 'after', 'before', 'last', 'expand', 'every'],
  ...['yes', 'dry_run', 'plan', 'from', 'resume', 'refresh', 'validation_level', 'ignore_changes', 'fail_on'],
];

/** The flags of a command that an agent can set. */
export const agentFlags = (command: CommandDefinition): FlagDefinition[] =>
  (command.flags ?? []).filter(flag => !NOT_FOR_AGENTS.includes(propertyOf(flag)));

/** How many records a list has unless the call says otherwise, and at most. */
const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 500;
const LIMIT: JsonSchema = { type: 'integer', minimum: 1, maximum: MAX_LIMIT, default: DEFAULT_LIMIT };

const FIELDS = 'fields to return, as a,b.c; true: the names there are';

/** The tools that read. */
export function readingTools(source: ToolSource): Tool[] {
  return [
    findOpportunities(source),
    viewOpportunity(source),
    findRecords(source),
    getRecord(source),
    report(source),
    check(source),
    history(source),
  ];
}

function findOpportunities(source: ToolSource): Tool {
  const flags = agentFlags(commandAt(source.program, ['oppty', 'list']));
  const fields = OPPORTUNITY_FIELDS.join(',');
  return {
    name: 'find_opportunities',
    description: `List opportunities (deals), open ones unless status says otherwise. All conditions hold together. A range of
days is a word, a period, a day, or two of these with .. between: today, this-week, last-quarter, 2026-q1, 2026-10, -7d,
+30d, 2026-10-01..2026-12-31.`,
    inputSchema: inputSchema({
      ...flagProperties(flags, source),
      fields: { type: ['string', 'boolean'], description: `${FIELDS}; default ${fields}` },
      limit: LIMIT,
    }),
    annotations: READING,
    call: async (input, signal) => {
      const words = toWords(flags, { limit: DEFAULT_LIMIT, fields, ...input });
      return replyTo(await source.run(['oppty', 'list', ...words], signal));
    },
  };
}

function viewOpportunity(source: ToolSource): Tool {
  const flags = agentFlags(commandAt(source.program, ['oppty', 'view']));
  return {
    name: 'view_opportunity',
    description: 'Show one opportunity with all its fields.',
    inputSchema: inputSchema(
      { ref: text('id or exact name'), fields: { type: ['string', 'boolean'], description: FIELDS } },
      ['ref'],
    ),
    annotations: READING,
    call: async (input, signal) =>
      replyTo(await source.run(['oppty', 'view', ...toWords(flags, input, [`${input.ref}`])], signal)),
  };
}

const COLLECTION: JsonSchema = { type: 'string', enum: NOUNS.map(({ name }) => name) };

function findRecords(source: ToolSource): Tool {
  const listOf = (noun: string) => commandAt(source.program, [noun, 'list']);
  const flags = mergeFlags(NOUNS.map(({ name }) => agentFlags(listOf(name))));
  const { search: _, ...properties } = flagProperties(flags, source);
  return {
    name: 'find_records',
    description: `List records of a collection: ${NOUNS.map(({ name, summary }) => `${name} (${summary})`).join('; ')}.`,
    inputSchema: inputSchema(
      {
        collection: COLLECTION,
        search: text('only records with this text in their name; with @: in their e-mail'),
        ...properties,
        fields: { type: ['string', 'boolean'], description: FIELDS },
        limit: LIMIT,
      },
      ['collection'],
    ),
    annotations: READING,
    call: async ({ collection, ...input }, signal) => {
      const words = toWords(flags, { limit: DEFAULT_LIMIT, ...input });
      return replyTo(await source.run([`${collection}`, 'list', ...words], signal));
    },
  };
}

function getRecord({ run }: ToolSource): Tool {
  return {
    name: 'get_record',
    description: 'Show one record of a collection with all its fields.',
    inputSchema: inputSchema({ collection: COLLECTION, ref: text('id, exact name or e-mail') }, ['collection', 'ref']),
    annotations: READING,
    call: async ({ collection, ref }, signal) =>
      replyTo(await run([`${collection}`, 'get', ...toWords([], {}, [`${ref}`])], signal)),
  };
}

function report(source: ToolSource): Tool {
  const kinds = ['pipeline', 'forecast', 'closed'];
  const commands = kinds.map(kind => commandAt(source.program, ['report', kind]));
  const flags = mergeFlags(commands.map(agentFlags));
  const summaries = commands.map(({ name, summary }) => `${name} (${summary})`);
  return {
    name: 'report',
    description: `Exact sums of opportunities: ${summaries.join('; ')}. Conditions as in find_opportunities.`,
    inputSchema: inputSchema({ kind: { type: 'string', enum: kinds }, ...withoutTexts(flags, source) }, ['kind']),
    annotations: READING,
    call: async ({ kind, ...input }, signal) =>
      replyTo(await source.run(['report', `${kind}`, ...toWords(flags, input)], signal)),
  };
}

function check(source: ToolSource): Tool {
  const command = commandAt(source.program, ['check', 'run']);
  const flags = agentFlags(command);
  return {
    name: 'check',
    description: `Look for what is wrong with open opportunities. ${command.explanation!.split('\n\n')[0]!.replace(/ {2,}/g, ' ')}
Conditions as in find_opportunities.`,
    inputSchema: inputSchema(withoutTexts(flags, source)),
    output: async () => (await command.schemas!()).output!,
    annotations: READING,
    call: async (input, signal) => replyTo(await source.run(['check', 'run', ...toWords(flags, input)], signal)),
  };
}

/** The properties of flags that find_opportunities has, too, without what it says of them. */
function withoutTexts(flags: readonly FlagDefinition[], source: ToolSource): Record<string, JsonSchema> {
  const documented = agentFlags(commandAt(source.program, ['oppty', 'list'])).map(
    ({ flag, summary }) => flag + summary,
  );
  return Object.fromEntries(
    Object.entries(flagProperties(flags, source)).map(([name, { description, ...schema }], index) => {
      const { flag, summary } = flags[index]!;
      return [name, documented.includes(flag + summary) ? schema : { ...schema, description }];
    }),
  );
}

function history(source: ToolSource): Tool {
  const flags = agentFlags(commandAt(source.program, ['history', 'list']));
  return {
    name: 'history',
    description: 'List what this machine wrote, run by run, or show one run record by record.',
    inputSchema: inputSchema({
      run: text('id of a run; default: list the runs'),
      ...flagProperties(flags, source),
    }),
    annotations: READING,
    call: async ({ run, ...input }, signal) => {
      const words = run === undefined ? ['list', ...toWords(flags, input)] : ['view', ...toWords([], {}, [`${run}`])];
      return replyTo(await source.run(['history', ...words], signal));
    },
  };
}
