import { foldName } from '../../values/names.ts';
import { toCell } from '../text/width.ts';
import type { Choice } from './prompter.ts';

/** The words before an answer. */
export const label = (message: string) => `${toCell(message)}${message.endsWith('?') ? '' : ':'} `;

/** The choices with their numbers. */
export const numbered = (lines: readonly string[]) => lines.map((line, index) => `${index + 1}: ${line}`);

/** How many choices there are, in words. */
export const count = (choices: number) =>
  choices === 0 ? 'No results found' : choices === 1 ? '1 choice' : `${choices} choices`;

/** The place in a list that a number means, undefined if it is none. */
export function parseNumber(text: string, choices: number): number | undefined {
  const number = /^\d{1,6}$/.test(text.trim()) ? Number(text) : 0;
  return number >= 1 && number <= choices ? number - 1 : undefined;
}

/** The choices that words can mean: of that name, else those that begin with it, else those that hold it. */
export function findChoices(text: string, choices: readonly Choice[]): number[] {
  const words = foldName(text);
  if (words === '') return [];
  const names = choices.map(({ name }) => foldName(name));
  const comparisons = [
    (name: string) => name === words,
    (name: string) => name.startsWith(words),
    (name: string) => name.includes(words),
  ];
  for (const matches of comparisons) {
    const indexes = names.flatMap((name, index) => (matches(name) ? index : []));
    if (indexes.length > 0) return indexes;
  }
  return [];
}

/** The choices that a line with numbers and names means, as their indexes, or what is wrong with it. */
export function parseIndexes(text: string, choices: readonly Choice[]): { indexes: number[] } | { problem: string } {
  // A name may have a comma in it.
  const exact = findChoices(text, choices);
  if (exact.length === 1) return { indexes: exact };
  const indexes = new Set<number>();
  for (const part of text.split(',').filter(part => part.trim())) {
    const number = parseNumber(part, choices.length);
    const matches = number === undefined ? findChoices(part, choices) : [number];
    if (matches.length === 0) return { problem: `No choice is called '${toCell(part.trim())}'.` };
    if (matches.length > 1) return { problem: `Several choices match '${toCell(part.trim())}': use their numbers.` };
    indexes.add(matches[0]!);
  }
  return { indexes: [...indexes].sort((a, b) => a - b) };
}

/** What a word says, undefined if it is neither yes nor no. */
export function parseYesNo(text: string): boolean | undefined {
  const word = text.trim().toLowerCase();
  if (word === '') return undefined;
  return 'yes'.startsWith(word) ? true : 'no'.startsWith(word) ? false : undefined;
}
