import type { Suggestion } from '../commands/suggestions.ts';

/** The commands as they are written down: what several have in common stands there once. */
export interface SerializedTree {
  flags: readonly Flag[];
  program: CommandNode<number>;
}

/** A command as completion has to know it: plain data, so that the engine of the commands is not loaded for it. */
export interface CommandNode<F = Flag> {
  /** Its name, and what it is called besides. */
  names: readonly string[];
  about: string;
  flags: readonly F[];
  operands: readonly Operand[];
  commands: readonly CommandNode<F>[];
  /** The name of the one that runs when none is named. */
  silent?: string;
}

export interface Flag {
  names: readonly string[];
  about: string;
  takes?: 'value' | 'perhaps';
  repeatable?: boolean;
  offer?: Suggestion;
}

export interface Operand {
  repeatable?: boolean;
  offer?: Suggestion;
}

/** The tree as it is written down. */
export function serializeTree(program: CommandNode): SerializedTree {
  const places = new Map<string, number>();
  const place = (flag: Flag): number => {
    const text = JSON.stringify(flag);
    places.set(text, places.get(text) ?? places.size);
    return places.get(text)!;
  };
  const shared = withFlags(program, place);
  return { flags: [...places.keys()].map(text => JSON.parse(text)), program: shared };
}

/** The tree as it was. */
export const deserializeTree = ({ flags, program }: SerializedTree): CommandNode =>
  withFlags(program, at => flags[at]!);

const withFlags = <F, G>(node: CommandNode<F>, change: (flag: F) => G): CommandNode<G> => ({
  ...node,
  flags: node.flags.map(change),
  commands: node.commands.map(one => withFlags(one, change)),
});
