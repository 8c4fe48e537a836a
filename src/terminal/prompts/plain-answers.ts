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
  const ways = [
    (name: string) => name === words,
    (name: string) => name.startsWith(words),
    (name: string) => name.includes(words),
  ];
  for (const way of ways) {
    const found = names.flatMap((name, index) => (way(name) ? index : []));
    if (found.length > 0) return found;
  }
  return [];
}

/** The choices that a line with numbers and names means, as their places, or what is wrong with it. */
export function parsePlaces(text: string, choices: readonly Choice[]): { places: number[] } | { problem: string } {
  // A name may have a comma in it.
  const whole = findChoices(text, choices);
  if (whole.length === 1) return { places: whole };
  const places = new Set<number>();
  for (const part of text.split(',').filter(part => part.trim())) {
    const number = parseNumber(part, choices.length);
    const found = number === undefined ? findChoices(part, choices) : [number];
    if (found.length === 0) return { problem: `None of them is called '${toCell(part.trim())}'.` };
    if (found.length > 1) return { problem: `Several are called '${toCell(part.trim())}': use their numbers.` };
    places.add(found[0]!);
  }
  return { places: [...places].sort((one, other) => one - other) };
}

/** What a word says, undefined if it is neither yes nor no. */
export function parseYesNo(text: string): boolean | undefined {
  const word = text.trim().toLowerCase();
  if (word === '') return undefined;
  return 'yes'.startsWith(word) ? true : 'no'.startsWith(word) ? false : undefined;
}
