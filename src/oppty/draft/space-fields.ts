import type { Problem } from '../../errors.ts';
import type { SpaceField } from '../../records/found.ts';
import { findField, isChoice, wireName } from '../../records/space-fields.ts';
import { formatDay, formatLocalTime } from '../../values/dates.ts';
import { formatAmount } from '../../values/money.ts';
import { ownValue } from '../../values/own-value.ts';
import { parseDate } from '../../values/parse-date.ts';
import { parseNumber } from '../../values/parse-money.ts';
import { formatJson, parseJson } from '../../wire/json.ts';
import type { Draft } from './draft.ts';
import { type FieldOption, type ParseResult, PLAIN_FIELDS, parseTimestamp, YES_NO } from './plain-fields.ts';

/** How a field is asked for. */
export type FieldInput = { label: string; required: boolean } & (
  | { kind: 'one'; options: readonly FieldOption[] }
  | {
      kind: 'several';
      options: readonly FieldOption[];
      /** The wire value of several options, where that is not a list; `old` is the former one. */
      pack?(values: readonly unknown[], old: unknown): unknown;
      /** The options in such a value; undefined if it has anything else. */
      unpack?(value: unknown): readonly unknown[] | undefined;
    }
  | {
      kind: 'line';
      /** Whether the text may have several lines. */
      multiline?: boolean;
      parse(text: string): ParseResult<unknown>;
      /** The text that reads as this value; undefined if no text does. */
      format(value: unknown): string | undefined;
      /** The meaning of the text, where the text alone does not show it. */
      means?(text: string): string | undefined;
    }
);

/** The required fields that this draft lacks. */
export function missingFields({ fields = {} }: Draft, spaceFields: readonly SpaceField[] = []): SpaceField[] {
  const isSet = (name: string) => Object.hasOwn(fields, name) && !['', null, undefined].includes(fields[name] as null);
  return spaceFields.filter(field => field.required && !isSet(field.api_name) && !isSet(wireName(field)));
}

/** That a field is missing, and how to give it by flag. */
export function missingFieldProblem(info: SpaceField): Problem {
  const field = wireName(info);
  const options = info.options.slice(0, 10).map(({ name }) => name);
  const among = `${options.join(', ')}${info.options.length > 10 ? ', ...' : ''}`;
  const [mark, example] = ownValue(NOT_TEXT, info.type ?? '') ?? ['=', isChoice(info) ? '<option>' : '<text>'];
  return {
    code: 'MISSING_INPUT',
    message: `${info.label} is missing, which this space requires`,
    field,
    flag: '--set',
    hint: `Write --set '${info.api_name}${mark}${example}'.${options.length > 0 ? ` Options: ${among}.` : ''}`,
  };
}

/** What `--set` takes for a field that is no text. */
const NOT_TEXT: Readonly<Record<string, readonly [mark: string, example: string]>> = {
  checkbox: [':=', 'true'],
  multiselect_checkbox: ['=', '<option>,<option>'],
  integer: [':=', '<number>'],
  float: [':=', '<number>'],
  currency: [':=', '<number>'],
  currency_foreign: [':=', '<json>'],
  date: ['=', 'YYYY-MM-DD'],
};

/** How to ask for a field of the body by its name. `old` is its value, which shows the type of an unknown field. */
export function fieldInput(
  name: string,
  fields: readonly SpaceField[] | undefined,
  old: unknown,
  today: string,
): FieldInput {
  const plain = PLAIN_FIELDS.find(plainField => plainField.field === name);
  if (plain) {
    const shortLabel = { label: plain.message, required: false };
    const common = { label: `${plain.message} (${plain.help})`, required: false };
    if (plain.options) return { ...(plain.words ? shortLabel : common), kind: 'one', options: plain.options };
    if (plain.bits) return { ...shortLabel, ...bitOptions(plain.bits) };
    if (plain.multiline)
      return {
        ...shortLabel,
        kind: 'line',
        multiline: true,
        parse: text => plain.parse(text, today),
        format: plain.format,
      };
    return { ...common, kind: 'line', parse: text => plain.parse(text, today), format: plain.format };
  }
  const info = findField(fields, name);
  const common = { label: info?.label ?? name, required: info?.required ?? false };
  if (info && info.options.length > 0) {
    const options = info.options.map(({ id, name }) => ({ value: id, name }));
    return { ...common, kind: info.type === 'multiselect_checkbox' ? 'several' : 'one', options };
  }
  if (info?.type === 'checkbox' || (!info && typeof old === 'boolean'))
    return { ...common, kind: 'one', options: YES_NO };
  const { help, ...line } = lineOf(info?.type, old, today);
  return { ...common, ...line, kind: 'line', label: help ? `${common.label} (${help})` : common.label };
}

/** Options that the wire has as a sum of bits. */
function bitOptions(bits: Readonly<Record<string, number>>): Omit<SeveralInput, 'label' | 'required'> {
  const sum = (values: readonly unknown[]) => values.reduce<number>((mask, bit) => mask | Number(bit), 0);
  return {
    kind: 'several',
    options: Object.entries(bits).map(([name, value]) => ({ value, name })),
    pack: (values, old) => (values.length > 0 || old === 0 ? sum(values) : undefined),
    unpack: value => {
      const values = Object.values(bits).filter(bit => Number(value) & bit);
      return values.length > 0 && sum(values) === value ? values : undefined;
    },
  };
}

type SeveralInput = Extract<FieldInput, { kind: 'several' }>;
type Line = Omit<Extract<FieldInput, { kind: 'line' }>, 'kind' | 'label' | 'required'> & { help?: string };

const formatText = (value: unknown) => (typeof value === 'string' ? value : undefined);

/** How to read and show a field that is one line of text. Numbers keep all their digits. */
function lineOf(type: string | undefined, old: unknown, today: string): Line {
  switch (type) {
    case 'integer':
    case 'float':
    case 'currency':
      return {
        help: type === 'integer' ? 'a whole number' : 'a number',
        parse: text => readNumber(text, type === 'integer'),
        format: value => (value === null || typeof value === 'object' ? undefined : String(value)),
        means: text => {
          const result = parseNumber(text);
          return 'amount' in result ? formatAmount(result.amount) : undefined;
        },
      };
    case 'date':
      return {
        help: 'YYYY-MM-DD, 31.12., Dec 31, friday, +30d, eoq',
        parse: text => {
          const result = parseDate(text, today);
          return 'date' in result ? { value: result.date } : result;
        },
        format: formatText,
        means: text => {
          const result = parseDate(text, today);
          return 'date' in result ? formatDay(result.date) : undefined;
        },
      };
    case 'datetime':
      return {
        help: '2026-01-31 or 2026-01-31T14:30:00+01:00',
        parse: text => parseTimestamp(text, today),
        format: formatText,
        means: text => {
          const result = parseTimestamp(text, today);
          return 'value' in result ? formatLocalTime(String(result.value)) : undefined;
        },
      };
    case 'currency_foreign':
    case 'multiselect_checkbox':
      return { help: 'JSON', parse: readJson, format: () => undefined };
    case 'text_area':
      return { multiline: true, parse: value => ({ value }), format: formatText };
    default:
      // An unknown field keeps the type of its value.
      if (type === undefined && old !== undefined && typeof old !== 'string') {
        return { parse: readJson, format: () => undefined };
      }
      return { parse: value => ({ value }), format: formatText };
  }
}

function readNumber(text: string, isInteger: boolean): ParseResult<unknown> {
  const result = parseNumber(text);
  if (isInteger && 'either' in result && result.either) {
    return { problem: `'${text.trim()}' could be one with decimals: write ${result.either[0]}` };
  }
  if ('problem' in result) return result;
  return isInteger && result.amount.includes('.')
    ? { problem: `'${text.trim()}' is not a whole number` }
    : { value: parseJson(result.amount) };
}

function readJson(text: string): ParseResult<unknown> {
  try {
    return { value: parseJson(text) };
  } catch {
    return { problem: `'${text}' is not JSON` };
  }
}

/** A value of the body for people: an option by its name, text as it is, what no text says as JSON. */
export function formatField(form: FieldInput, value: unknown): string {
  if (form.kind === 'line') return form.format(value) ?? formatOther(value);
  const nameFor = (item: unknown) => form.options.find(option => option.value === item)?.name ?? formatOther(item);
  const values = (form.kind === 'several' && form.unpack?.(value)) || value;
  return Array.isArray(values) ? values.map(nameFor).join(', ') : nameFor(values);
}

function formatOther(value: unknown): string {
  if (typeof value === 'boolean') return YES_NO[value ? 0 : 1]!.name;
  return typeof value === 'string' ? value : formatJson(value);
}
