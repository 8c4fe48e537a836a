type Headers = Readonly<Record<string, string | string[] | undefined>>;

/**
 * The wait of a `Retry-After` header, in milliseconds: whole seconds, or an HTTP date. The date is compared with the
 * reply's own `Date`, so that a wrong clock on this machine does no harm. Undefined for anything else.
 */
export function retryAfterMs(headers: Headers): number | undefined {
  const value = headers['retry-after'];
  if (typeof value !== 'string') return undefined;
  if (/^\d{1,6}$/.test(value)) return Number(value) * 1000;
  const retryAt = httpDate(value);
  const repliedAt = httpDate(headers.date);
  return retryAt === undefined || repliedAt === undefined ? undefined : Math.max(0, retryAt - repliedAt);
}

function httpDate(text: string | string[] | undefined): number | undefined {
  if (typeof text !== 'string' || !/^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/.test(text))
    return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}
