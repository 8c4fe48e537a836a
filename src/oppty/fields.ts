import { readTime } from '../values/dates.ts';

/** What a text became, or why it cannot be used. */
export type Read<T> = { value: T } | { problem: string };

/** A field of the body that one flag fills and that needs no look-up. */
export interface PlainField {
  /** As commander declares it, e.g. `--ranking <1-10>`. */
  flag: string;
  field: string;
  help: string;
  /** The question's words in the wizard; absent: by flag only. */
  message?: string;
  read(text: string): Read<unknown>;
}

const text = (value: string): Read<unknown> => ({ value });
const yes = (): Read<unknown> => ({ value: true });

const LABELS = { priority: 1, hot: 2, stalled: 4 } as const;
const SHARE_MODES = ['standard', 'private', 'all-view', 'all-edit'] as const;
export const VALIDATION_LEVELS = {
  'changed-only': 2,
  'system-only': 4,
  'override-read-only': 8,
  'allow-deleted': 16,
} as const;

/** Fields of an opportunity without a look-up. Source: the Opportunities table of the v100 contract. */
export const PLAIN_FIELDS: readonly PlainField[] = [
  { flag: '--description <text>', field: 'description', help: 'any text', message: 'Description', read: text },
  { flag: '--ranking <1-10>', field: 'ranking', help: 'from 1 to 10', message: 'Ranking', read: ranking },
  { flag: '--label <names>', field: 'label_flag', help: 'any of priority,hot,stalled', message: 'Label', read: labels },
  {
    flag: '--share-mode <mode>',
    field: 'share_mode',
    help: SHARE_MODES.join(', '),
    message: 'Share mode',
    read: shareMode,
  },
  {
    flag: '--quick-account-name <text>',
    field: 'quick_account_name',
    help: 'a company without an account',
    read: text,
  },
  { flag: '--quick-account-email <text>', field: 'quick_account_email', help: 'its e-mail', read: text },
  { flag: '--quick-account-phone <text>', field: 'quick_account_phone', help: 'its phone', read: text },
  { flag: '--quick-contact-name <text>', field: 'quick_contact_name', help: 'a person without a contact', read: text },
  { flag: '--quick-email <text>', field: 'quick_email', help: "the person's e-mail", read: text },
  { flag: '--quick-phone <text>', field: 'quick_phone', help: "the person's phone", read: text },
  { flag: '--was-qualified', field: 'was_qualified', help: 'came from a qualified lead', read: yes },
  { flag: '--created <time>', field: 'created', help: 'back-date it: YYYY-MM-DD or a time with its zone', read: time },
  { flag: '--won-date <time>', field: 'won_date', help: 'when it was won', read: time },
  { flag: '--lost-date <time>', field: 'lost_date', help: 'when it was lost', read: time },
  { flag: '--archived', field: 'is_archived', help: 'as lost', read: yes },
  { flag: '--auto-value', field: 'is_value_auto_calculate', help: 'its value comes from product lines', read: yes },
];

/** The flag's name alone: `--ranking`. */
export const flagName = ({ flag }: PlainField): string => flag.split(' ')[0]!;

/** Reads a bit mask of validation levels: a number, or names with commas. */
export function readValidationLevel(value: string): Read<number> {
  const names = Object.keys(VALIDATION_LEVELS).join(', ');
  if (/^\d+$/.test(value)) {
    const level = Number(value);
    // 1 means nothing, and there is no bit above 16.
    return level <= 30 && level % 2 === 0 ? { value: level } : { problem: `${value} is not a sum of 2, 4, 8 and 16` };
  }
  return mask(value, VALIDATION_LEVELS, `is not a validation level: ${names}, or their numbers added up`);
}

function ranking(value: string): Read<unknown> {
  return /^([1-9]|10)$/.test(value)
    ? { value: Number(value) }
    : { problem: `'${value}' is not a ranking from 1 to 10` };
}

function labels(value: string): Read<unknown> {
  return mask(value, LABELS, `is not a label: ${Object.keys(LABELS).join(', ')}`);
}

function mask(value: string, bits: Readonly<Record<string, number>>, otherwise: string): Read<number> {
  let sum = 0;
  for (const name of value.split(',').map(word => word.trim().toLowerCase())) {
    if (!Object.hasOwn(bits, name)) return { problem: `'${name}' ${otherwise}` };
    sum |= bits[name]!;
  }
  return { value: sum };
}

function shareMode(value: string): Read<unknown> {
  const mode = SHARE_MODES.indexOf(value.trim().toLowerCase() as never);
  return mode >= 0 ? { value: mode } : { problem: `'${value}' is not a share mode: ${SHARE_MODES.join(', ')}` };
}

/** Times go out in UTC, as ISO 8601. A day alone is its midnight in UTC. */
function time(value: string): Read<unknown> {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(value);
  const zoned = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/i.test(value);
  const read = day ? readTime(`${value}T00:00:00Z`) : zoned ? readTime(value) : undefined;
  if (!read || (day && !read.toISOString().startsWith(value))) {
    return { problem: `'${value}' is not a time: write 2026-01-31 or 2026-01-31T14:30:00+01:00` };
  }
  return { value: `${read.toISOString().slice(0, 19)}Z` };
}
