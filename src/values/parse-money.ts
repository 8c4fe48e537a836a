import { type AmountResult, expandExponent, parseAmount } from './money.ts';

/** An amount with the code or symbol that was typed beside it. */
export type MoneyResult = { amount: string; currency?: string } | Extract<AmountResult, { problem: string }>;

const POWERS: Readonly<Record<string, number>> = { k: 3, thousand: 3, m: 6, mio: 6, million: 6 };
const NUMBER = String.raw`[\d.,\s'\u2019]*\d`;
const CURRENCY = String.raw`\p{L}{0,3}\p{Sc}|[A-Za-z]{3}|K\u010d|kr|z\u0142|Ft`;
const SIGN = String.raw`[-+\u2212]?`;
const POWER = String.raw`\s*(?:${Object.keys(POWERS).join('|')})`;
const PLAIN = new RegExp(`^(?<number>${SIGN}${NUMBER})(?<power>${POWER})?$`, 'iu');
const BEFORE = new RegExp(
  `^(?<sign>${SIGN})\\s*(?<currency>${CURRENCY})\\s*(?<number>${SIGN}${NUMBER}(?:${POWER})?)$`,
  'iu',
);
const AFTER = new RegExp(`^(?<number>${SIGN}${NUMBER}(?:${POWER})?)\\s*(?<currency>${CURRENCY})$`, 'iu');

/**
 * Parses an amount as a person types it: `12500`, `5k`, `1.5m`, and with a currency as in `€500` or `500 EUR`. The
 * amount is decimal text with every digit that was typed.
 */
export function parseMoney(text: string): MoneyResult {
  const typed = text.trim();
  if (PLAIN.test(typed)) return parseNumeral(typed);
  const { sign = '', number, currency } = (BEFORE.exec(typed) ?? AFTER.exec(typed))?.groups ?? {};
  if (number === undefined || currency === undefined) return parseAmount(typed);
  const result = parseNumeral(sign + number);
  return 'problem' in result ? result : { ...result, currency };
}

/** The same for a plain number, which has no currency. */
export function parseNumber(text: string): AmountResult {
  const result = parseMoney(text);
  if ('problem' in result || result.currency === undefined) return result;
  return { problem: `'${text.trim()}' has a currency in it: write the number alone` };
}

/** A number that may end in `k` or `m`. */
function parseNumeral(typed: string): AmountResult {
  const { number = typed, power } = PLAIN.exec(typed)?.groups ?? {};
  const result = parseAmount(number);
  if (power === undefined) return result;
  const scale = (amount: string) => expandExponent(`${amount}e${POWERS[power.trim().toLowerCase()]}`) ?? amount;
  if ('amount' in result) return { amount: scale(result.amount) };
  if (!result.either) return result;
  const [grouped, decimal] = result.either.map(scale) as [string, string];
  return {
    problem: `${typed} could mean ${grouped} or ${decimal}: write ${grouped} or ${decimal}`,
    either: [grouped, decimal],
  };
}
