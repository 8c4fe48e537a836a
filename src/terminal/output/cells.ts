import { formatLocalTime, formatUtcTime, parseTime } from '../../values/dates.ts';
import { formatDistance, isNear } from '../../values/relative-time.ts';
import { formatJson, LosslessNumber } from '../../wire/json.ts';

const LINK = /^https?:\/\/[^\s?#]+\/entities\/[^\s/?#]+\/([^\s/?#]+)$/;

/** How people are told of a date-time. */
export type TimeFormat = (text: string) => string;

/** In a list: how far it is, within two weeks of now. */
export const distanceOrTime =
  (now: Date): TimeFormat =>
  text => {
    const time = parseTime(text);
    return time && isNear(time, now) ? formatDistance(time, now) : formatLocalTime(text);
  };

/** In a card: when it is, and how far. */
export const timeWithDistance =
  (now: Date): TimeFormat =>
  text => {
    const time = parseTime(text);
    return time && isNear(time, now)
      ? `${formatLocalTime(text)} (${formatDistance(time, now)})`
      : formatLocalTime(text);
  };

/**
 * A value as the text of a cell: a link or an expanded relation as its id. A date-time is in UTC for programs; `timeFormat`
 * is for people.
 */
export function formatCell(value: unknown, timeFormat?: TimeFormat): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return LINK.exec(value)?.[1] ?? (timeFormat ?? formatUtcTime)(value);
  if (value instanceof LosslessNumber) return value.value;
  if (typeof value === 'boolean' && timeFormat) return value ? 'yes' : 'no';
  if (Array.isArray(value)) {
    return value
      .map(item => formatCell(item, timeFormat))
      .filter(text => text !== '')
      .join(', ');
  }
  if (typeof value === 'object') return 'id' in value && typeof value.id === 'string' ? value.id : formatJson(value);
  return String(value);
}
