import { isSpaceId, isUsername, parseServiceUrl } from '../../access/service-url.ts';
import type { Context } from '../../context.ts';
import { CliError, type Problem, problemsError, usage } from '../../errors.ts';
import { hasControl } from '../../values/printable.ts';
import { quoteForShell } from '../../values/shell.ts';
import { readInput } from '../read-input.ts';

/** The flags of `pipeliner auth login`. */
export interface LoginFlags {
  url?: string;
  space?: string;
  username?: string;
  passwordStdin?: boolean;
  yes?: boolean;
}

/** What a sign-in consists of, as typed. */
export interface Answers {
  url?: string | undefined;
  space?: string | undefined;
  username?: string | undefined;
  password?: string | undefined;
}

export type Name = keyof Answers;
export type Complete = Record<Name, string>;

/** The questions, in their order. */
export const NAMES = ['url', 'space', 'username', 'password'] as const;
export const MESSAGES: Complete = {
  url: 'Service URL',
  space: 'Space ID',
  username: 'User name',
  password: 'Password',
};
const FLAGS: Complete = { url: '--url', space: '--space', username: '--username', password: '--password-stdin' };

/** The answers that the flags give. */
export async function readAnswers(flags: LoginFlags, context: Context): Promise<Answers> {
  const { url, space, username, passwordStdin } = flags;
  if (!passwordStdin) return { url, space, username };
  const flag = '--password-stdin';
  if (context.host.stdin.isTTY)
    throw usage('The standard input is a terminal', { flag, hint: 'Leave it out to be asked.' });
  const password = (await readInput('-', context, flag)).replace(/\r?\n$/, '');
  if (password === '') throw usage('The standard input holds no password', { flag });
  if (hasControl(password)) throw usage('The standard input holds more than one line', { flag });
  return { url, space, username, password };
}

/** The answers with the space that the address names, where no other space is given. */
export function withSpace(answers: Answers): Answers {
  if (answers.space !== undefined || answers.url === undefined || problemOf('url', answers.url)) return answers;
  return { ...answers, space: parseServiceUrl(answers.url.trim()).space };
}

/** What is wrong with an answer, undefined if nothing is. */
export function problemOf(name: Name, answer: string): Problem | undefined {
  const text = answer.trim();
  const flag = FLAGS[name];
  const bad = (message: string) => ({ code: 'USAGE' as const, message, flag });
  if (name === 'space' && !isSpaceId(text)) return bad(`'${text}' is not a Space ID: letters, digits, - and _ only`);
  if (name === 'username' && !isUsername(text)) return bad('A user name has no colon and no control characters');
  if (text === '') return bad('Enter a value');
  if (name !== 'url') return undefined;
  try {
    parseServiceUrl(text);
    return undefined;
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    const { code, message, hint } = error;
    return { code, message, hint, flag };
  }
}

export function problemsIn(answers: Answers): Problem[] {
  const problems = NAMES.flatMap(name => {
    const text = answers[name];
    return (text === undefined ? undefined : problemOf(name, text)) ?? [];
  });
  const { url, space } = answers;
  const spaceInUrl = problems.length > 0 ? undefined : withSpace({ url }).space;
  if (spaceInUrl === undefined || spaceInUrl === space?.trim()) return problems;
  return [
    { code: 'REFUSED_URL', message: `--url names the space ${spaceInUrl}, --space names ${space}`, flag: '--url' },
  ];
}

/** The answers, if none is missing. Else throws everything that is missing or wrong. */
export function complete(flagAnswers: Answers, context: Context): Complete {
  const answers = withSpace(flagAnswers);
  const missing = NAMES.filter(name => answers[name] === undefined);
  const problems = problemsIn(answers);
  if (missing.length > 0) {
    const wrong = Object.fromEntries(
      NAMES.filter(name => problems.some(problem => problem.flag === FLAGS[name])).map(name => [name, undefined]),
    );
    const lacking = missing.map(name => ({
      code: 'MISSING_INPUT' as const,
      message: `${FLAGS[name]} is missing: ${MESSAGES[name]}`,
      flag: FLAGS[name],
    }));
    throw new CliError('MISSING_INPUT', `Missing: ${missing.map(name => FLAGS[name]).join(', ')}`, {
      hint: `Complete it:\n  ${completeCommand({ ...answers, ...wrong }, context)}`,
      details: [...lacking, ...problems],
    });
  }
  if (problems.length > 0) throw problemsError(problems);
  return answers as Complete;
}

/** The user's command line with placeholders for what is missing. */
function completeCommand(answers: Answers, { host, flags: { profile } }: Context): string {
  const words = ['pipeliner', 'auth', 'login', ...(profile === undefined ? [] : ['--profile', profile])];
  const open: string[] = [];
  for (const name of ['url', 'space', 'username'] as const) {
    const text = answers[name];
    if (text === undefined) open.push(`${FLAGS[name]} '<${MESSAGES[name]}>'`);
    else words.push(FLAGS[name], text);
  }
  return [quoteForShell(words, host.platform), ...open, "--password-stdin < '<file>'"].join(' ');
}
