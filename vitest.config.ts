import { defineConfig } from 'vitest/config';

export default defineConfig(({ mode }) => {
  // The very same tests, with many more runs.
  const long = mode === 'properties';
  return {
    test: {
      include: [long ? 'test/properties/*.test.ts' : 'test/**/*.test.ts'],
      setupFiles: ['test/support/setup.ts'],
      testTimeout: long ? 600_000 : 30_000,
      env: long ? { PROPERTIES: 'long' } : {},
      ...(long ? { maxWorkers: '100%' } : {}),
      coverage: { provider: 'v8', include: ['src/**'], reporter: ['text'] },
    },
  };
});
