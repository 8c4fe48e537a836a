import { inspect } from 'node:util';
import { Chalk } from 'chalk';
import { type CliError, errorObject, hintWithCommand, type Problem } from '../../errors.ts';
import { sanitize, sanitizeJson } from '../text/sanitize.ts';
import { toCell } from '../text/width.ts';
import { wrapLine } from '../text/wrap-message.ts';

/** A server's message can have megabytes, and a list of problems any length: nobody reads more than this. */
const MAX_MESSAGE_LENGTH = 2000;
const MAX_PROBLEMS = 50;

export { shouldColour } from '../text/style.ts';

/** How an error is printed. */
export interface ErrorFormat {
  machine: boolean;
  colour: boolean;
  debug: boolean;
  /** The width of the terminal that it is printed on. */
  columns?: number | undefined;
  /** The command line that the user can run for these words. */
  formatCommand(words: readonly string[]): string;
}

/**
 * An error as text for stderr, last line break included: what happened, to which flag, what to do next. For machines
 * the last line is the same as one JSON object.
 */
export function formatError(error: CliError, options: ErrorFormat): string {
  const { code, message, details = [] } = error;
  const red = new Chalk({ level: options.colour ? 1 : 0 }).bold.red;
  // A single problem is also in the details, because of its candidates.
  const otherProblems = details.filter(problem => problem.message !== message);
  const sameProblem = details.find(problem => problem.message === message);
  const lines = [
    ...indented(code === 'INTERRUPTED' ? '' : `${red('Error:')} `, `${brief(message)}${sourceOf(error)}`, 0),
    ...candidatesOf(sameProblem, 2),
    ...otherProblems
      .slice(0, MAX_PROBLEMS)
      .flatMap(problem => [
        ...indented('', `${labelOf(problem)}${brief(problem.message)}`, 2),
        ...candidatesOf(problem, 4),
        ...indented('', hintWithCommand(problem, options.formatCommand) ?? '', 4),
      ]),
    ...(otherProblems.length > MAX_PROBLEMS ? [`  and ${otherProblems.length - MAX_PROBLEMS} more`] : []),
    ...indented('', hintWithCommand(error, options.formatCommand) ?? '', 0),
    ...(options.debug ? indented('', stackOf(error), 2) : []),
  ];
  const wrapped = options.debug ? lines : lines.flatMap(line => wrapLine(line, options.columns));
  return joinLines(wrapped, options.machine ? errorObject(error, options.formatCommand) : undefined);
}

/** An unexpected error as text for stderr: our bug, with what a report needs. */
export function formatBug(error: unknown, options: { machine: boolean; version: string }): string {
  const message = `This is a bug of pipeliner ${options.version}, nothing you did wrong`;
  const hint = 'Please report it with the command you ran and this text';
  const lines = [`Error: ${message}.`, `${hint}:`, ...indented('', stackOf(error), 2)];
  return joinLines(
    lines,
    options.machine ? { code: 'BUG', message: `${message}: ${summaryOf(error)}`, exit: 1, hint } : undefined,
  );
}

const joinLines = (lines: readonly string[], object: object | undefined) =>
  [...lines, ...(object ? [sanitizeJson(JSON.stringify({ error: object }))] : [])].map(line => `${line}\n`).join('');

/** The text's lines, clean and indented; those after the first a little more. No text, no lines. */
function indented(start: string, text: string, spaces: number): string[] {
  if (text === '') return [];
  const [first = '', ...rest] = text.split('\n').map(sanitize);
  const margin = ' '.repeat(spaces);
  return [`${margin}${start}${first}`, ...rest.map(line => `${margin}  ${line}`)].map(line => line.trimEnd());
}

/** The message, truncated to a readable length. */
const brief = (text: string) =>
  text.length > MAX_MESSAGE_LENGTH ? `${text.slice(0, MAX_MESSAGE_LENGTH).replace(/[\ud800-\udbff]$/, '')}…` : text;

const labelOf = ({ flag, field, message }: Problem) => {
  const label = flag === '--set' && field ? `${flag} ${field}` : (flag ?? field);
  return label === undefined || message.startsWith(label) ? '' : `${label}: `;
};

/** The flag, with the field where the flag alone does not tell it. */
function sourceOf({ message, flag, field }: CliError): string {
  const namesField = field === undefined || message.includes(field);
  const source = flag === '--set' && !namesField ? `${flag} ${field}` : (flag ?? field);
  return source === undefined || message.includes(source) ? '' : ` (${source})`;
}

const candidatesOf = (problem: Problem | undefined, spaces: number): string[] =>
  (problem?.candidates ?? []).map(({ id, name }) => `${' '.repeat(spaces)}${sanitize(id)}  ${toCell(name)}`);

/** The stack of an error and of what caused it. */
function stackOf(error: unknown): string {
  const stacks: string[] = [];
  let current = error;
  do {
    stacks.push(current instanceof Error ? (current.stack ?? summaryOf(current)) : summaryOf(current));
    current = current instanceof Error ? current.cause : undefined;
    // A chain of causes can be a circle.
  } while (current !== undefined && stacks.length < 5);
  return stacks.join('\ncaused by ');
}

function summaryOf(error: unknown): string {
  if (error instanceof Error) return `${error.name}: ${error.message}`;
  return typeof error === 'string' ? error : inspect(error);
}
