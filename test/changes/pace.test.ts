import { describe, expect, it } from 'vitest';
import { createPace, type Pace } from '../../src/changes/pace.ts';
import { CliError } from '../../src/errors.ts';
import type { LearnedPace } from '../../src/storage/pace-store.ts';

/** What runs of one machine share, with a clock that goes on while somebody sleeps. */
function createMachine() {
  const machine = {
    time: Date.parse('2026-05-04T10:00:00Z'),
    slept: [] as number[],
    learned: undefined as LearnedPace | undefined,
  };
  const options = {
    now: () => new Date(machine.time),
    monotonicMs: () => machine.time,
    sleep: async (ms: number) => {
      machine.slept.push(ms);
      machine.time += ms;
    },
    store: {
      load: async () => machine.learned,
      save: async (learned: LearnedPace) => {
        machine.learned = learned;
      },
    },
  };
  return { machine, startRun: (most = 4) => createPace(most, options) };
}

/** Makes requests through a pace, and gives how many were in flight at most. */
async function mostInFlight(pace: Pace, count = 12): Promise<number> {
  let [running, most] = [0, 0];
  const request = () =>
    pace.run(async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise(setImmediate);
      running -= 1;
    });
  await Promise.all(Array.from({ length: count }, request));
  return most;
}

describe('how many requests are made at once', () => {
  it('is as many as was said', async () => {
    const { startRun } = createMachine();
    expect(await mostInFlight(startRun(3))).toBe(3);
  });

  it('is half as many when the server asks for fewer, however many requests it put off together', async () => {
    const { machine, startRun } = createMachine();
    const pace = startRun();
    for (let request = 0; request < 4; request++) pace.slowDown(1500);
    expect(machine.learned).toMatchObject({ limit: 2 });
    expect(await mostInFlight(pace)).toBe(2);
    expect(machine.slept).toContain(1500);
  });

  it('becomes more again, one at a time', async () => {
    const { startRun } = createMachine();
    const pace = startRun();
    pace.slowDown(10);
    expect(await mostInFlight(pace, 20)).toBe(2);
    expect(await mostInFlight(pace, 20)).toBe(3);
    await mostInFlight(pace, 20);
    expect(await mostInFlight(pace, 40)).toBe(4);
  });

  it('is made again after the wait that the server asks for', async () => {
    const { machine, startRun } = createMachine();
    let tries = 0;
    const answer = await startRun().run(async () => {
      if (tries++ === 0) throw new CliError('THROTTLED', 'x', { retryAfter: 7000 });
      return 'done';
    });
    expect([answer, tries, machine.slept]).toEqual(['done', 2, [7000]]);
  });

  it('is learned by the other runs of the machine, which wait as well', async () => {
    const { machine, startRun } = createMachine();
    const other = startRun();
    expect(await mostInFlight(other)).toBe(4);
    const pace = startRun();
    pace.slowDown(undefined);
    machine.slept = [];
    machine.time += 1000;
    expect(await mostInFlight(other)).toBe(2);
    expect(machine.slept).toHaveLength(1);
    expect(await mostInFlight(startRun())).toBe(2);
  });

  it.each([
    ['is ten minutes old', { time: -11 * 60_000, limit: 1 }],
    ['is of the future, by another clock', { time: 60_000, limit: 1 }],
    ['allows more than was said', { time: -1000, limit: 9 }],
  ])('does not change by what %s', async (_, { time, limit }) => {
    const { machine, startRun } = createMachine();
    const learnedAt = machine.time + time;
    machine.learned = { limit, time: learnedAt, pauseEnd: learnedAt };
    expect(await mostInFlight(startRun())).toBe(4);
  });
});
