/** What a table of words holds for a word from outside: `constructor` is in every object, and in none of ours. */
export const ownValue = <T>(table: Readonly<Record<string, T>>, word: string): T | undefined =>
  Object.hasOwn(table, word) ? table[word] : undefined;
