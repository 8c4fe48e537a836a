import type { Suggestion } from '../commands/suggestions.ts';
import type { CommandNode, Flag, Operand } from './tree.ts';

/** What can stand where the cursor is. */
export interface CursorContext {
  /** What stands before it in the same word: `--owner=`. */
  prefix: string;
  /** What the rest says so far. */
  typed: string;
  /** Values of a flag, or of an operand. */
  offer: Suggestion | undefined;
  commands: readonly CommandNode[];
  flags: readonly Flag[];
  /** The flags that were given, by their long names, with their values. */
  given: Readonly<Record<string, string | true>>;
  operands: readonly string[];
}

/** Finds the place of the word at the cursor in the tree of commands. */
export function cursorContext(program: CommandNode, before: readonly string[], typed: string): CursorContext {
  const way = [program];
  const given: Record<string, string | true> = {};
  const operands: string[] = [];
  let pending: Flag | undefined;
  let over = false;

  for (const word of before) {
    const flag = over ? undefined : findFlag(way, word);
    if (pending && (pending.takes === 'value' || !word.startsWith('-'))) {
      given[nameOf(pending)] = word;
      pending = undefined;
    } else if (!over && word === '--') {
      over = true;
    } else if (flag) {
      const equals = word.startsWith('--') ? word.indexOf('=') : -1;
      given[nameOf(flag)] = equals < 0 ? true : word.slice(equals + 1);
      pending = equals < 0 && flag.takes ? flag : undefined;
    } else if (over || !word.startsWith('-')) {
      const sub = operands.length > 0 ? undefined : findCommand(way.at(-1)!, word);
      if (sub) way.push(sub);
      else operands.push(word);
    }
  }

  const at: CursorContext = { given, operands, prefix: '', typed, offer: undefined, commands: [], flags: [] };
  if (pending?.takes === 'value') return { ...at, offer: pending.offer };
  const equals = typed.startsWith('--') ? typed.indexOf('=') : -1;
  if (!over && equals > 0) {
    const prefix = typed.slice(0, equals + 1);
    return { ...at, prefix, typed: typed.slice(equals + 1), offer: findFlag(way, typed)?.offer };
  }
  const flags = over ? [] : openFlags(way, given);
  if (!over && typed.startsWith('-')) return { ...at, flags };
  if (pending?.offer) return { ...at, offer: pending.offer };
  const commands = operands.length > 0 ? [] : way.at(-1)!.commands;
  const operand = operandAt(way, operands.length);
  // Where nothing can stand but flags, they are worth telling.
  const bare = commands.length === 0 && !operand && typed === '';
  return { ...at, commands, offer: operand?.offer, flags: bare ? flags : [] };
}

/** The command below this one that has the name. */
export const findCommand = ({ commands }: CommandNode, name: string): CommandNode | undefined =>
  commands.find(({ names }) => names.includes(name));

/** The commands whose flags count, the last first: the one that runs when no other is named, and those on the way. */
function activeCommands(way: readonly CommandNode[]): CommandNode[] {
  const last = way.at(-1)!;
  const silent = last.silent === undefined ? undefined : findCommand(last, last.silent);
  return (silent ? [...way, silent] : [...way]).reverse();
}

function findFlag(way: readonly CommandNode[], word: string): Flag | undefined {
  const name = word.startsWith('--') ? word.split('=', 1)[0]! : word;
  return activeCommands(way)
    .flatMap(({ flags }) => flags)
    .find(({ names }) => names.includes(name));
}

/** Each flag that can still be given; every command has a --help of its own. */
function openFlags(way: readonly CommandNode[], given: CursorContext['given']): Flag[] {
  const all = activeCommands(way).flatMap(({ flags }) => flags);
  const each = [...new Map(all.map(flag => [nameOf(flag), flag])).values()];
  return each.filter(flag => given[nameOf(flag)] === undefined || flag.repeatable);
}

function operandAt(way: readonly CommandNode[], at: number): Operand | undefined {
  const { operands } = activeCommands(way)[0]!;
  const last = operands.at(-1);
  return operands[at] ?? (last?.repeatable ? last : undefined);
}

const nameOf = ({ names }: Flag) => names[0] ?? '';
