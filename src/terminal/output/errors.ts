import { inspect } from 'node:util';
import { Chalk } from 'chalk';
import type { CliError, Problem } from '../../errors.ts';
import { sanitize, sanitizeJson } from '../text/sanitize.ts';
import { toCell } from '../text/width.ts';

/** What a server says may go on for megabytes; nobody reads more than so much of it, or of so many problems. */
const MOST_LETTERS = 2000;
const MOST_PROBLEMS = 50;

export { shouldColour } from '../text/style.ts';

/**
 * An error as text for stderr, last line break included: what happened, to which flag, what to do next. For machines
 * the last line is the same as one JSON object.
 */
export function formatError(error: CliError, how: { machine: boolean; colour: boolean; debug: boolean }): string {
  const { code, message, hint, details = [] } = error;
  const red = new Chalk({ level: how.colour ? 1 : 0 }).bold.red;
  // A single problem may stand in the details as well, for its candidates.
  const others = details.filter(problem => problem.message !== message);
  const same = details.find(problem => problem.message === message);
  const told = [
    ...indented(code === 'INTERRUPTED' ? '' : `${red('Error:')} `, `${brief(message)}${whereOf(error)}`, 0),
    ...candidatesOf(same, 2),
    ...others
      .slice(0, MOST_PROBLEMS)
      .flatMap(problem => [
        ...indented('', `${labelOf(problem)}${brief(problem.message)}`, 2),
        ...candidatesOf(problem, 4),
        ...indented('', problem.hint ?? '', 4),
      ]),
    ...(others.length > MOST_PROBLEMS ? [`  and ${others.length - MOST_PROBLEMS} more`] : []),
    ...indented('', hint ?? '', 0),
    ...(how.debug ? indented('', stackOf(error), 2) : []),
  ];
  return text(told, how.machine ? errorObject(error) : undefined);
}

/** An error nobody expected as text for stderr: our bug, with what a report needs. */
export function formatBug(error: unknown, how: { machine: boolean; version: string }): string {
  const message = `This is a bug of pipeliner ${how.version}, nothing you did wrong`;
  const hint = 'Please report it with the command you ran and this text';
  const told = [`Error: ${message}.`, `${hint}:`, ...indented('', stackOf(error), 2)];
  return text(
    told,
    how.machine ? { code: 'BUG', message: `${message}: ${summaryOf(error)}`, exit: 1, hint } : undefined,
  );
}

const text = (lines: readonly string[], object: object | undefined) =>
  [...lines, ...(object ? [sanitizeJson(JSON.stringify({ error: object }))] : [])].map(line => `${line}\n`).join('');

/** JSON.stringify leaves out what is undefined. */
const errorObject = (error: CliError) => ({
  code: error.code,
  message: error.message,
  exit: error.exit,
  field: error.field,
  flag: error.flag,
  hint: error.hint,
  status: error.status,
  retry_safe: error.retrySafe,
  details: error.details?.map(({ code, message, field, flag, hint, candidates }) => ({
    code,
    message,
    field,
    flag,
    hint,
    candidates: candidates?.map(({ id, name }) => ({ id, name })),
  })),
});

/** The text's lines, clean and indented; those after the first a little more. No text, no lines. */
function indented(start: string, text: string, spaces: number): string[] {
  if (text === '') return [];
  const [first = '', ...rest] = text.split('\n').map(sanitize);
  const margin = ' '.repeat(spaces);
  return [`${margin}${start}${first}`, ...rest.map(line => `${margin}  ${line}`)].map(line => line.trimEnd());
}

/** A message of a bearable length. */
const brief = (text: string) =>
  text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS).replace(/[\ud800-\udbff]$/, '')}…` : text;

const labelOf = ({ flag, field, message }: Problem) => {
  const label = flag === '--set' && field ? `${flag} ${field}` : (flag ?? field);
  return label === undefined || message.startsWith(label) ? '' : `${label}: `;
};

function whereOf({ message, flag, field }: CliError): string {
  const where = flag ?? field;
  return where === undefined || message.includes(where) ? '' : ` (${where})`;
}

const candidatesOf = (problem: Problem | undefined, spaces: number): string[] =>
  (problem?.candidates ?? []).map(({ id, name }) => `${' '.repeat(spaces)}${sanitize(id)}  ${toCell(name)}`);

/** The stack of an error and of what caused it. */
function stackOf(error: unknown): string {
  const told: string[] = [];
  let each = error;
  do {
    told.push(each instanceof Error ? (each.stack ?? summaryOf(each)) : summaryOf(each));
    each = each instanceof Error ? each.cause : undefined;
    // A chain may bite its own tail.
  } while (each !== undefined && told.length < 5);
  return told.join('\ncaused by ');
}

function summaryOf(error: unknown): string {
  if (error instanceof Error) return `${error.name}: ${error.message}`;
  return typeof error === 'string' ? error : inspect(error);
}
