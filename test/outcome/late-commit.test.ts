import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pollUntilSettled } from '../../src/outcome/late-commit.ts';

/** Looks for something that is there `after` so many milliseconds; no time passes. */
async function look({ age = 0, timeout = 120_000, after = Number.POSITIVE_INFINITY }) {
  const waits: number[] = [];
  const announced: number[] = [];
  const waited = () => waits.reduce((sum, ms) => sum + ms, 0);
  let looks = 0;
  const ended = await pollUntilSettled(
    async () => {
      looks += 1;
      return waited() >= after ? 'here' : undefined;
    },
    {
      ...{ age, timeout },
      sleep: async ms => void waits.push(ms),
      onWait: async ms => void announced.push(ms),
    },
  );
  return { ended, waits, waited: waited(), announced, looks };
}

describe('what was sent just now', () => {
  it('is looked for as long as it may be on its way, and once more at the end', async () => {
    const { ended, waits, waited, announced, looks } = await look({});
    expect([ended, waited, announced]).toEqual([{ found: undefined }, 60_000, [60_000]]);
    expect([looks, waits.length]).toEqual([waits.length + 1, 14]);
  });

  it('is given when it is there, at once or in the end', async () => {
    expect(await look({ after: 0 })).toMatchObject({ ended: { found: 'here' }, waits: [], announced: [] });
    expect(await look({ after: 3000 })).toMatchObject({ ended: { found: 'here' }, waits: [1000, 2000] });
    expect(await look({ after: 60_000 })).toMatchObject({ ended: { found: 'here' }, waited: 60_000 });
  });

  it.each([60_000, 3_600_000])('is looked for only once %s ms later', async age => {
    expect(await look({ age })).toMatchObject({ ended: { found: undefined }, looks: 1, announced: [] });
  });

  it('is not given up as long as there is no time to know', async () => {
    expect(await look({ timeout: 5000 })).toMatchObject({
      ended: { tooEarly: 57_000 },
      waited: 3000,
      announced: [5000],
    });
    expect(await look({ timeout: 5000, age: 56_000 })).toMatchObject({ ended: { found: undefined }, waited: 4000 });
    expect(await look({ timeout: 0 })).toMatchObject({ ended: { tooEarly: 60_000 }, waited: 0, looks: 1 });
  });

  it('is found if it comes within a minute of being sent, by whatever clock and within whatever time there is', async () => {
    const ms = fc.integer({ min: -100_000, max: 100_000 });
    await fc.assert(
      fc.asyncProperty(ms, fc.nat(120_000), fc.nat(70_000), async (age, timeout, comes) => {
        const { ended, waited } = await look({ age, timeout, after: comes });
        expect(waited).toBeLessThanOrEqual(timeout);
        if ('tooEarly' in ended) expect(timeout).toBeLessThan(60_000 - Math.max(0, age));
        else expect(ended.found).toBe(comes <= Math.max(0, 60_000 - Math.max(0, age)) ? 'here' : undefined);
      }),
    );
  });
});
