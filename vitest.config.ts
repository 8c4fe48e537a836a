import { defineConfig } from 'vitest/config';

/** What runs only when it is asked for: by hundred thousands, and on every Node.js. */
const INCLUDED: Record<string, string> = {
  properties: 'test/properties/*.test.ts',
  package: 'test/package/*.ts',
};

export default defineConfig(({ mode }) => {
  // The very same tests, with many more runs.
  const long = mode === 'properties';
  return {
    test: {
      include: [INCLUDED[mode] ?? 'test/**/*.test.ts'],
      setupFiles: ['test/support/setup.ts'],
      testTimeout: long ? 600_000 : 30_000,
      env: long ? { PROPERTIES: 'long' } : {},
      ...(long ? { maxWorkers: '100%' } : {}),
      coverage: { provider: 'v8', include: ['src/**'], reporter: ['text'] },
    },
  };
});
