import { defineConfig } from 'vitest/config';

/** What runs only when it is asked for: by hundred thousands, in every way, and on every Node.js. */
const INCLUDED: Record<string, string> = {
  properties: 'test/properties/*.test.ts',
  journeys: 'test/journeys/{drafts,every-question}.test.ts',
  package: 'test/package/*.ts',
};

export default defineConfig(({ mode }) => {
  // The very same tests, with many more runs.
  const long = mode === 'properties';
  // Every question left in every way, several at once.
  const journeys = mode === 'journeys';
  return {
    test: {
      include: [INCLUDED[mode] ?? 'test/**/*.test.ts'],
      maxConcurrency: journeys ? 4 : 2,
      setupFiles: ['test/support/setup.ts'],
      testTimeout: long ? 600_000 : journeys ? 120_000 : 30_000,
      env: long ? { PROPERTIES: 'long' } : journeys ? { JOURNEYS: 'all' } : {},
      ...(long ? { maxWorkers: '100%' } : {}),
      coverage: { provider: 'v8', include: ['src/**'], reporter: ['text'] },
    },
  };
});
