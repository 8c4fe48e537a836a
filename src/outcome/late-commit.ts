/** How long after its request a record may still appear: servers commit after the client gives up. */
export const LATE_COMMIT_MS = 60_000;
const MAX_PAUSE_MS = 5000;

/** The options of polling. */
export interface PollOptions {
  /** The time since the request, in milliseconds. */
  age: number;
  /** The longest wait, in milliseconds. */
  timeout: number;
  sleep(ms: number): Promise<void>;
  /** Called once, before the first wait, with how long it may take. */
  onWait(ms: number): Promise<void>;
}

/** The record, if there is one; `tooEarly` if the timeout was too short to know, with the remaining milliseconds. */
export type PollResult<T> = { found: T | undefined } | { tooEarly: number };

/** Looks for a record repeatedly while its request may still be on its way. */
export async function pollUntilSettled<T>(
  findRecord: () => Promise<T | undefined>,
  { age, timeout, sleep, onWait }: PollOptions,
): Promise<PollResult<T>> {
  let remaining = LATE_COMMIT_MS - Math.max(0, age);
  let time = timeout;
  for (let pause = 1000; ; pause = Math.min(pause + 1000, MAX_PAUSE_MS)) {
    const record = await findRecord();
    if (record !== undefined || remaining <= 0) return { found: record };
    const wait = Math.min(pause, remaining);
    if (wait > time) return { tooEarly: remaining };
    if (pause === 1000) await onWait(Math.min(remaining, time));
    await sleep(wait);
    remaining -= wait;
    time -= wait;
  }
}
