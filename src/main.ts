import { version } from '../package.json';
import type { Answer } from './answer.ts';
import { PROGRAM } from './cli.ts';
import type { Command } from './commands/act.ts';
import { type ParsedLine, parseCommandLine } from './commands/command-line.ts';
import { loadProgram } from './commands/define.ts';
import { expandAlias } from './commands/expand-alias.ts';
import { chooseStart } from './commands/first-start.ts';
import { type Context, createContext, type GlobalFlags } from './context.ts';
import { CliError, EXIT, usage } from './errors.ts';
import { type Host, type Output, ReaderGone, realHost } from './host.ts';
import { formatCommand } from './values/shell.ts';

export { realHost };

/** The command by which the build gets the tree of commands for completion. */
const TREE_COMMAND = '__tree';

/** Runs one command line (without node and script) in a world, and gives the exit code. */
export async function run(typed: readonly string[], host: Host): Promise<number> {
  if (typed[0] === TREE_COMMAND) return ignoreReaderGone(host.stdout.write(await commandTree()));
  let context: Context | undefined;
  let argv = typed;
  try {
    argv = await expandAlias(PROGRAM, typed, async () => (await createContext(host, {}).aliases()).all());
    const line = await parseCommandLine(PROGRAM, argv, host.stdout.columns || 80);
    if (canStartAnew(argv, line, host)) {
      context = createContext(host, line.kind === 'command' ? (line.allFlags as GlobalFlags) : {}, argv);
      const start = await chooseStart(argv, context);
      await context.close();
      if (start) return await runAll({ commands: start.map(words => ({ words })) }, host, { out: host.stderr });
    }
    if (line.kind === 'text') {
      // A program that reads JSON cannot use the help text.
      if (line.incomplete && wantsJson(argv, undefined)) throw usage('There is no command', { hint: 'See --help.' });
      return await ignoreReaderGone(host.stdout.write(line.text));
    }
    context = createContext(host, line.allFlags as GlobalFlags, argv);
    // An invalid expression is refused before anything is sent.
    await context.jqFilter();
    const answer = await line.command.run(context, { args: line.args, flags: line.flags, program: PROGRAM, run });
    return await show(answer, context);
  } catch (error) {
    // Requests that are still running must print nothing after the error.
    await context?.close();
    return await reportError(error, argv, context?.host ?? host, context);
  } finally {
    await context?.close();
  }
}

/** Whether a person without a space is better asked how to start: a bare `pipeliner`, or a command that asks questions. */
function canStartAnew(argv: readonly string[], line: ParsedLine<Command>, { stdout }: Host): boolean {
  if (line.kind === 'text') return argv.length === 0 && stdout.isTTY;
  return line.command.asks !== undefined && !('resume' in line.flags);
}

/** Runs command lines one after the other, each shown on `out` first and `end` after it, as long as they succeed. */
async function runAll(
  { commands }: Pick<Extract<Answer, { kind: 'commands' }>, 'commands'>,
  host: Host,
  { out, end = '' }: { out: Output; end?: string },
): Promise<number> {
  for (const { words, typed } of commands) {
    await out.write(`$ ${formatCommand(words, {}, host.platform)}\n`);
    const exit = await run(words, typed ? (await import('./typed-answers.ts')).withTypedAnswers(host, typed) : host);
    if (exit !== 0) return exit;
    if (end) await out.write(end);
  }
  return 0;
}

/** The tree of commands as completion reads it. */
async function commandTree(): Promise<string> {
  const { treeOf } = await import('./completion/from-definitions.ts');
  const { serializeTree } = await import('./completion/tree.ts');
  return JSON.stringify(serializeTree(treeOf(await loadProgram(PROGRAM))));
}

/** Prints an answer: the records or text on stdout, remarks on stderr. Returns the exit code. */
async function show(answer: Answer, context: Context): Promise<number> {
  const { host, flags, say, clearProgress, jqFilter: filter } = context;
  if (answer.kind === 'commands') {
    const exit = await runAll(answer, host, { out: host.stdout, end: '\n' });
    if (exit === 0 && answer.notice) await host.stderr.write(`${answer.notice}\n`);
    return exit;
  }
  const { render, shouldColour, wantsAscii } = await import('./terminal/output/index.ts');
  // A table needs a terminal; in a pipe the same cells are more useful as tsv.
  const format = context.format ?? (host.stdout.isTTY ? 'table' : 'tsv');
  const colour = shouldColour(host.stdout, host.env, flags.color);
  const look = {
    out: host.stdout,
    format,
    colour,
    ascii: wantsAscii(host.env, host.platform),
    now: host.now(),
    csvRaw: flags.csvRaw,
  };
  const printsAtOnce = answer.kind === 'records' && (format === 'table' || format === 'json');
  const printable = printsAtOnce ? { ...answer, pages: thenClear(answer.pages, clearProgress) } : answer;
  const jq = await filter();
  const { truncated } = await (jq ? jq.print(printable, look, say) : render(printable, look))
    .catch(error => {
      const change = describeChange(answer);
      throw error instanceof CliError && change ? withChange(error, change) : error;
    })
    .finally(clearProgress);
  const remark =
    answer.kind === 'records' || answer.kind === 'messages'
      ? truncated
        ? undefined
        : answer.footer?.()
      : 'notice' in answer
        ? answer.notice
        : undefined;
  if (remark) await say(remark);
  const failure = answer.kind === 'raw' ? answer.failure : answer.kind === 'records' ? answer.failure?.() : undefined;
  if (failure && !truncated) throw failure;
  return 0;
}

/** Prints an error on stderr and returns its exit code. */
async function reportError(
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
  const cliError = error instanceof CliError ? withExit(error, host) : interruption(error, host);
  const commandLine = context?.commandLine ?? ((words: readonly string[]) => formatCommand(words, {}, host.platform));
  const options = { machine, colour, debug, columns: host.stderr.columns, formatCommand: commandLine };
  const text = cliError ? formatError(cliError, options) : formatBug(error, { machine, version });
  await ignoreReaderGone(host.stderr.write(text));
  return cliError?.exit ?? EXIT.BUG;
}

/** The exit code after a write. A reader that is gone is not a failure. */
async function ignoreReaderGone(writing: Promise<void>): Promise<number> {
  try {
    await writing;
    return 0;
  } catch (error) {
    return error instanceof CliError ? error.exit : 0;
  }
}

/** The same pages; the progress line is removed after the last one, before the output takes its place. */
async function* thenClear<T>(pages: AsyncIterable<T>, clearProgress: () => Promise<void>): AsyncGenerator<T> {
  try {
    yield* pages;
  } finally {
    await clearProgress();
  }
}

/** What the answer says about the change on the server. */
function describeChange(answer: Answer): string | undefined {
  if (answer.kind === 'raw') return answer.outcome;
  if (answer.kind !== 'record' || !answer.notice) return undefined;
  const { id } = answer.row;
  return typeof id === 'string' ? `${answer.notice} Its id is ${id}.` : answer.notice;
}

/** A print error, with the change that was made on the server nevertheless. */
const withChange = (error: CliError, change: string): CliError =>
  new CliError(error.code, error.message, { flag: error.flag, retrySafe: false, hint: change, cause: error });

/** An interruption ends as its signal does: 143 for SIGTERM, else 130. */
const withExit = (error: CliError, { signal }: Pick<Host, 'signal'>): CliError =>
  error.code === 'INTERRUPTED' && signal.reason === 'SIGTERM'
    ? new CliError(error.code, error.message, { ...error, exit: 143, cause: error.cause })
    : error;

/** The error of a wait that ended because the user stopped the command. */
const interruption = (error: unknown, { signal }: Host): CliError | undefined =>
  signal.aborted && error instanceof Error && error.name === 'AbortError'
    ? withExit(new CliError('INTERRUPTED', 'Interrupted', { cause: error }), { signal })
    : undefined;

/** Whether a program reads the errors. If the flags could not be parsed, the words themselves are searched. */
function wantsJson(argv: readonly string[], context: Context | undefined): boolean {
  if (context) return context.format === 'json' || context.format === 'jsonl';
  const index = argv.indexOf('--format');
  return (
    argv.some(word => /^--(json$|jq$|jq=|format=jsonl?$)/.test(word)) ||
    (index >= 0 && /^jsonl?$/.test(argv[index + 1] ?? ''))
  );
}
