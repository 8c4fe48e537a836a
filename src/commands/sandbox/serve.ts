import type { Answer } from '../../answer.ts';
import type { Context } from '../../context.ts';
import type { Command } from '../act.ts';

interface ServeFlags {
  size?: 'normal' | 'large';
  port?: number;
  fault?: string[];
}

const LOST = 'POST Opportunities: commit-then-reset';

/** `pipeliner sandbox serve`: the server of the sandbox, for other programs. */
export const serve: Command<ServeFlags> = {
  name: 'serve',
  summary: 'run the built-in space until Ctrl-C, and print how to reach it',
  flags: [
    { flag: '--port <n>', summary: 'the port; default: any free one', takes: { kind: 'integer', min: 0, max: 65535 } },
    {
      flag: '--size <size>',
      summary: 'normal, or large: 20,000 accounts and 50,000 opportunities',
      takes: { kind: 'choice', words: ['normal', 'large'] },
    },
    { flag: '--fault <rule>', summary: 'fail on purpose; repeatable', takes: { kind: 'repeated' } },
  ],
  explanation: `\
--size large is for trying how something copes with a big space. It keeps what is written until it ends: no file changes.
A rule is <method> <path> [#<which>]: <action> [x<times>], as GET Contacts #2: cut, or GET *: 429 retry-after=2 x2.
pipeliner help faults lists all actions.`,
  examples: [
    'sandbox serve',
    'sandbox serve --port 8090 --json',
    'sandbox serve --size large',
    `sandbox serve --fault '${LOST}'`,
  ],
  writes: 'files',
  schemas: async () => (await import('./schemas.ts')).serveSchemas,
  run: (context, { flags }) => runServer(context, flags),
};

async function runServer({ host, flags, sandboxState, say, format }: Context, options: ServeFlags): Promise<Answer> {
  const { openSandbox } = await import('../../sandbox/open-sandbox.ts');
  const { parseFaults } = await import('../../sandbox/faults/faults.ts');
  const server = await openSandbox({
    statePath: sandboxState,
    now: host.now,
    port: options.port ?? 0,
    size: options.size === 'large' ? 'large' : undefined,
    faults: parseFaults(options.fault ?? [], '--fault'),
    log: (line, fault) => {
      // No caller awaits it, so its failure would be lost.
      if (fault || flags.debug) say(line).catch(() => {});
    },
  });
  const environment = {
    PIPELINER_URL: server.url,
    PIPELINER_SPACE: server.space,
    PIPELINER_USERNAME: server.username,
    PIPELINER_PASSWORD: server.password,
  };
  try {
    await say('The sandbox is running. In another shell:');
    for (const [name, value] of Object.entries(environment)) await say(`  export ${name}=${value}`);
    await say('Ctrl-C ends it.');
    if (format === 'json' || format === 'jsonl') await host.stdout.write(`${JSON.stringify(environment)}\n`);
    await new Promise<void>(resolve => {
      if (host.signal.aborted) resolve();
      host.signal.addEventListener('abort', () => resolve());
    });
  } finally {
    await server.close();
  }
  return { kind: 'nothing', notice: 'The sandbox has ended.' };
}
