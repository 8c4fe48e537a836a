import { InvalidArgumentError, type Option } from 'commander';

/** What a flag takes, as JSON Schema has it. */
export type FlagType =
  | { type: 'boolean' }
  | { type: 'string'; enum?: readonly string[] }
  | { type: ['string', 'boolean'] }
  | { type: 'integer'; minimum: number; maximum?: number }
  | { type: 'array'; items: { type: 'string' } };

const types = new WeakMap<object, FlagType>();

/** The same reader of a flag's text, which says what it takes. */
export function typed<F extends (text: string, before: never) => unknown>(read: F, type: FlagType): F {
  types.set(read, type);
  return read;
}

/** What a flag takes; one that may be given several times takes an array. */
export function typeOf({ parseArg, argChoices, required, optional }: Option): FlagType {
  if (optional) return { type: ['string', 'boolean'] };
  if (!required) return { type: 'boolean' };
  if (argChoices) return { type: 'string', enum: argChoices };
  return (parseArg && types.get(parseArg)) ?? { type: 'string' };
}

/** Several values in one flag, `a,b`. */
export const list = (text: string): string[] => {
  const words = text.split(',').map(word => word.trim());
  if (words.some(word => word === ''))
    throw new InvalidArgumentError('It is a list of names with commas between them.');
  return words;
};

/** A flag that may be given several times. */
export const repeated = several((text: string, before: string[] | false = []): string[] => {
  if (before === false) throw new InvalidArgumentError('Its --no- form was given too.');
  return [...before, text];
});

/** A reader that is called for each time the flag is given. */
export function several<F extends (text: string, before: never) => unknown>(read: F): F {
  return typed(read, { type: 'array', items: { type: 'string' } });
}

/** A whole number from `least` to `most`. */
export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  const open = most === Number.MAX_SAFE_INTEGER;
  const read = (text: string): number => {
    const number = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
    if (number >= least && number <= most) return number;
    throw new InvalidArgumentError(`It is a whole number ${open ? `from ${least}` : `from ${least} to ${most}`}.`);
  };
  return typed(read, { type: 'integer', minimum: least, ...(open ? {} : { maximum: most }) });
}
