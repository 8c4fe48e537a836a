import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Answer } from '../../answer.ts';
import { CliError, usage } from '../../errors.ts';
import { LIMITS_HINT } from '../../values/web-assembly.ts';
import { sanitize, sanitizeJson } from '../text/sanitize.ts';
import type { JqResult } from './jq-thread.ts';
import { jsonOf, type RenderTarget } from './render.ts';

/** A compiled jq expression. */
export interface JqFilter {
  /** Prints the filtered JSON of an answer, all of it or nothing, as `render` does. The output of jq's `debug` goes to `say`. */
  print(answer: Answer, target: RenderTarget, say: (words: string) => Promise<void>): Promise<{ truncated?: boolean }>;
  close(): Promise<void>;
}

/** A line before an expression: its input is the environment and the value, and it sees them as jq has them. */
const ENVIRONMENT = '.[0] as $ENV | .[1] | def env: $ENV;';

/** What a filter may use. */
export interface FilterOptions {
  /** The environment that `env` and `$ENV` give, without secrets. */
  env: Readonly<Record<string, string | undefined>>;
  /** The longest time for one answer, in milliseconds. */
  timeout: number;
  /** Ends a filter at once. */
  signal: AbortSignal;
}

/** Compiles a jq expression. Throws USAGE with jq's words if it cannot. */
export async function openFilter(expression: string, { env, timeout, signal }: FilterOptions): Promise<JqFilter> {
  // The built-in jq has an environment of its own making. Where the user's is asked for, it comes as a part of the input.
  const usesEnvironment = /\benv\b/i.test(expression);
  const workerData = usesEnvironment ? `${ENVIRONMENT}\n${expression}` : expression;
  const inputFor = (json: string) => (usesEnvironment && json !== '' ? `[${JSON.stringify(env)},${json}]` : json);
  // In a thread of its own: a filter may never end, and signals are heard here only while this thread is free.
  const thread = new Worker(new URL('./jq-thread.js', import.meta.url), { workerData, stderr: true });
  let threadError: Error | undefined;
  const ask = async (json: string): Promise<JqResult> => {
    thread.postMessage(json);
    const deadline = AbortSignal.timeout(timeout);
    try {
      const [reply] = await once(thread, 'message', { signal: AbortSignal.any([signal, deadline]) });
      return reply;
    } catch (error) {
      if (signal.aborted) throw error;
      if (deadline.aborted) {
        throw usage(`jq did not finish within ${timeout / 1000} s`, {
          ...{ flag: '--jq', hint: '--timeout gives it more time, if it ends at all.' },
        });
      }
      threadError = error as Error;
      return undefined;
    }
  };
  const close = async () => {
    await thread.terminate();
  };

  try {
    // Without a value to work on, jq compiles and does nothing else.
    const compiled = await ask('');
    if (!compiled) {
      const missing = threadError && loadError(threadError);
      if (missing) throw missing;
      throw usage(`jq cannot start here: ${threadError?.message ?? 'it takes too much memory'}`, {
        ...{ flag: '--jq', hint: LIMITS_HINT, cause: threadError },
      });
    }
    if (compiled.exitCode !== 0) {
      throw usage(`jq does not take the expression: ${explainCompileError(compiled.stderr, usesEnvironment ? 1 : 0)}`, {
        flag: '--jq',
      });
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { print: (answer, target, say) => printFiltered(answer, target, say, json => ask(inputFor(json))), close };
}

/** The error for a part of jq that is not there, as while npm replaces the package; undefined for any other error. */
function loadError(error: unknown): CliError | undefined {
  if (!/MODULE_NOT_FOUND|ENOENT|EMFILE/.test((error as NodeJS.ErrnoException).code ?? '')) return undefined;
  const [reason] = (error as Error).message.split('\n');
  return new CliError('LOCAL_DISK', `jq cannot be loaded: ${reason}`, {
    retrySafe: true,
    hint: 'Nothing was sent. Run the command again, or install it again: npm install -g pipeliner-cli',
    cause: error,
  });
}

/** Renders an answer as JSON, and prints what the filter makes of it. */
async function printFiltered(
  answer: Answer,
  target: RenderTarget,
  say: (words: string) => Promise<void>,
  ask: (json: string) => Promise<JqResult>,
): Promise<{ truncated?: boolean }> {
  let json = '';
  for await (const text of jsonOf(answer)) json += text;
  const reply = await ask(replaceLoneSurrogates(json));
  if (!reply) {
    throw usage('The answer came, but filtering it takes more memory than jq has here', {
      flag: '--jq',
      hint: 'Ask for less, as with --fields or --limit, or give --format jsonl to a jq of your own.',
    });
  }
  if (reply.exitCode !== 0) {
    throw usage(`The answer came, but jq failed on it: ${explainRunError(reply.stderr)}`, { flag: '--jq' });
  }
  if (reply.stderr !== '') await say(reply.stderr);
  try {
    await target.out.write(formatResults(reply.stdout, target.out.isTTY));
    return {};
  } catch (error) {
    if (error instanceof Error && error.name === 'ReaderGone') return { truncated: true };
    throw error;
  }
}

/**
 * The results of jq, JSON a line, as they are printed: strings as they are, the rest as JSON. On a terminal strings are
 * clean but for their line breaks and tabs.
 */
export const formatResults = (lines: string, terminal: boolean): string =>
  lines
    .split('\n')
    .filter(line => line !== '')
    .map(line => `${line.startsWith('"') ? text(JSON.parse(line), terminal) : sanitizeJson(line)}\n`)
    .join('');

const text = (string: string, terminal: boolean) => (terminal ? string.replace(/[^\n\t]+/g, sanitize) : string);

/** JSON text with a replacement character for each lone surrogate: jq refuses them. */
export const replaceLoneSurrogates = (json: string): string =>
  /\\ud[89a-f]/i.test(json)
    ? json.replace(/\\(?:ud[89ab]..\\ud[c-f]..|(ud[89a-f]..)|.)/gi, (sequence, loneSurrogate) =>
        loneSurrogate ? '\\ufffd' : sequence,
      )
    : json;

/**
 * Why an expression does not compile; the lines jq shows of it and a count are left out, and so is the number of lines
 * that were put before it.
 */
export const explainCompileError = (stderr: string, linesBefore = 0): string =>
  [...stderr.matchAll(/^jq: error: (.*?):?$/gm)]
    .map(match => match[1]?.replace(/ at <top-level>, line (\d+)/, (_, line) => ` at line ${line - linesBefore}`))
    .join('; ');

/** What went wrong in a run: jq's last words, or the expression's own. */
export const explainRunError = (stderr: string): string =>
  stderr.split(/^jq: (?:parse )?error(?: \([^)]*\))*: /m).at(-1) || 'it was halted';
