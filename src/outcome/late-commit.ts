/** How long after its request a record may still arrive: servers commit after the client gave up. */
const LATE_COMMIT_MS = 60_000;
const MAX_PAUSE_MS = 5000;

/** What it takes to look more than once. */
export interface PollOptions {
  /** How many milliseconds ago the record was sent. */
  age: number;
  /** The longest wait, in milliseconds. */
  timeout: number;
  sleep(ms: number): Promise<void>;
  /** Called once, before the first wait, with how long it may take. */
  onWait(ms: number): Promise<void>;
}

/** What was found, if anything; `tooEarly` when the time was too short to know, with the milliseconds that remain. */
export type PollResult<T> = { found: T | undefined } | { tooEarly: number };

/** Looks for a record again and again while its request may still be on its way. */
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
