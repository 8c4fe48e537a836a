/** The runs that the history keeps: so many, and all of the last days. */
const KEPT_RUNS = 100;
const KEPT_DAYS = 90;

/** The runs that the history need not keep any longer, of ids with the newest first. Unfinished ones stay all the same. */
export function expiredRuns(ids: readonly string[], now: Date): string[] {
  const oldest = new Date(now.getTime() - KEPT_DAYS * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '');
  return ids.slice(KEPT_RUNS).filter(id => id.slice(0, oldest.length) < oldest);
}
