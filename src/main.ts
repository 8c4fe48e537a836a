import { type Command, CommanderError } from 'commander';
import { version } from '../package.json';
import type { Answer } from './answer.ts';
import { buildProgram, wholeProgram } from './cli.ts';
import { type Context, createContext, type GlobalFlags } from './context.ts';
import { CliError, EXIT, usage } from './errors.ts';
import { type Host, ReaderGone, realHost } from './host.ts';
import { quoteForShell } from './values/shell.ts';

export { realHost };

/** How the build asks for the tree of commands, with which command lines are completed. */
const WRITING_DOWN = '__tree';

/**
 * Runs one command line (without node and script) in a world, and gives the exit code. The only judge. `again` prints
 * the answer a second time, as --json would.
 */
export async function run(argv: readonly string[], host: Host, again = false): Promise<number> {
  if (argv[0] === WRITING_DOWN) {
    const { treeOf } = await import('./completion/from-program.ts');
    const { serializeTree } = await import('./completion/tree.ts');
    return unlessGone(host.stdout.write(JSON.stringify(serializeTree(treeOf(await wholeProgram())))));
  }
  let context: Context | undefined;
  let exit = 0;
  let help = '';
  const program = await buildProgram(
    perform =>
      async (...args) => {
        const command = args.at(-1) as unknown as Command;
        context = createContext(host, command.optsWithGlobals<GlobalFlags>());
        // A bad expression is told before anything is sent.
        await context.filter();
        const answer = await perform(context, ...args);
        exit = await show(answer, context);
        if (again && exit === 0) {
          await host.stdout.write('\nThe same, as --json prints it:\n');
          await show({ ...answer, said: '' } as Answer, context, 'json');
        }
      },
    argv,
  );
  forEach(program, command =>
    command
      .exitOverride()
      .configureHelp({ showGlobalOptions: true })
      .configureOutput({
        writeOut: text => {
          help += text;
        },
        writeErr: text => {
          help += text;
        },
        outputError: () => {},
        getOutHelpWidth: () => host.stdout.columns ?? 80,
      }),
  );
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exit;
  } catch (error) {
    // What else is on its way has nothing to say after the error.
    await context?.close();
    // Without a command, or after --help and --version, commander has written what to say.
    const helped = error instanceof CommanderError && (error.exitCode === 0 || error.code === 'commander.help');
    if (helped && (error.exitCode === 0 || !wantsJson(argv, undefined))) {
      return await unlessGone(host.stdout.write(help));
    }
    return await tell(
      error instanceof CommanderError ? usageError(error) : error,
      argv,
      context?.host ?? host,
      context,
    );
  } finally {
    await context?.close();
  }
}

/** Prints an answer: what was asked for on stdout, the rest on stderr. */
async function show(answer: Answer, context: Context, wanted = context.format): Promise<number> {
  const { host, flags, say, settle, filter } = context;
  if (answer.kind === 'commands') {
    for (const { words, again } of answer.commands) {
      await host.stdout.write(`$ pipeliner ${quoteForShell(words, host.platform)}\n`);
      const exit = await run(words, host, again);
      if (exit !== 0) return exit;
      await host.stdout.write('\n');
    }
    return 0;
  }
  const { render, shouldColour, wantsAscii } = await import('./terminal/output/index.ts');
  // A table needs a terminal; through a pipe the same cells are more use as tsv.
  const format = wanted ?? (host.stdout.isTTY ? 'table' : 'tsv');
  const colour = shouldColour(host.stdout, host.env, flags.color);
  const look = { out: host.stdout, format, colour, ascii: wantsAscii(host.env, host.platform), csvRaw: flags.csvRaw };
  const whole = answer.kind === 'records' && (format === 'table' || format === 'json');
  const shown = whole ? { ...answer, pages: thenSettle(answer.pages, settle) } : answer;
  const jq = await filter();
  const { truncated } = await (jq ? jq.print(shown, look, say) : render(shown, look))
    .catch(error => {
      const done = doneBy(answer);
      throw error instanceof CliError && done ? unprinted(error, done) : error;
    })
    .finally(settle);
  const said =
    answer.kind === 'records' ? (truncated ? undefined : answer.more?.()) : 'said' in answer ? answer.said : undefined;
  if (said) await say(said);
  const failure = answer.kind === 'records' && !truncated ? answer.failure?.() : undefined;
  if (failure) throw failure;
  return 0;
}

/** Tells an error on stderr and gives its exit code. */
async function tell(
  error: unknown,
  argv: readonly string[],
  host: Host,
  context: Context | undefined,
): Promise<number> {
  if (error instanceof ReaderGone) return 0;
  const { shouldColour, formatBug, formatError } = await import('./terminal/output/errors.ts');
  const colour = shouldColour(host.stderr, host.env, context?.flags.color);
  const machine = wantsJson(argv, context);
  const debug = context?.flags.debug === true;
  const known = error instanceof CliError ? withExit(error, host) : interruption(error, host);
  const text = known ? formatError(known, { machine, colour, debug }) : formatBug(error, { machine, version });
  await unlessGone(host.stderr.write(text));
  return known?.exit ?? EXIT.BUG;
}

/** The exit code 0, once the text is written; somebody who has stopped reading is no failure. */
async function unlessGone(writing: Promise<void>): Promise<number> {
  try {
    await writing;
    return 0;
  } catch (error) {
    return error instanceof CliError ? error.exit : 0;
  }
}

/** The pages, after which the progress line is taken away: what is printed whole comes in its place. */
async function* thenSettle<T>(pages: AsyncIterable<T>, settle: () => Promise<void>): AsyncGenerator<T> {
  try {
    yield* pages;
  } finally {
    await settle();
  }
}

/** What an answer tells that was done on the server, in words. */
function doneBy(answer: Answer): string | undefined {
  if (answer.kind === 'raw') return answer.done;
  if (answer.kind !== 'record' || !answer.said) return undefined;
  const { id } = answer.row;
  return typeof id === 'string' ? `${answer.said} Its id is ${id}.` : answer.said;
}

/** What was done stands, even if it could not be printed. */
const unprinted = (error: CliError, done: string): CliError =>
  new CliError(error.code, error.message, { flag: error.flag, retrySafe: false, hint: done, cause: error });

/** An interruption ends as its signal does: 143 for SIGTERM, else 130. */
const withExit = (error: CliError, { signal }: Pick<Host, 'signal'>): CliError =>
  error.code === 'INTERRUPTED' && signal.reason === 'SIGTERM'
    ? new CliError(error.code, error.message, { ...error, exit: 143, cause: error.cause })
    : error;

/** A wait that was cut short because the user stopped the command. */
const interruption = (error: unknown, { signal }: Host): CliError | undefined =>
  signal.aborted && error instanceof Error && error.name === 'AbortError'
    ? withExit(new CliError('INTERRUPTED', 'Interrupted', { cause: error }), { signal })
    : undefined;

/** Whether errors have to be readable by a program. When the flags could not be parsed, the words themselves tell. */
function wantsJson(argv: readonly string[], context: Context | undefined): boolean {
  if (context) return context.format === 'json' || context.format === 'jsonl';
  const at = argv.indexOf('--format');
  return (
    argv.some(word => /^--(json$|jq$|jq=|format=jsonl?$)/.test(word)) ||
    (at >= 0 && /^jsonl?$/.test(argv[at + 1] ?? ''))
  );
}

/** commander's complaint in this tool's form. */
function usageError({ code, message }: CommanderError): CliError {
  // The command tree alone, with a machine reading: its message is not meant for anybody.
  if (code === 'commander.help') return usage('There is no command', { hint: 'See --help.' });
  const [first = '', suggestion] = message.replace(/^error: /, '').split('\n');
  const flag = /'[^']*(--[a-z-]+)/.exec(first)?.[1];
  const hint = suggestion ? suggestion.replace(/^\(|\)$/g, '') : 'See --help.';
  return usage(first.charAt(0).toUpperCase() + first.slice(1), { flag, hint });
}

function forEach(command: Command, work: (command: Command) => void): void {
  work(command);
  for (const sub of command.commands) forEach(sub, work);
}
