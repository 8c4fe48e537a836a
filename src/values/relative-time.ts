const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How far a time is from now, as in `5 min ago` or `in 3 days`. */
export function formatDistance(time: Date, now: Date): string {
  const seconds = Math.trunc((time.getTime() - now.getTime()) / 1000);
  const size = Math.abs(seconds);
  // The server's clock may be ahead of this one.
  if (size < MINUTE) return 'just now';
  const days = Math.floor(size / DAY);
  const distance =
    size < HOUR
      ? `${Math.floor(size / MINUTE)} min`
      : size < DAY
        ? `${Math.floor(size / HOUR)} h`
        : `${days} ${days === 1 ? 'day' : 'days'}`;
  return seconds < 0 ? `${distance} ago` : `in ${distance}`;
}

/** How far a day is from today, both `YYYY-MM-DD`: `today`, `in 3 days`, `1 day ago`. Undefined if one is no day. */
export function formatDayDistance(date: string, today: string): string | undefined {
  const days = daysBetween(date, today);
  if (Number.isNaN(days)) return undefined;
  if (days === 0) return 'today';
  const distance = `${Math.abs(days)} ${Math.abs(days) === 1 ? 'day' : 'days'}`;
  return days < 0 ? `${distance} ago` : `in ${distance}`;
}

/** From a day to another one; NaN if one is no day. */
const daysBetween = (date: string, today: string) =>
  Math.round((Date.parse(`${date}T00:00:00Z`) - Date.parse(`${today}T00:00:00Z`)) / (DAY * 1000));

/** Whether a day is within two weeks of today, both `YYYY-MM-DD`: then its distance says more than its date. */
export const isNearDay = (date: string, today: string): boolean => Math.abs(daysBetween(date, today)) <= 14;

const NEAR = 14 * DAY * 1000;

/** Whether a time is within two weeks of now: then its distance says more than its date. */
export const isNear = (time: Date, now: Date): boolean => Math.abs(time.getTime() - now.getTime()) < NEAR;
