import type { Command } from '../act.ts';

/** `pipeliner sandbox path`: where the file of the sandbox lies. */
export const path: Command = {
  name: 'path',
  summary: 'print where its file lies',
  examples: ['sandbox path'],
  writes: 'nothing',
  schemas: async () => (await import('./schemas.ts')).pathSchemas,
  run: async ({ sandboxState }) => ({ kind: 'text', text: sandboxState, row: { path: sandboxState } }),
};
