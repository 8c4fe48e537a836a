import type { Suggestion } from '../commands/suggestions.ts';
import type { ArgumentNode, CommandNode, FlagNode } from './tree.ts';

/** What can be completed at the cursor. */
export interface CursorContext {
  /** The text before it in the same word: `--owner=`. */
  prefix: string;
  /** What the rest says so far. */
  partialWord: string;
  /** What is suggested for the value of a flag, or for an argument. */
  suggestion: Suggestion | undefined;
  commands: readonly CommandNode[];
  flags: readonly FlagNode[];
  /** The flags before the cursor, by their long names, with their values. */
  flagValues: Readonly<Record<string, string | true>>;
  /** The arguments before the cursor. */
  args: readonly string[];
}

/** The words before the cursor, read by the tree of commands. */
interface ReadWords {
  /** The command they lead to, and those above it, the program first. */
  path: readonly CommandNode[];
  flagValues: Record<string, string | true>;
  args: string[];
  /** The flag whose value the next word is. */
  pending: FlagNode | undefined;
  /** Whether a `--` has ended the flags. */
  isEnded: boolean;
}

/** Finds the place of the word at the cursor in the tree of commands. */
export function cursorContext(program: CommandNode, words: readonly string[], partialWord: string): CursorContext {
  const { path, flagValues, args, pending, isEnded } = readWords(program, words);
  const context: CursorContext = {
    flagValues,
    args,
    prefix: '',
    partialWord,
    suggestion: undefined,
    commands: [],
    flags: [],
  };
  if (pending?.value === 'required') return { ...context, suggestion: pending.suggestion };
  const equals = partialWord.startsWith('--') ? partialWord.indexOf('=') : -1;
  if (!isEnded && equals > 0) {
    const prefix = partialWord.slice(0, equals + 1);
    return {
      ...context,
      prefix,
      partialWord: partialWord.slice(equals + 1),
      suggestion: findFlag(path, partialWord)?.suggestion,
    };
  }
  const flags = isEnded ? [] : openFlags(path, flagValues);
  if (!isEnded && partialWord.startsWith('-')) return { ...context, flags };
  if (pending?.suggestion) return { ...context, suggestion: pending.suggestion };
  const commands = args.length > 0 ? [] : path.at(-1)!.commands;
  const argument = argumentAt(path, args.length);
  // Flags are shown where nothing else can follow.
  const flagsOnly = commands.length === 0 && !argument && partialWord === '';
  return { ...context, commands, suggestion: argument?.suggestion, flags: flagsOnly ? flags : [] };
}

function readWords(program: CommandNode, words: readonly string[]): ReadWords {
  const path = [program];
  const flagValues: Record<string, string | true> = {};
  const args: string[] = [];
  let pending: FlagNode | undefined;
  let isEnded = false;
  for (const word of words) {
    const flag = isEnded ? undefined : findFlag(path, word);
    if (pending && (pending.value === 'required' || !word.startsWith('-'))) {
      flagValues[longName(pending)] = word;
      pending = undefined;
    } else if (!isEnded && word === '--') {
      isEnded = true;
    } else if (flag) {
      const equals = word.startsWith('--') ? word.indexOf('=') : -1;
      flagValues[longName(flag)] = equals < 0 ? true : word.slice(equals + 1);
      pending = equals < 0 && flag.value ? flag : undefined;
    } else if (isEnded || !word.startsWith('-')) {
      const command = args.length > 0 ? undefined : findNode(path.at(-1)!, word);
      if (command) path.push(command);
      else args.push(word);
    }
  }
  return { path, flagValues, args, pending, isEnded };
}

/** The command below this one that has the name. */
export const findNode = ({ commands }: CommandNode, name: string): CommandNode | undefined =>
  commands.find(({ names }) => names.includes(name));

/** The commands whose flags count, the last first: the default command, and those on the path. */
function activeCommands(path: readonly CommandNode[]): CommandNode[] {
  const last = path.at(-1)!;
  const byDefault = last.default === undefined ? undefined : findNode(last, last.default);
  return (byDefault ? [...path, byDefault] : [...path]).reverse();
}

function findFlag(path: readonly CommandNode[], word: string): FlagNode | undefined {
  const name = word.startsWith('--') ? word.split('=', 1)[0]! : word;
  return activeCommands(path)
    .flatMap(({ flags }) => flags)
    .find(({ names }) => names.includes(name));
}

/** Each flag that can still come; every command has a --help of its own. */
function openFlags(path: readonly CommandNode[], flagValues: CursorContext['flagValues']): FlagNode[] {
  const flags = activeCommands(path).flatMap(({ flags }) => flags);
  const distinct = [...new Map(flags.map(flag => [longName(flag), flag])).values()];
  return distinct.filter(flag => flagValues[longName(flag)] === undefined || flag.repeatable);
}

function argumentAt(path: readonly CommandNode[], index: number): ArgumentNode | undefined {
  const definitions = activeCommands(path)[0]!.arguments;
  const last = definitions.at(-1);
  return definitions[index] ?? (last?.repeatable ? last : undefined);
}

const longName = ({ names }: FlagNode) => names[0] ?? '';
