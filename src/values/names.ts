/** Whether two names are the same to a person: case, extra spaces and the encoding of accents do not count. */
export const sameName = (a: string, b: string): boolean => foldName(a) === foldName(b);

/**
 * The candidate that the user probably means: the one with the fewest slips (an extra, missing or wrong letter, or two
 * swapped), at most one slip in three letters. Of equals the first.
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const letters = [...foldName(word)];
  let best: string | undefined;
  let fewest = Math.max(1, Math.floor(letters.length / 3)) + 1;
  for (const candidate of candidates) {
    const candidateLetters = [...foldName(candidate)];
    const slips = distance(letters, candidateLetters, fewest);
    // A candidate that shares no letter is not similar.
    if (slips < fewest && slips < Math.max(letters.length, candidateLetters.length))
      [best, fewest] = [candidate, slips];
  }
  return best;
}

/** A form that is equal for names that are the same to a person. */
// Upper case folds more than lower case does: ß and SS, the two small sigmas. It never asks the locale.
export const foldName = (name: string): string => normalizeName(name).toUpperCase().normalize('NFC');

/** A name as it is typed and stored: single plain spaces, composed accents. What is pasted has others. */
export const normalizeName = (name: string): string =>
  name
    .normalize('NFC')
    .replace(/[\u200b\u2060]/g, '')
    .replace(/\s+/gu, ' ')
    .trim();

/** Optimal string alignment distance; `limit` means itself and everything above. */
function distance(a: readonly string[], b: readonly string[], limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let beforeLast: number[] = [];
  let last = b.map((_, j) => j).concat(b.length);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = a[i - 1] === b[j - 1] ? 0 : 1;
      let slips = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + substitution);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        slips = Math.min(slips, beforeLast[j - 2]! + 1);
      row.push(slips);
    }
    [beforeLast, last] = [last, row];
  }
  return last[b.length]!;
}
