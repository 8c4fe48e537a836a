import type { Row } from '../../wire/entities.ts';
import { LosslessNumber } from '../../wire/json.ts';
import { isRecord, type StoredRow, type Tables } from '../tables.ts';
import type { Change } from './change.ts';
import { type Decimal, divide, formatDecimal, multiply, parseDecimal } from './decimals.ts';
import { deriveLife } from './life.ts';
import { missingTargetError } from './refusal.ts';
import { formatTime } from './times.ts';

const ONE: Decimal = { digits: 1n, scale: 0 };

/** The fields that the server computes from an opportunity's input, and its checks beyond those of single fields. */
export function deriveOpportunity(change: Change): void {
  deriveType(change);
  if (isRecord(change.input.value)) deriveValue(change, change.input.value);
  else if (change.input.value) change.errors.push({ field: 'value', message: 'The value must be an object.' });
  deriveLife(change);
}

/** The step must be of a pipeline, and the type of the same one. */
function deriveType({ tables, row, before, errors }: Change): void {
  const step = tables.get('Steps', String(row.step_id));
  if (!step) return;
  if (!step.pipeline_id) {
    errors.push({ field: 'step_id', message: 'The step is not a step of a pipeline.' });
    return;
  }
  const types = tables.where('OpportunityTypes', 'pipeline_id', step.pipeline_id).filter(type => !type.is_deleted);
  if (row.oppty_type_id) {
    const type = tables.get('OpportunityTypes', String(row.oppty_type_id));
    if (type && type.pipeline_id !== step.pipeline_id) {
      errors.push({ field: 'oppty_type_id', message: 'The type is of another pipeline than the step.' });
    }
  } else if (!before) {
    // Which type the real server takes is not documented; here it is the pipeline's oldest.
    row.oppty_type_id = types[0]?.id ?? null;
  }
}

/** The amount in the other currency comes from the valid list: base amount x rate = foreign amount. */
function deriveValue({ tables, row, entity, options, errors }: Change, input: Row): void {
  const refuse = (message: string) => errors.push({ field: 'value', message });
  const unknown = Object.keys(input).filter(key => !['base_value', 'value_foreign', 'currency_id'].includes(key));
  for (const key of unknown) refuse(`value has no field '${key}'.`);
  const amounts = [input.base_value ?? undefined, input.value_foreign ?? undefined];
  const [base, foreign] = amounts.map(parseAmount);
  const unreadable = amounts.some(amount => amount !== undefined && !parseAmount(amount));
  if (unreadable) refuse('base_value and value_foreign must be numbers.');
  else if (!base && !foreign) refuse('One of base_value and value_foreign is required.');
  if (typeof input.currency_id !== 'string' || input.currency_id === '') return void refuse('currency_id is required.');
  const currency = tables.get('Currencies', input.currency_id);
  if (!currency || currency.is_deleted) {
    errors.push({ ...missingTargetError(entity, 'value.currency_id', input.currency_id, 'Currency'), field: 'value' });
    return;
  }
  if (unreadable || (!base && !foreign)) return;
  const rate = findRate(tables, currency, row, options.now);
  if (!rate && (!base || !foreign)) return void refuse(`There is no exchange rate for ${currency.code}.`);
  // Both amounts given are kept as they are: how the real server treats two that disagree is not documented.
  const converted = (amount: Decimal, operation: typeof multiply) => (rate === ONE ? amount : operation(amount, rate!));
  row.value = {
    base_value: formatDecimal(base ?? converted(foreign!, divide)),
    value_foreign: formatDecimal(foreign ?? converted(base!, multiply)),
    currency_id: currency.id,
  };
}

/** Amounts of the opportunity's own rate list or, when it names none, of the newest list that is valid by now. */
function findRate(tables: Tables, currency: StoredRow, row: Row, now: Date): Decimal | undefined {
  if (currency.is_base) return ONE;
  const valid = tables
    .rows('CurrencyExchangeRatesLists')
    .filter(list => !list.is_deleted && String(list.valid_from) <= formatTime(now))
    .sort((a, b) => (String(a.valid_from) < String(b.valid_from) ? 1 : -1));
  const list = row.currency_exchange_rates_list_id ?? valid[0]?.id;
  const rate = tables
    .where('CurrencyExchangeRates', 'currency_exchange_rate_list_id', list)
    .find(rate => rate.currency_id === currency.id && !rate.is_deleted);
  return rate && parseDecimal(rate.exchange_rate);
}

/** JSON numbers, and numbers in quotes: the contract declares the former, its examples show the latter. */
function parseAmount(value: unknown): Decimal | undefined {
  const numeric = typeof value === 'number' || typeof value === 'string' || value instanceof LosslessNumber;
  return numeric ? parseDecimal(value) : undefined;
}
