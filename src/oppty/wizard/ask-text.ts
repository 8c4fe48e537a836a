import { nameOf } from '../../records/found.ts';
import { formatDay } from '../../values/dates.ts';
import { formatAmount } from '../../values/money.ts';
import { parseDate } from '../../values/parse-date.ts';
import type { Draft } from '../draft/draft.ts';
import type { Question } from '../draft/questions.ts';
import { amountConverter, previewAmount } from './amount-preview.ts';
import { suggestedAnswers, type WizardState } from './machine.ts';
import { readMoney } from './read-money.ts';
import type { WizardTools } from './wizard-tools.ts';

/** Asks for a line of text. */
export async function askText(
  { id, message }: Question,
  initial: string | undefined,
  { prompter }: Pick<WizardTools, 'prompter'>,
): Promise<Draft | undefined> {
  const check = (text: string) => (text.trim() ? undefined : 'Enter a value.');
  const text = await prompter.text({ message, initial, check });
  return text === undefined ? undefined : { [id]: text === initial ? text : text.trim() };
}

/** Asks for a day, whose meaning shows while the user types. */
export async function askDate(
  question: Question,
  initial: string | undefined,
  { prompter, today }: Pick<WizardTools, 'prompter' | 'today'>,
): Promise<Draft | undefined> {
  const message = `${question.message} (YYYY-MM-DD, 31.12., Dec 31, friday, +30d, eoq)`;
  const preview = (text: string) => {
    const result = parseDate(text, today);
    if ('problem' in result) return result.either?.map(formatDay).join(' or ');
    return result.date < today ? `${formatDay(result.date)}, in the past` : formatDay(result.date);
  };
  const check = (text: string) => problemOf(parseDate(text, today));
  const text = await prompter.text({ message, initial, check, preview, answer: preview });
  if (text === undefined) return undefined;
  const result = parseDate(text, today);
  if ('problem' in result) throw new Error(result.problem);
  return { [question.id]: result.date };
}

/** Asks for an amount, which shows in the base currency while the user types. */
export async function askAmount(
  question: Question,
  state: WizardState,
  { prompter, lookups, today }: Pick<WizardTools, 'prompter' | 'lookups' | 'today'>,
): Promise<Draft | undefined> {
  const old = suggestedAnswers(state);
  // An amount in the base currency stays one, whatever the currency of the deal.
  const inBase = old.value === undefined && old.base_value !== undefined;
  const currencies = await lookups.currencies();
  const base = currencies.find(({ base }) => base);
  const currency = inBase ? base : old.currency;
  const amount = old.value ?? old.base_value;
  const initial = amount && formatAmount(amount);
  const message = currency ? `${question.message} (${nameOf(currency)})` : question.message;
  // While several currencies are still to choose from, the amount alone says enough.
  const unambiguous = currency ?? (state.facts.currencies > 1 ? undefined : base);
  const convert = await amountConverter(unambiguous, old, lookups, today);
  const read = (text: string) => readMoney(text, currencies);
  const preview = (text: string) => previewAmount(read(text), unambiguous, convert);
  const answer = (text: string) => previewAmount(read(text), unambiguous, () => undefined);
  const check = (text: string) => problemOf(read(text));
  const text = await prompter.text({ message, initial, check, preview, answer });
  if (text === undefined) return undefined;
  if (text === initial) return { value: old.value, base_value: old.base_value };
  const result = read(text);
  if ('problem' in result) throw new Error(result.problem);
  if (result.currency) return { value: result.amount, base_value: undefined, currency: result.currency };
  return inBase ? { base_value: result.amount } : { value: result.amount };
}

const problemOf = (result: object): string | undefined => ('problem' in result ? String(result.problem) : undefined);
