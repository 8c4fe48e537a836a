/** Numbers that look drawn, and are the same each time. */
export interface RandomStream {
  /** From 0 up to 1, which is never drawn. */
  next(): number;
  /** A whole number from 0 up to `count`, which is never drawn. */
  below(count: number): number;
  /** True that often: 0.25 for one time in four. */
  chance(share: number): boolean;
  pick<T>(choices: readonly T[]): T;
}

/** A stream by xorshift on 32 bits. Streams of other seeds draw other numbers. */
export function randomStream(seed: number): RandomStream {
  let state = seed;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  const below = (count: number) => Math.floor(next() * count);
  return { next, below, chance: share => next() < share, pick: choices => choices[below(choices.length)]! };
}
