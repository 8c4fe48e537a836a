import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JsonSchema } from '../../schema/index.ts';
import type { FlagDefinition } from '../flags.ts';
import { TARGET_FLAGS } from '../oppty/refs-argument.ts';
import { replyWithError, replyWithJson, type ToolReply, usageReply } from './reply.ts';
import { planAnswer } from './schemas.ts';
import { inputSchema, mergeFlags, propertyOf, type ToolInput, toWords } from './tool-input.ts';
import { agentFlags, commandAt, flagProperties, READING, type Tool, type ToolSource, text } from './tools.ts';

/** The plans that this server has made: the file of each, by its digest. */
export interface PlanStore {
  /** A folder that only this user can read. */
  folder: string;
  files: Map<string, string>;
}

const VERBS = ['create', 'update', 'move', 'win', 'lose', 'reopen', 'delete', 'restore', 'note'] as const;
type Verb = (typeof VERBS)[number];

/** The flags of each verb that an agent can set. */
type VerbFlags = Record<Verb, FlagDefinition[]>;

/** What the answer has where nothing would change. */
const NO_CHANGES = { digest: null, counts: { create: 0, update: 0, delete: 0, restore: 0 }, changes: [] };

/** The tool that plans a change of opportunities. It sends nothing. */
export function planTool(source: ToolSource, store: PlanStore): Tool {
  const flagsOf = Object.fromEntries(VERBS.map(verb => [verb, verbFlags(verb, source)])) as VerbFlags;
  let count = 0;
  return {
    name: 'plan',
    description: `Plan a change of opportunities, and send nothing: the answer has each change with the values before and after,
counts, and a digest for apply. Names of people, accounts, steps and so on are looked up. note takes one ref and text.`,
    inputSchema: inputSchema(
      {
        verb: { type: 'string', enum: VERBS },
        refs: { type: 'array', items: { type: 'string' }, description: 'ids or exact names; none for create' },
        text: text('the note'),
        ...planProperties(flagsOf, source),
      },
      ['verb'],
    ),
    output: () => planAnswer,
    annotations: READING,
    call: async (input, signal) => {
      const { verb, refs = [], text: note, ...values } = input as { verb: Verb; refs?: string[]; text?: string };
      const problem = findMisuse(verb, refs, note) ?? findStranger(verb, values, flagsOf[verb]);
      if (problem) return usageReply(problem);
      count += 1;
      const file = join(store.folder, `${count}.plan`);
      const words = toWords(flagsOf[verb], values, note === undefined ? refs : [...refs, note]);
      const { error, json, notes } = await source.run(['oppty', verb, `--plan=${file}`, ...words], signal);
      if (error) return replyWithError(error);
      return readPlan(file, json, notes, store);
    },
  };
}

/** The flags of a verb, without those by which it chooses its records: a plan names them. */
function verbFlags(verb: Verb, { program }: ToolSource): FlagDefinition[] {
  const command = commandAt(program, ['oppty', verb]);
  const chooses = command.flags?.some(({ flag }) => flag === '--every');
  const selecting = chooses ? TARGET_FLAGS.map(({ flag }) => flag) : [];
  return agentFlags(command).filter(({ flag }) => !selecting.includes(flag));
}

/** The properties for the flags of all verbs; that of a single verb says so. */
function planProperties(flagsOf: VerbFlags, source: ToolSource) {
  const merged = mergeFlags(VERBS.map(verb => flagsOf[verb]));
  const properties: Record<string, JsonSchema> = flagProperties(merged, source);
  for (const flag of merged) {
    const verbs = VERBS.filter(verb => flagsOf[verb].some(other => propertyOf(other) === propertyOf(flag)));
    const schema = properties[propertyOf(flag)]!;
    if (verbs.length === 1) schema.description = `${verbs[0]}: ${schema.description}`;
  }
  return properties;
}

/** What is wrong with the records of a plan. */
function findMisuse(verb: Verb, refs: readonly string[], note: string | undefined): string | undefined {
  if (verb === 'create') return refs.length > 0 ? "create takes no 'refs'" : textOnlyForNotes(verb, note);
  if (refs.length === 0) return `${verb} needs 'refs': the ids or exact names of opportunities`;
  if (verb !== 'note') return textOnlyForNotes(verb, note);
  if (refs.length > 1) return "note takes one of 'refs'";
  return note === undefined ? "note needs 'text'" : undefined;
}

const textOnlyForNotes = (verb: Verb, note: string | undefined) =>
  note === undefined ? undefined : `${verb} takes no 'text'`;

/** What is wrong with a value that is for another verb. */
function findStranger(verb: Verb, values: ToolInput, flags: readonly FlagDefinition[]): string | undefined {
  const names = flags.map(propertyOf);
  const stranger = Object.keys(values).find(name => !names.includes(name));
  return stranger === undefined ? undefined : `${verb} takes no '${stranger}'. It takes: ${names.join(', ')}`;
}

/** The answer with the changes of a plan. Without a file nothing would change. */
async function readPlan(file: string, json: string, notes: string, { files }: PlanStore): Promise<ToolReply> {
  const plan = await readFile(file, 'utf8').catch(error => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (plan === undefined) return replyWithJson(JSON.stringify(NO_CHANGES), notes);
  const { digest, counts } = JSON.parse(json);
  files.set(digest, file);
  const lines = plan.trimEnd().split('\n').slice(1);
  return replyWithJson(
    `{"digest":${JSON.stringify(digest)},"counts":${JSON.stringify(counts)},"changes":[${lines.join(',')}]}`,
  );
}
