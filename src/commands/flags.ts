import { InvalidArgumentError } from 'commander';
import { usage } from '../errors.ts';
import { nearest } from '../values/names.ts';
import { type Condition, isOperator, OPERATORS, VALUELESS } from '../wire/query.ts';

/** Several values in one flag, `a,b`. */
export const list = (text: string): string[] => {
  const words = text.split(',').map(word => word.trim());
  if (words.some(word => word === ''))
    throw new InvalidArgumentError('It is a list of names with commas between them.');
  return words;
};

/** A flag that may be given several times. */
export const repeated = (text: string, before: string[] = []): string[] => [...before, text];

/** A whole number from `least` to `most`. */
export const wholeNumber =
  (least: number, most = Number.MAX_SAFE_INTEGER) =>
  (text: string): number => {
    const number = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
    if (number >= least && number <= most) return number;
    const range = most === Number.MAX_SAFE_INTEGER ? `from ${least}` : `from ${least} to ${most}`;
    throw new InvalidArgumentError(`It is a whole number ${range}.`);
  };

/** `name=x`, `name:contains=x` or `name:null` as a condition. Throws USAGE. */
export function condition(text: string): Condition {
  const [, field, op, value] = /^([A-Za-z_][\w.]*)(?::([^=]*))?(?:=(.*))?$/s.exec(text) ?? [];
  if (!field) {
    throw usage(`'${text}' is not a filter`, { flag: '--filter', hint: 'Write field=value or field:operator=value.' });
  }
  if (op !== undefined && !isOperator(op)) {
    const close = nearest(op, OPERATORS);
    throw usage(`There is no operator '${op}'`, {
      flag: '--filter',
      hint: close ? `Did you mean '${close}'?` : `The operators are ${OPERATORS.join(', ')}.`,
    });
  }
  const valueless = op !== undefined && VALUELESS.includes(op);
  if (valueless !== (value === undefined)) {
    throw usage(valueless ? `'${op}' takes no value` : `The filter on ${field} has no value`, {
      flag: '--filter',
      hint: valueless ? `Write ${field}:${op}.` : `Write ${field}${op ? `:${op}` : ''}=value.`,
    });
  }
  return { field, op, value };
}

/** Conditions of one list. The field is the key on the wire, so each can be asked about once; throws USAGE otherwise. */
export function conditions(all: readonly Condition[]): Condition[] {
  const twice = all.find((one, index) => all.findIndex(other => other.field === one.field) < index);
  if (twice) {
    throw usage(`There are two conditions on ${twice.field}`, {
      flag: '--filter',
      hint: 'The API takes one for each field. Narrow the rest with jq.',
    });
  }
  return [...all];
}
