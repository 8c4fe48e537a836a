import type { Problem } from '../../errors.ts';
import { type FoundRecord, isFound, type Ref } from '../../records/found.ts';
import { type LookupResult, type MatchOptions, matchAll, matchOne } from '../../records/match.ts';
import type { Draft } from '../draft/draft.ts';
import { accept, joinNames, problemCode, refuse, type Search, widenToDeleted } from './search.ts';

/** The currency that a code, a symbol, an id or a link means. */
export const matchCurrency = (words: string, currencies: readonly FoundRecord[]): LookupResult =>
  matchOne(words, currencies, CURRENCY);

const CURRENCY: MatchOptions = {
  label: 'currency',
  flag: '--currency',
  entity: 'Currencies',
  matchesAlias: (currency, words) => currency.detail === words.trim(),
};

/** Looks up the currency by code, symbol or id; an amount without one is in the base currency. */
export async function findCurrency(search: Search, draft: Draft): Promise<Ref | undefined> {
  const { currency } = draft;
  if (isFound(currency)) return currency;
  if (currency === undefined) return baseCurrency(search, draft);
  const result = await widenToDeleted(
    async includeDeleted => matchCurrency(currency.words, await search.lookups.currencies(includeDeleted)),
    problemCode,
    search.options,
  );
  const found = accept(search, result, 'currency', currency);
  if (isFound(found) && currency.also) await checkSameCurrency(search, found, currency.also);
  return found;
}

/** Refuses an amount whose own currency is not that of --currency. */
async function checkSameCurrency(search: Search, currency: FoundRecord, beside: string): Promise<void> {
  const match = (records: readonly FoundRecord[]) => matchAll(beside, records, CURRENCY);
  if (match([currency]).length > 0) return;
  const [other] = match(await search.lookups.currencies());
  const name = other && other.name !== beside ? `${beside} (${other.name})` : beside;
  refuse(search, 'value', {
    code: 'USAGE',
    message: `The value is in ${name}, and --currency says ${currency.name}`,
    hint: 'Leave one of them out.',
  });
}

async function baseCurrency(search: Search, { value, base_value }: Draft): Promise<FoundRecord | undefined> {
  if (value === undefined && base_value === undefined) return undefined;
  const currencies = await search.lookups.currencies();
  const base = currencies.find(currency => currency.base);
  if (!base) refuse(search, 'currency', noBase(currencies));
  return base;
}

function noBase(currencies: readonly FoundRecord[]): Problem {
  return currencies.length > 0
    ? { code: 'NOT_FOUND', message: 'This space has no base currency', hint: `Name one: ${joinNames(currencies)}.` }
    : { code: 'NOT_FOUND', message: 'This space has no currencies', hint: 'An administrator can add one.' };
}

/** Refuses two different amounts in the base currency. */
export function checkAmounts({ problems }: Search, { value, base_value }: Draft, currency: FoundRecord): void {
  if (!currency.base || value === undefined || base_value === undefined) return;
  if (trimZeros(value) === trimZeros(base_value)) return;
  problems.push({
    code: 'USAGE',
    message: `${currency.name} is the base currency, so ${value} and ${base_value} cannot both be the value`,
    field: 'value.base_value',
    flag: '--base-value',
  });
}

/** Decimal text without the zeros that change nothing. */
function trimZeros(amount: string): string {
  const parts = amount.includes('.') ? amount.replace(/0+$/, '').replace(/\.$/, '') : amount;
  const digits = parts.replace(/^(-?)0+(?=\d)/, '$1');
  return digits === '-0' ? '0' : digits;
}
