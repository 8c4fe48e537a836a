import type { Suggestion } from '../commands/suggestions.ts';

/** The commands as saved in a file: a flag of several commands is written once, and they refer to its index. */
export interface SerializedTree {
  flags: readonly FlagNode[];
  program: CommandNode<number>;
}

/** A command as completion has to know it: plain data, so that the engine of the commands is not loaded for it. */
export interface CommandNode<F = FlagNode> {
  /** Its name, then its aliases. */
  names: readonly string[];
  summary: string;
  flags: readonly F[];
  arguments: readonly ArgumentNode[];
  commands: readonly CommandNode<F>[];
  /** The name of the command below it that runs when none is named. */
  default?: string;
}

/** A flag, its long name first. */
export interface FlagNode {
  names: readonly string[];
  summary: string;
  /** Whether it takes a value; absent: it takes none. */
  value?: 'required' | 'optional';
  repeatable?: boolean;
  suggestion?: Suggestion;
}

export interface ArgumentNode {
  repeatable?: boolean;
  suggestion?: Suggestion;
}

/** The tree as it is saved in a file. */
export function serializeTree(program: CommandNode): SerializedTree {
  const places = new Map<string, number>();
  const indexOf = (flag: FlagNode): number => {
    const text = JSON.stringify(flag);
    places.set(text, places.get(text) ?? places.size);
    return places.get(text)!;
  };
  const shared = withFlags(program, indexOf);
  return { flags: [...places.keys()].map(text => JSON.parse(text)), program: shared };
}

/** The tree as it was. */
export const deserializeTree = ({ flags, program }: SerializedTree): CommandNode =>
  withFlags(program, index => flags[index]!);

const withFlags = <F, G>(node: CommandNode<F>, change: (flag: F) => G): CommandNode<G> => ({
  ...node,
  flags: node.flags.map(change),
  commands: node.commands.map(command => withFlags(command, change)),
});
