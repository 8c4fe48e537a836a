import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault, Running, Stage } from '../fault.ts';
import { atRequest, few, online, only, writes } from './kinds.ts';

/** Loaded into the program: at a signal somebody sets the time of day. Clocks that nobody can set go on as they were. */
const SETTABLE_CLOCK = `
const Real = Date;
let shift = 0;
process.on('SIGUSR2', () => { shift = Number(process.env.FAULTS_CLOCK_SHIFT); });
globalThis.Date = class extends Real {
  constructor(...parts) { if (parts.length === 0) super(Real.now() + shift); else super(...parts); }
  static now() { return Real.now() + shift; }
};`;

const HOUR = 3_600_000;
const JUMPS: Readonly<Record<string, number>> = {
  'an hour forward': HOUR,
  'a day forward': 24 * HOUR,
  'thirty years forward': 30 * 365 * 24 * HOUR,
  'an hour back': -HOUR,
  'a day back': -24 * HOUR,
  'thirty years back': -30 * 365 * 24 * HOUR,
};

const settable =
  (shift: number) =>
  (stage: Stage): void => {
    const file = join(stage.home.path, 'clock.cjs');
    writeFileSync(file, SETTABLE_CLOCK);
    stage.env.NODE_OPTIONS += ` --require=${file}`;
    stage.env.FAULTS_CLOCK_SHIFT = String(shift);
  };
const set = (running: Running) => running.signal('SIGUSR2');

const fault = (name: string, shift: number, more: Partial<Fault>): Fault => ({
  ...{ name, group: 'clock', applies: few, read: 0, write: 0, prepare: settable(shift) },
  script: atRequest('target', set),
  ...more,
});

const soon = 300;

export const CLOCK: readonly Fault[] = Object.entries(JUMPS).flatMap(([jump, shift]) => [
  fault(`${jump} while the server thinks`, shift, {
    act: exchange => {
      const usual = exchange.usual();
      setTimeout(() => exchange.reply(usual), soon);
    },
  }),
  fault(`${jump}, and a request to try again`, shift, {
    times: 1,
    act: ({ reply }) => void setTimeout(() => reply({ status: 429, headers: { 'retry-after': '1' } }), soon),
  }),
  fault(`${jump}, and the connection breaks`, shift, {
    applies: writes,
    act: exchange => {
      exchange.usual();
      setTimeout(() => exchange.socket.resetAndDestroy(), soon);
    },
    write: shape => (shape.keyed ? 0 : 9),
  }),
  fault(`${jump} in a look-up, which fails once`, shift, {
    applies: shape => online(shape) && shape.lookup !== undefined,
    ...{ at: 'lookup', times: 1, script: atRequest('lookup', set) },
    act: ({ reply }) => void setTimeout(() => reply({ status: 503 }), soon),
  }),
  fault(`${jump} at a question`, shift, {
    applies: only('wizard'),
    script: () => {},
    atQuestion: (question, running) => {
      if (question === 'Account') set(running);
      return false;
    },
  }),
]);
