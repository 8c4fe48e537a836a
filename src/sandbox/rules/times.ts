/** Days and instants as the API writes them: `2019-02-01` and `2019-02-01 07:41:49.529970+00:00`. */

const MOMENT =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;

/** Whether the text is a day that exists, as `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** Brings any ISO 8601 form (`T` or space, any zone, none meaning UTC) to the API's own; undefined if it is none. */
export function parseTime(text: string): string | undefined {
  const match = MOMENT.exec(text);
  if (!match || !isDay(match[1]!)) return undefined;
  const [, day, hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z'] = match;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const utc = Date.parse(`${day}T${hour}:${minute}:${second}Z`) - offset(zone);
  return formatTime(new Date(utc), Number(fraction.padEnd(6, '0').slice(0, 6)));
}

/** The API's text for an instant. `micros` replaces the fraction of the second. */
export function formatTime(date: Date, micros = date.getUTCMilliseconds() * 1000): string {
  const [day, time] = date.toISOString().split('T') as [string, string];
  // Joined, since V8 keeps a text from a template in its parts, and a big space has a million of them.
  return [day, ' ', time.slice(0, 8), '.', String(micros).padStart(6, '0'), '+00:00'].join('');
}

/** Milliseconds since 1970 of text that formatMoment made. */
export const timeValue = (text: string): number => Date.parse(text.replace(' ', 'T'));

function offset(zone: string): number {
  if (/^z$/i.test(zone)) return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3).replace(':', '') || 0);
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}
