import { createAccess } from '../../access/access.ts';
import type { SignIn } from '../../access/passwords.ts';
import { isProfileName } from '../../access/profiles.ts';
import { parseServiceUrl, refuseUnchecked } from '../../access/service-url.ts';
import type { Answer } from '../../answer.ts';
import type { Context } from '../../context.ts';
import { CliError, problemsError, usage } from '../../errors.ts';
import type { Prompter } from '../../terminal/prompts/prompter.ts';
import { confirm } from '../confirm.ts';
import { profileRow, refuseSandbox } from './profile-row.ts';
import {
  type Answers,
  type Complete,
  complete,
  type LoginFlags,
  MESSAGES,
  NAMES,
  type Name,
  problemOf,
  problemsIn,
  readAnswers,
  withSpace,
} from './sign-in-answers.ts';
import { overridingSources } from './sign-in-source.ts';
import { trySignIn } from './try-sign-in.ts';

/** Signs in, and stores the sign-in as a profile. */
export async function signIn(context: Context, flags: LoginFlags): Promise<Answer> {
  refuseSandbox(context);
  const profiles = await context.profiles();
  const { requested } = profiles;
  if (requested !== undefined && !isProfileName(requested)) {
    throw usage(`'${requested}' cannot be the name of a profile: letters, digits, - _ . only`, { flag: '--profile' });
  }
  // Settings that cannot be used are reported before anything is asked.
  await profiles.list();

  const flagAnswers = await readAnswers(flags, context);
  const { signIn: account, password } = context.canPrompt
    ? await ask(flagAnswers, context)
    : await probe(complete(flagAnswers, context), context);

  const name = requested ?? account.space;
  const old = (await profiles.list()).profiles.find(profile => profile.name === name);
  const differs =
    old && (old.origin !== account.origin || old.space !== account.space || old.username !== account.username);
  if (differs && !flags.yes) {
    const replaced = `the profile ${name} (${old.username} in ${old.space} at ${old.origin})`;
    const question = { message: `Replace ${replaced}?`, effect: `This replaces ${replaced}.` };
    if (!(await confirm(context, question, ['No, keep it', 'Yes, replace it']))) {
      return { kind: 'nothing', notice: 'Nothing was stored.' };
    }
  }
  const { profile, keyringProblem } = await profiles.save(name, account, password);
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
    const depth = NAMES.indexOf(question);
    prompter.markStep(depth);
    const check = (text: string) => problemOf(question, text)?.message;
    const message = MESSAGES[question];
    const text =
      question === 'password'
        ? await prompter.secret({ message, check })
        : await prompter.text({ message, initial: answers[question], check });
    if (text === undefined) {
      const previous = Math.max(0, depth - 1);
      prompter.eraseSteps(previous);
      queue.unshift(...NAMES.slice(previous, depth + 1));
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
