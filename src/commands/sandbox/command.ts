import { Command, Option } from 'commander';
import type { Answer } from '../../answer.ts';
import type { Act } from '../../cli.ts';
import type { Context } from '../../context.ts';
import { usage } from '../../errors.ts';
import { confirm } from '../confirm.ts';
import { repeated, wholeNumber } from '../flags.ts';

/** `pipeliner sandbox serve | tour | reset | path`: the built-in space. */
export function sandboxCommand(act: Act): Command {
  const sandbox = new Command('sandbox')
    .description('the built-in space: a server on this machine that answers like the real one')
    .addHelpText('after', examples('tour', 'serve', 'reset --yes', 'path'));
  sandbox
    .command('tour')
    .description('show the product in a minute, on the built-in space')
    .addHelpText('after', examples('tour'))
    .action(act(context => tour(context)));
  sandbox
    .command('serve')
    .description('run the built-in space until interrupted, and print how to reach it')
    .addOption(new Option('--port <n>', 'default: any free one').argParser(wholeNumber(0, 65535)))
    .addOption(new Option('--fault <rule>', 'fail on purpose; repeatable').argParser(repeated))
    .addHelpText('after', FAULTS + examples('serve', 'serve --port 8090 --json', `serve --fault '${LOST}'`))
    .action(act((context, flags: ServeFlags) => serve(context, flags)));
  sandbox
    .command('reset')
    .description('forget everything that was created there')
    .addHelpText('after', examples('reset', 'reset --yes'))
    .option('--yes', 'without a question')
    .action(act((context, flags: { yes?: boolean }) => reset(context, flags)));
  sandbox
    .command('path')
    .description('print where its file lies')
    .addHelpText('after', examples('path'))
    .action(act(async ({ sandboxState }) => ({ kind: 'text', text: sandboxState, row: { path: sandboxState } })));
  return sandbox;
}

const examples = (...lines: string[]) => `\nExamples:\n${lines.map(line => `  pipeliner sandbox ${line}`).join('\n')}`;

async function tour({ mayAsk, host, format }: Context): Promise<Answer> {
  if (format !== undefined) throw usage('The tour is for reading: it has no other format', { flag: '--format' });
  const person = mayAsk && host.stdout.isTTY;
  const lists = ['clients', 'pipelines', 'accounts', 'contacts', 'currencies'].map(noun => [noun, '--limit', '5']);
  const flags = [
    ...['--owner', 'john.doe@example.com', '--pipeline', 'Test Pipeline', '--step', 'First'],
    ...['--account', 'info@ziemann-and-sons.de', '--name', 'New Opportunity'],
    ...['--value', '12500', '--currency', 'USD', '--closing-date', '+30d'],
  ];
  // Through a pipe the tables are the show.
  const always = ['--sandbox', ...(host.stdout.isTTY ? [] : ['--format', 'table'])];
  const create = { words: [...always, 'oppty', 'create', ...(person ? [] : flags)], again: true };
  return { kind: 'commands', commands: [...lists.map(words => ({ words: [...always, ...words] })), create] };
}

interface ServeFlags {
  port?: number;
  fault?: string[];
}

const LOST = 'POST Opportunities: commit-then-reset';
const FAULTS = `
A rule is <method> <path> [#<which>]: <action> [x<times>], as GET Contacts #2: cut, or GET *: 429 retry-after=2 x2.
pipeliner help faults has all the ways to fail.
`;

async function serve({ host, flags, sandboxState, say, format }: Context, serving: ServeFlags): Promise<Answer> {
  const { startSandbox } = await import('../../sandbox/http/server.ts');
  const { parseFaults } = await import('../../sandbox/faults/faults.ts');
  const server = await startSandbox({
    statePath: sandboxState,
    now: host.now,
    port: serving.port ?? 0,
    faults: parseFaults(serving.fault ?? [], '--fault'),
    log: (line, fault) => {
      // Nobody waits for it, so nobody would hear of its failure.
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
  return { kind: 'nothing', said: 'The sandbox has ended.' };
}

async function reset(context: Context, { yes }: { yes?: boolean }): Promise<Answer> {
  const question = 'Forget everything that was created in the sandbox?';
  if (!yes && !(await confirm(context, question, ['No, keep it', 'Yes, forget it']))) {
    return { kind: 'nothing', said: 'Nothing was changed.' };
  }
  const { resetStore } = await import('../../sandbox/store.ts');
  await resetStore(context.sandboxState, context.host.now);
  return { kind: 'nothing', said: 'The sandbox is as it was at first.' };
}
