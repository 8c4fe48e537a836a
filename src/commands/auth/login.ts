import { createAccess } from '../../access/access.ts';
import type { SignIn } from '../../access/passwords.ts';
import { isProfileName } from '../../access/profiles.ts';
import { isSpaceId, isUsername, parseServiceUrl, refuseUnchecked } from '../../access/service-url.ts';
import type { Answer } from '../../answer.ts';
import type { Context } from '../../context.ts';
import { CliError, type Problem, problemsError, usage } from '../../errors.ts';
import type { Prompter } from '../../terminal/prompts/prompter.ts';
import { hasControl } from '../../values/printable.ts';
import { quoteForShell } from '../../values/shell.ts';
import type { Command } from '../act.ts';
import { confirm } from '../confirm.ts';
import { readInput } from '../read-input.ts';
import { overridingSources, profileRow, refuseSandbox } from './profile-row.ts';
import { trySignIn } from './try-sign-in.ts';

export interface LoginFlags {
  url?: string;
  space?: string;
  username?: string;
  passwordStdin?: boolean;
  yes?: boolean;
}

/** `pipeliner auth login`: signs in to a space. */
export const loginCommand: Command<LoginFlags> = {
  name: 'login',
  summary: 'sign in to a space and store it as a profile; asks for what the flags do not have',
  flags: [
    {
      flag: '--url <service-url>',
      summary: 'as https://eu-central.api.pipelinersales.com, with or without the space id',
    },
    { flag: '--space <id>', summary: 'the Space ID' },
    { flag: '--username <name>', summary: "the user name of the application's API access" },
    {
      flag: '--password-stdin',
      summary: 'read the password from stdin; there is no flag for the password itself',
    },
    { flag: '--yes', summary: 'replace a profile with the same name without a question' },
  ],
  explanation: `\
Find the four answers in the web app: Administration, Unit, Users & Roles, Applications, Show API Access.
It tries the sign-in before it stores it. The profile has the name of the space, or the one of --profile.`,
  examples: [
    'auth login',
    'auth login --url eu-central.api.pipelinersales.com --space my_space --username us-3f9c',
    'auth login --profile test --url ... --space ... --username ... --password-stdin < password.txt',
  ],
  writes: 'files',
  schemas: async () => (await import('./schemas.ts')).loginSchemas,
  run: (context, { flags }) => login(context, flags),
};

/** What a sign-in consists of, as typed. */
interface Answers {
  url?: string | undefined;
  space?: string | undefined;
  username?: string | undefined;
  password?: string | undefined;
}

type Name = keyof Answers;
type Complete = Record<Name, string>;

/** The questions, in their order. */
const NAMES = ['url', 'space', 'username', 'password'] as const;
const MESSAGES: Complete = { url: 'Service URL', space: 'Space ID', username: 'User name', password: 'Password' };
const FLAGS: Complete = { url: '--url', space: '--space', username: '--username', password: '--password-stdin' };

/** Signs in, and stores the sign-in as a profile. */
async function login(context: Context, flags: LoginFlags): Promise<Answer> {
  refuseSandbox(context);
  const profiles = await context.profiles();
  const { requested } = profiles;
  if (requested !== undefined && !isProfileName(requested)) {
    throw usage(`'${requested}' cannot be the name of a profile: letters, digits, - _ . only`, { flag: '--profile' });
  }
  // Settings that cannot be used are reported before anything is asked.
  await profiles.list();

  const flagAnswers = await read(flags, context);
  const { signIn, password } = context.canPrompt
    ? await ask(flagAnswers, context)
    : await probe(complete(flagAnswers, context), context);

  const name = requested ?? signIn.space;
  const old = (await profiles.list()).profiles.find(one => one.name === name);
  const other = old && (old.origin !== signIn.origin || old.space !== signIn.space || old.username !== signIn.username);
  if (other && !flags.yes) {
    const question = `Replace the profile ${name} (${old.username} in ${old.space} at ${old.origin})?`;
    if (!(await confirm(context, question, ['No, keep it', 'Yes, replace it']))) {
      return { kind: 'nothing', notice: 'Nothing was stored.' };
    }
  }
  const { profile, keyringProblem } = await profiles.save(name, signIn, password);
  const notice = [`Signed in to ${profile.space} as ${profile.username}. The profile ${name} is the current one.`];
  if (keyringProblem !== undefined) {
    notice.push(
      `The password is in ${profiles.describeLocation('file')}, which only you can read, but not encrypted.`,
      `The keyring of this system cannot be used: ${keyringProblem}.`,
    );
  }
  notice.push(...overridingSources(context));
  return { kind: 'record', row: profileRow(profile, true, profiles), notice: notice.join('\n') };
}

/** The answers that the flags give. */
async function read(flags: LoginFlags, { host }: Context): Promise<Answers> {
  const { url, space, username, passwordStdin } = flags;
  if (!passwordStdin) return { url, space, username };
  const flag = '--password-stdin';
  if (host.stdin.isTTY) throw usage('The standard input is a terminal', { flag, hint: 'Leave it out to be asked.' });
  const password = (await readInput('-', host, flag)).replace(/\r?\n$/, '');
  if (password === '') throw usage('The standard input holds no password', { flag });
  if (hasControl(password)) throw usage('The standard input holds more than one line', { flag });
  return { url, space, username, password };
}

/** The answers with the space that the address names, where no other space is given. */
function withSpace(answers: Answers): Answers {
  if (answers.space !== undefined || answers.url === undefined || problemOf('url', answers.url)) return answers;
  return { ...answers, space: parseServiceUrl(answers.url.trim()).space };
}

/** What is wrong with an answer, undefined if nothing is. */
function problemOf(name: Name, answer: string): Problem | undefined {
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

function problemsIn(answers: Answers): Problem[] {
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
function complete(flagAnswers: Answers, context: Context): Complete {
  const answers = withSpace(flagAnswers);
  const missing = NAMES.filter(name => answers[name] === undefined);
  const problems = problemsIn(answers);
  if (missing.length > 0) {
    const wrong = Object.fromEntries(
      NAMES.filter(name => problems.some(one => one.flag === FLAGS[name])).map(name => [name, undefined]),
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

/** Asks for what is missing, tries the sign-in, and asks again for what the server refused. */
async function ask(flagAnswers: Answers, context: Context): Promise<Proven> {
  const answers = withSpace(flagAnswers);
  const problems = problemsIn(answers);
  if (problems.length > 0) throw problemsError(problems);
  const prompter = await context.prompter();
  await prompter.note(INTRODUCTION);
  let open = NAMES.filter(name => answers[name] === undefined);
  try {
    for (;;) {
      await fill(answers, open, prompter);
      await prompter.note('Signing in ...');
      try {
        return await probe(answers as Complete, context);
      } catch (error) {
        open = error instanceof CliError ? toCorrect(error) : [];
        if (open.length === 0) throw error;
        const { message, hint = '' } = error as CliError;
        await prompter.note(`${message}\n${hint}`.trim());
      }
    }
  } catch (error) {
    if (!(error instanceof CliError) || error.code !== 'INTERRUPTED') throw error;
    throw new CliError('INTERRUPTED', error.message, { ...error, hint: 'Nothing was stored.', cause: error });
  }
}

const INTRODUCTION = `The four things to know are in the web app, where an administrator makes an application:
Administration, Unit, Users & Roles, Applications, Show API Access.
Esc goes back, Ctrl-C stops; nothing is stored before the sign-in works.`;

/** Asks the open questions, with the old answer in the line unless it is the password. Esc opens the one before. */
async function fill(answers: Answers, open: readonly Name[], prompter: Prompter): Promise<void> {
  const queue = [...open];
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    const question = name;
    const check = (text: string) => problemOf(question, text)?.message;
    const message = MESSAGES[question];
    const text =
      question === 'password'
        ? await prompter.secret({ message, check })
        : await prompter.text({ message, initial: answers[question], check });
    if (text === undefined) {
      queue.unshift(...NAMES.slice(Math.max(0, NAMES.indexOf(question) - 1), NAMES.indexOf(question) + 1));
      continue;
    }
    answers[question] = question === 'password' ? text : text.trim();
    if (question === 'url') answers.space = withSpace({ url: text }).space ?? answers.space;
  }
}

/** The questions to ask again after an error; none if another answer would not help. */
function toCorrect({ code, message }: CliError): Name[] {
  if (code === 'SIGN_IN_REFUSED' || code === 'FORBIDDEN') return ['username', 'password'];
  if (code === 'NOT_FOUND') return /\bspace\b/i.test(message) ? ['space'] : ['url', 'space'];
  return ['UNREACHABLE', 'SERVER_FAILED', 'THROTTLED', 'BAD_REPLY', 'REFUSED_URL'].includes(code) ? ['url'] : [];
}

/** A sign-in the server has taken. */
interface Proven {
  signIn: SignIn;
  password: string;
}

/** Tries the sign-in; throws if it fails. */
async function probe({ url, space, username, password }: Complete, context: Context): Promise<Proven> {
  const { env } = context.host;
  const { origin } = parseServiceUrl(url.trim());
  refuseUnchecked(origin, env);
  const signIn = { origin, space: space.trim(), username: username.trim() };
  await trySignIn(createAccess(origin, signIn.space, signIn.username, password), context);
  return { signIn, password };
}
