import { type Dispatcher, Pool } from 'undici';
import type { Transport } from '../../src/api/transport.ts';

/** A line to a server on which no time passes: it keeps the waits it was asked for, and returns from them at once. */
export interface TestLine extends Transport {
  readonly waits: number[];
  readonly traces: string[];
  readonly said: string[];
}

/** What `random` gives unless a test says otherwise. */
const LUCK = 0.5;

export function lineTo(origin: string, over: Partial<Transport> = {}): TestLine {
  const waits: number[] = [];
  const traces: string[] = [];
  const said: string[] = [];
  return {
    origin,
    authorization: `Basic ${Buffer.from('user:secret').toString('base64')}`,
    dispatcher: connections(origin),
    signal: new AbortController().signal,
    halt: new AbortController().signal,
    say: text => said.push(text),
    monotonicMs: () => 0,
    random: () => LUCK,
    sleep: async ms => {
      waits.push(ms);
    },
    budget: { remaining: 120_000 },
    trace: text => traces.push(text),
    ...over,
    waits,
    traces,
    said,
  };
}

const open: Dispatcher[] = [];

function connections(origin: string): Dispatcher {
  const dispatcher = new Pool(origin, { connect: { timeout: 5000 } });
  open.push(dispatcher);
  return dispatcher;
}

/** Closes the connections of every line made so far. */
export async function hangUp(): Promise<void> {
  await Promise.all(open.splice(0).map(dispatcher => dispatcher.destroy()));
}
