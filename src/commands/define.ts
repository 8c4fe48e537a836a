import type { ZodMiniType } from 'zod/mini';
import type { ArgumentDefinition, FlagDefinition } from './flags.ts';

/** One command as data: commander's command, completion, help, the manual and the schema are made from it. */
export interface CommandDefinition {
  name: string;
  aliases?: readonly string[];
  /** One line, as help shows it beside the name. */
  summary: string;
  arguments?: readonly ArgumentDefinition[];
  flags?: readonly FlagDefinition[];
  /** What help says below the flags. */
  explanation?: string;
  /** Command lines that work, without the name of the program. */
  examples: readonly string[];
  /**
   * What it changes: nothing, files of this machine, records of the space, or what its flags say. Every command that
   * reads a space remembers names in the cache folder; that is no change.
   */
  writes: 'nothing' | 'files' | 'space' | 'as told';
  /** The flags whose answers it needs: it asks a person for them, and a script gets an error that names them. */
  asks?: readonly string[];
  /** Loads the schemas of its output and input; absent without both. */
  schemas?(): Promise<CommandSchemas>;
}

/** What a command prints and reads, as zod schemas. */
export interface CommandSchemas {
  /** What --json prints. */
  output?: ZodMiniType;
  /** What it prints instead with a flag. */
  outputs?: Readonly<Record<string, ZodMiniType>>;
  /** What it reads besides its flags, by the flag that names it. */
  inputs?: Readonly<Record<string, ZodMiniType>>;
}

/** Commands under one name, as `auth login` and `auth status`. Their definitions are loaded when somebody names it. */
export interface GroupDefinition<C extends CommandDefinition = CommandDefinition> {
  name: string;
  aliases?: readonly string[];
  summary: string;
  /** The command that runs when none is named. */
  default?: string;
  load(): Promise<GroupContents<C>>;
}

/** The commands of a group. A group without examples has no help of its own but that of its default command. */
export interface GroupContents<C extends CommandDefinition = CommandDefinition> {
  explanation?: string;
  examples?: readonly string[];
  commands: readonly C[];
}

/** A group whose commands are loaded. */
export interface LoadedGroup<C extends CommandDefinition = CommandDefinition>
  extends GroupDefinition<C>,
    GroupContents<C> {}

/** The program: the flags of every command, and the commands and groups in the order help shows them. */
export interface ProgramDefinition<C extends CommandDefinition = CommandDefinition> {
  name: string;
  version: string;
  summary: string;
  flags: readonly FlagDefinition[];
  explanation: string;
  /** The commands in the groups that help shows them in; all together if absent. */
  sections?: readonly { heading: string; names: readonly string[] }[];
  commands: readonly (C | GroupDefinition<C>)[];
}

/** The program with every group loaded, to be described. */
export interface LoadedProgram extends ProgramDefinition {
  commands: readonly (CommandDefinition | LoadedGroup)[];
}

/** Whether it is a group, loaded or not. */
export const isGroup = <C extends CommandDefinition>(
  definition: C | GroupDefinition<C>,
): definition is GroupDefinition<C> => 'load' in definition;

/** Whether it is a group whose commands are loaded. */
export const isLoadedGroup = (definition: CommandDefinition | LoadedGroup): definition is LoadedGroup =>
  'commands' in definition;

/** Loads the commands of a group. */
export const loadGroup = async <C extends CommandDefinition>(group: GroupDefinition<C>): Promise<LoadedGroup<C>> => ({
  ...group,
  ...(await group.load()),
});

/** Loads the commands of all groups. */
export async function loadProgram(program: ProgramDefinition): Promise<LoadedProgram> {
  const commands = program.commands.map(definition => (isGroup(definition) ? loadGroup(definition) : definition));
  return { ...program, commands: await Promise.all(commands) };
}

/** The command or group of this name or alias. */
export const findNamed = <T extends { name: string; aliases?: readonly string[] }>(
  definitions: readonly T[],
  name: string,
): T | undefined => definitions.find(definition => definition.name === name || definition.aliases?.includes(name));

/** How it is called, after its name: `[options] <ref>`. */
export function usageOf(definition: CommandDefinition | LoadedGroup): string {
  const words = isLoadedGroup(definition)
    ? ['[command]']
    : (definition.arguments ?? []).map(({ argument }) => argument);
  return ['[options]', ...words].join(' ');
}

/** What help shows below the flags: the explanation, and the examples as command lines. */
export function textBelow({ explanation, examples = [] }: Pick<GroupContents, 'explanation' | 'examples'>): string {
  const lines = examples.map(line => `  pipeliner ${line}`);
  return [
    ...(explanation ? [explanation] : []),
    ...(lines.length > 0 ? [['Examples:', ...lines].join('\n')] : []),
  ].join('\n\n');
}
