import { InvalidArgumentError } from 'commander';

/** Several values in one flag, `a,b`. */
export const list = (text: string): string[] => {
  const words = text.split(',').map(word => word.trim());
  if (words.some(word => word === ''))
    throw new InvalidArgumentError('It is a list of names with commas between them.');
  return words;
};

/** A flag that may be given several times. */
export function repeated(text: string, before: string[] | false = []): string[] {
  if (before === false) throw new InvalidArgumentError('Its --no- form was given too.');
  return [...before, text];
}

/** A whole number from `least` to `most`. */
export const wholeNumber =
  (least: number, most = Number.MAX_SAFE_INTEGER) =>
  (text: string): number => {
    const number = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
    if (number >= least && number <= most) return number;
    const range = most === Number.MAX_SAFE_INTEGER ? `from ${least}` : `from ${least} to ${most}`;
    throw new InvalidArgumentError(`It is a whole number ${range}.`);
  };
