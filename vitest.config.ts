import { configDefaults, defineConfig } from 'vitest/config';

/** What runs only when it is asked for: by hundred thousands, in processes and terminals, and on every Node.js. */
const INCLUDED: Record<string, string> = {
  properties: 'test/properties/*.test.ts',
  journeys: 'test/journeys/*.test.ts',
  package: 'test/package/*.ts',
};

export default defineConfig(({ mode }) => {
  // The very same tests, with many more runs.
  const long = mode === 'properties';
  // The built tool, in processes and terminals: every question left in every way, several at once.
  const journeys = mode === 'journeys';
  const patience = long ? 600_000 : journeys ? 120_000 : 60_000;
  return {
    test: {
      include: [INCLUDED[mode] ?? 'test/**/*.test.ts'],
      exclude: [...configDefaults.exclude, ...(journeys ? [] : [INCLUDED.journeys!])],
      maxConcurrency: journeys ? 4 : 2,
      setupFiles: ['test/support/setup.ts'],
      // A machine that is busy with other things takes ten times as long.
      testTimeout: patience,
      hookTimeout: patience,
      env: long ? { PROPERTIES: 'long' } : journeys ? { JOURNEYS: process.env.JOURNEYS ?? 'all' } : {},
      // Most tests wait for a program, so that a worker for each core does not crowd the others out.
      maxWorkers: '100%',
      coverage: { provider: 'v8', include: ['src/**'], reporter: ['text'] },
    },
  };
});
