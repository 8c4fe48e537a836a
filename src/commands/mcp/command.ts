import type { Command } from '../act.ts';

/** `pipeliner mcp`: the tool for agents. */
export const mcp: Command<{ allowWrites?: boolean }> = {
  name: 'mcp',
  summary: 'serve this space to an agent, by the Model Context Protocol on stdin and stdout',
  flags: [{ flag: '--allow-writes', summary: 'also serve apply and undo; without it nothing can be changed' }],
  explanation: `\
The agent gets at most 12 tools that run the commands of this program: they find and show records, report, check, and
make plans. With --allow-writes it can carry out a plan that it has made here, by its digest, and undo a run after a look
at what that takes back. The space is that of the sign-in at the start; no tool can choose another. The end of stdin, or
Ctrl-C, ends it.

For a client that reads a file of servers:
  {"mcpServers":{"pipeliner":{"command":"pipeliner","args":["mcp","--sandbox"]}}}`,
  examples: ['mcp', '--sandbox mcp --allow-writes'],
  writes: 'as told',
  run: async (context, input) => {
    const { serveAgent } = await import('./serve-agent.ts');
    return serveAgent(context, input);
  },
};
