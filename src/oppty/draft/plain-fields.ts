import { parseTime } from '../../values/dates.ts';
import { parseDate } from '../../values/parse-date.ts';
import { isValidationLevel } from '../../wire/query.ts';

/** The value of a text with what is unusual about it, or why it has none. */
export type ParseResult<T> = { value: T; note?: string } | { problem: string };

/** A field of the body that one flag fills and that needs no look-up. */
export interface PlainField {
  /** As commander declares it, e.g. `--ranking <1-10>`. */
  flag: string;
  field: string;
  help: string;
  /** The question's words in the wizard. */
  message: string;
  /** Whether few opportunities have it, so that lists offer it last. */
  rare?: boolean;
  /** The allowed words, where they are few; with `list` several of them, with commas. */
  words?: readonly string[];
  list?: boolean;
  /** Whether other words are taken, too. */
  open?: boolean;
  /** The values, where a list asks better than a line. */
  options?: readonly FieldOption[];
  /** The bit of each word, where the wire value is their sum. */
  bits?: Readonly<Record<string, number>>;
  /** Whether the text may have several lines. */
  multiline?: boolean;
  /** `today` is the user's civil day. */
  parse(text: string, today: string): ParseResult<unknown>;
  /** The text that reads as this value; undefined if no text does. */
  format(value: unknown): string | undefined;
}

export interface FieldOption {
  /** As it goes on the wire. */
  value: unknown;
  name: string;
}

/** The two answers to what can only be true or false. */
export const YES_NO: readonly FieldOption[] = [
  { value: true, name: 'yes' },
  { value: false, name: 'no' },
];

const formatText = (value: unknown) => (typeof value === 'string' ? value : undefined);
const text = { parse: (value: string): ParseResult<unknown> => ({ value }), format: formatText };
const rare = { rare: true };
const moment = { parse: parseTimestamp, format: formatText };
const yes = {
  options: YES_NO,
  // A flag alone means yes.
  parse: (value: string): ParseResult<unknown> => ({ value: value !== 'no' }),
  format: (value: unknown) => (typeof value === 'boolean' ? YES_NO[value ? 0 : 1]!.name : undefined),
};

const formatRanking = (value: unknown) => (typeof value === 'number' ? String(value) : undefined);

const LABELS = { priority: 1, hot: 2, stalled: 4 } as const;
const SHARE_MODES = ['standard', 'private', 'all-view', 'all-edit'] as const;
const formatShareMode = (value: unknown) => (typeof value === 'number' ? SHARE_MODES[value] : undefined);

export const VALIDATION_LEVELS = {
  'changed-only': 2,
  'system-only': 4,
  'override-read-only': 8,
  'allow-deleted': 16,
} as const;

/** Fields of an opportunity without a look-up. Source: the Opportunities table of the v100 contract. */
export const PLAIN_FIELDS: readonly PlainField[] = [
  {
    flag: '--description <text>',
    field: 'description',
    help: 'any text',
    message: 'Description',
    multiline: true,
    ...text,
  },
  {
    flag: '--ranking <1-10>',
    field: 'ranking',
    help: 'from 1 to 10',
    message: 'Ranking',
    words: ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10'],
    open: true,
    parse: ranking,
    format: formatRanking,
  },
  {
    flag: '--label <names>',
    field: 'label_flag',
    help: 'any of priority,hot,stalled',
    message: 'Label',
    words: Object.keys(LABELS),
    list: true,
    bits: LABELS,
    parse: parseLabels,
    format: formatLabels,
  },
  {
    flag: '--share-mode <mode>',
    field: 'share_mode',
    help: SHARE_MODES.join(', '),
    message: 'Share mode',
    words: SHARE_MODES,
    options: SHARE_MODES.map((name, value) => ({ value, name })),
    parse: shareMode,
    format: formatShareMode,
  },
  {
    ...rare,
    flag: '--quick-account-name <text>',
    field: 'quick_account_name',
    help: 'a company without an account',
    message: 'Quick account name',
    ...text,
  },
  {
    ...rare,
    flag: '--quick-account-email <text>',
    field: 'quick_account_email',
    help: 'its e-mail',
    message: 'Quick account e-mail',
    ...text,
  },
  {
    ...rare,
    flag: '--quick-account-phone <text>',
    field: 'quick_account_phone',
    help: 'its phone',
    message: 'Quick account phone',
    ...text,
  },
  {
    ...rare,
    flag: '--quick-contact-name <text>',
    field: 'quick_contact_name',
    help: 'a person without a contact',
    message: 'Quick contact name',
    ...text,
  },
  {
    ...rare,
    flag: '--quick-email <text>',
    field: 'quick_email',
    help: "the person's e-mail",
    message: 'Quick contact e-mail',
    ...text,
  },
  {
    ...rare,
    flag: '--quick-phone <text>',
    field: 'quick_phone',
    help: "the person's phone",
    message: 'Quick contact phone',
    ...text,
  },
  {
    ...rare,
    flag: '--was-qualified',
    field: 'was_qualified',
    help: 'came from a qualified lead',
    message: 'Was qualified',
    ...yes,
  },
  {
    ...rare,
    flag: '--created <time>',
    field: 'created',
    help: 'back-date it: YYYY-MM-DD or a time with its zone',
    message: 'Created',
    ...moment,
  },
  { ...rare, flag: '--won-date <time>', field: 'won_date', help: 'when it was won', message: 'Won date', ...moment },
  {
    ...rare,
    flag: '--lost-date <time>',
    field: 'lost_date',
    help: 'when it was lost',
    message: 'Lost date',
    ...moment,
  },
  { ...rare, flag: '--archived', field: 'is_archived', help: 'as lost', message: 'Archived', ...yes },
  {
    ...rare,
    flag: '--auto-value',
    field: 'is_value_auto_calculate',
    help: 'its value comes from product lines',
    message: 'Value from products',
    ...yes,
  },
];

/** The flag's name alone: `--ranking`. */
export const flagName = ({ flag }: PlainField): string => flag.split(' ')[0]!;

/** Reads a bit mask of validation levels: a number, or names with commas. */
export function parseValidationLevel(value: string): ParseResult<number> {
  const names = Object.keys(VALIDATION_LEVELS).join(', ');
  if (/^\d+$/.test(value)) {
    const level = Number(value);
    return isValidationLevel(level) ? { value: level } : { problem: `${value} is not a sum of 2, 4, 8 and 16` };
  }
  return mask(value, VALIDATION_LEVELS, `is not a validation level: ${names}, or their numbers added up`);
}

function ranking(value: string): ParseResult<unknown> {
  if (!/^[1-9]\d{0,5}$/.test(value)) return { problem: `'${value}' is not a ranking from 1 to 10` };
  // The documentation says 1 to 10, and there are spaces with 20.
  const note = `A ranking is from 1 to 10: whether the space takes ${value} shows when it is sent.`;
  return { value: Number(value), ...(Number(value) > 10 ? { note } : {}) };
}

/** The sum of the bits of labels, as in `priority,hot`. */
export function parseLabels(value: string): ParseResult<number> {
  return mask(value, LABELS, `is not a label: ${Object.keys(LABELS).join(', ')}`);
}

function formatLabels(value: unknown): string | undefined {
  const names = Object.entries(LABELS).flatMap(([name, bit]) => (Number(value) & bit ? [name] : []));
  const sum = names.reduce((mask, name) => mask | LABELS[name as keyof typeof LABELS], 0);
  return sum > 0 && sum === value ? names.join(',') : undefined;
}

function mask(value: string, bits: Readonly<Record<string, number>>, otherwise: string): ParseResult<number> {
  let sum = 0;
  for (const name of value.split(',').map(word => word.trim().toLowerCase())) {
    if (!Object.hasOwn(bits, name)) return { problem: `'${name}' ${otherwise}` };
    sum |= bits[name]!;
  }
  return { value: sum };
}

function shareMode(value: string): ParseResult<unknown> {
  const mode = SHARE_MODES.indexOf(value.trim().toLowerCase() as never);
  return mode >= 0 ? { value: mode } : { problem: `'${value}' is not a share mode: ${SHARE_MODES.join(', ')}` };
}

/** Times go out in UTC, as ISO 8601. A day alone, in any way a day can be written, is its midnight in UTC. */
export function parseTimestamp(value: string, today: string): ParseResult<unknown> {
  const civil = parseDate(value, today);
  if ('date' in civil) return { value: `${civil.date}T00:00:00Z` };
  if (civil.either) return civil;
  const day = /^\d{4}-\d{2}-\d{2}$/.test(value);
  const zoned = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/i.test(value);
  const time = day ? parseTime(`${value}T00:00:00Z`) : zoned ? parseTime(value) : undefined;
  if (!time || (day && !time.toISOString().startsWith(value))) {
    return { problem: `'${value}' is not a time: write 2026-01-31 or 2026-01-31T14:30:00+01:00` };
  }
  return { value: `${time.toISOString().slice(0, 19)}Z` };
}
