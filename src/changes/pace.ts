import { CliError } from '../errors.ts';
import type { PaceStore } from '../storage/pace-store.ts';
import type { WritingClient } from './change.ts';

/** How many requests are made at once. It becomes less when the server asks for fewer, and slowly more again. */
export interface Pace {
  /** Makes a request when there is room. One that the server put off is made again when it may. */
  run<T>(request: () => Promise<T>): Promise<T>;
  /** The server asks for fewer requests, and for none in the next milliseconds; it may leave out for how long. */
  slowDown(wait: number | undefined): void;
}

export interface PaceOptions {
  now(): Date;
  monotonicMs(): number;
  sleep(ms: number): Promise<void>;
  /** What the runs of this machine learn from each other. */
  store: PaceStore;
}

/** After so many answers one more request may be in flight. */
const ANSWERS_FOR_MORE = 20;
/** How long to wait where the server does not say, and at most, in milliseconds. */
const WAIT_MS = 2000;
const MAX_WAIT_MS = 120_000;
/** How often a request is put off before that is its failure. */
const MAX_TRIES = 8;
/** How often to look at what other runs learned, and for how long that counts, in milliseconds. */
const LOOK_MS = 1000;
const LEARNED_FOR_MS = 10 * 60_000;

/** A pace of so many requests at most. */
export function createPace(most: number, { now, monotonicMs, sleep, store }: PaceOptions): Pace {
  const gate = createGate(most);
  let answers = 0;
  let pause: Promise<void> | undefined;
  const limitTo = (limit: number, wait: number) => {
    answers = 0;
    gate.setLimit(Math.max(1, limit));
    if (wait <= 0) return;
    const end = sleep(Math.min(wait, MAX_WAIT_MS)).finally(() => {
      if (pause === end) pause = undefined;
    });
    // It ends with an error when the user stops the command, and perhaps nobody waits for it.
    end.catch(() => {});
    pause = end;
  };
  let lastTime = 0;
  const slowDown = (wait = WAIT_MS) => {
    // The requests that were in flight are put off together, which is one lesson.
    limitTo(pause ? gate.limit() : Math.floor(gate.limit() / 2), wait);
    lastTime = now().getTime();
    void store.save({ limit: gate.limit(), pauseEnd: lastTime + wait, time: lastTime });
  };
  const learn = everySecond(monotonicMs, async () => {
    const learned = await store.load();
    const time = now().getTime();
    if (!learned || learned.time <= lastTime || learned.time > time || time - learned.time > LEARNED_FOR_MS) return;
    lastTime = learned.time;
    limitTo(Math.min(gate.limit(), learned.limit), learned.pauseEnd - time);
  });
  const speedUp = () => {
    answers += 1;
    if (answers < ANSWERS_FOR_MORE || gate.limit() >= most) return;
    answers = 0;
    gate.setLimit(gate.limit() + 1);
  };
  const attempt = async <T>(request: () => Promise<T>): Promise<{ value: T } | { error: CliError }> => {
    await learn();
    await gate.enter();
    try {
      // Others may be put off while this one waits.
      while (pause) await pause;
      const value = await request();
      speedUp();
      return { value };
    } catch (error) {
      if (!(error instanceof CliError) || error.code !== 'THROTTLED') throw error;
      slowDown(error.retryAfter);
      return { error };
    } finally {
      gate.leave();
    }
  };
  return {
    slowDown,
    run: async request => {
      for (let tries = 1; ; tries++) {
        const result = await attempt(request);
        if ('value' in result) return result.value;
        if (tries === MAX_TRIES) throw result.error;
      }
    },
  };
}

/** Lets so many in at once; the others wait in their order. */
function createGate(most: number) {
  let limit = most;
  let running = 0;
  const waiting: (() => void)[] = [];
  const letIn = () => {
    while (running < limit && waiting.length > 0) {
      running += 1;
      waiting.shift()!();
    }
  };
  return {
    limit: () => limit,
    setLimit: (value: number) => {
      limit = value;
      letIn();
    },
    enter: () =>
      new Promise<void>(resolve => {
        waiting.push(resolve);
        letIn();
      }),
    leave: () => {
      running -= 1;
      letIn();
    },
  };
}

/** Does the work when it is called and a second has passed since the last time; who calls meanwhile waits for that. */
function everySecond(monotonicMs: () => number, work: () => Promise<void>): () => Promise<void> {
  let next = Number.NEGATIVE_INFINITY;
  let last = Promise.resolve();
  return () => {
    if (monotonicMs() >= next) {
      next = monotonicMs() + LOOK_MS;
      last = work();
    }
    return last;
  };
}

/** The client with a pace for its writes; reads are put off by the client itself, and slow the writes down as well. */
export function pacedClient(client: WritingClient, pace: Pace): WritingClient {
  return {
    ...client,
    create: (...request) => pace.run(() => client.create(...request)),
    update: (...request) => pace.run(() => client.update(...request)),
    modify: (...request) => pace.run(() => client.modify(...request)),
  };
}
