import type { Command } from '../act.ts';

/** `pipeliner sandbox path`: the file of the sandbox. */
export const path: Command = {
  name: 'path',
  summary: 'print the path of its file',
  examples: ['sandbox path'],
  writes: 'nothing',
  schemas: async () => (await import('./schemas.ts')).pathSchemas,
  run: async ({ sandboxState }) => ({ kind: 'text', text: sandboxState, row: { path: sandboxState } }),
};
