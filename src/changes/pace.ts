import { CliError } from '../errors.ts';
import type { WritingClient } from './change.ts';

/** How many requests are made at once. It becomes less when the server asks for fewer, and slowly more again. */
export interface Pace {
  /** Makes a request when there is room. One that the server put off is made again when it may. */
  run<T>(request: () => Promise<T>): Promise<T>;
}

/** After so many answers one more request may be in flight. */
const ANSWERS_FOR_MORE = 20;
/** How long to wait where the server does not say, and at most, in milliseconds. */
const WAIT_MS = 2000;
const MAX_WAIT_MS = 120_000;
/** How often a request is put off before that is its failure. */
const MAX_TRIES = 8;

/** A pace of so many requests at most. */
export function createPace(most: number, { sleep }: { sleep(ms: number): Promise<void> }): Pace {
  let limit = most;
  let running = 0;
  let answers = 0;
  let pause: Promise<void> | undefined;
  const waiting: (() => void)[] = [];
  const next = () => {
    while (running < limit && waiting.length > 0) {
      running += 1;
      waiting.shift()!();
    }
  };
  const enter = () =>
    new Promise<void>(resolve => {
      waiting.push(resolve);
      next();
    });
  const leave = () => {
    running -= 1;
    next();
  };
  const slowDown = (wait: number) => {
    answers = 0;
    limit = Math.max(1, Math.floor(limit / 2));
    const end = sleep(Math.min(wait, MAX_WAIT_MS)).finally(() => {
      if (pause === end) pause = undefined;
    });
    pause = end;
  };
  const speedUp = () => {
    answers += 1;
    if (answers < ANSWERS_FOR_MORE || limit >= most) return;
    answers = 0;
    limit += 1;
    next();
  };
  const attempt = async <T>(request: () => Promise<T>): Promise<{ value: T } | { error: CliError }> => {
    await enter();
    try {
      // Others may be put off while this one waits.
      while (pause) await pause;
      const value = await request();
      speedUp();
      return { value };
    } catch (error) {
      if (!(error instanceof CliError) || error.code !== 'THROTTLED') throw error;
      slowDown(error.retryAfter ?? WAIT_MS);
      return { error };
    } finally {
      leave();
    }
  };
  return {
    run: async request => {
      for (let tries = 1; ; tries++) {
        const result = await attempt(request);
        if ('value' in result) return result.value;
        if (tries === MAX_TRIES) throw result.error;
      }
    },
  };
}

/** The client with a pace for its writes; reads are put off by the client itself. */
export function pacedClient(client: WritingClient, pace: Pace): WritingClient {
  return {
    ...client,
    create: (...request) => pace.run(() => client.create(...request)),
    update: (...request) => pace.run(() => client.update(...request)),
    modify: (...request) => pace.run(() => client.modify(...request)),
  };
}
