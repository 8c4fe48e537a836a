import { CliError } from '../errors.ts';
import type { Host } from '../host.ts';
import { type Access, accessFromUrl } from './access.ts';
import { parseServiceUrl, passwordProblem } from './service-url.ts';

export const VARIABLES = ['PIPELINER_URL', 'PIPELINER_SPACE', 'PIPELINER_USERNAME', 'PIPELINER_PASSWORD'] as const;

/**
 * Access by the four environment variables, undefined if none is set. Throws NO_PROFILE if only some are, REFUSED_URL, and
 * BAD_SETTINGS for what Node could not read as UTF-8, and for a password that cannot be one.
 */
export function accessFromEnvironment(env: Host['env']): Access | undefined {
  const [url, space, username, password] = VARIABLES;
  const values = { url: env[url], space: env[space], username: env[username], password: env[password] };
  const names = { url, space, username, password };
  return accessFromValues(values, { names, hint: `All four go together: ${VARIABLES.join(', ')}.`, env });
}

type FourValues<T> = Record<'url' | 'space' | 'username' | 'password', T>;

/** Access by four values, which messages call by these names. Throws as accessFromEnvironment() does. */
export function accessFromValues(
  values: Partial<FourValues<string | undefined>>,
  { names, hint, env }: { names: FourValues<string>; hint: string; env: Host['env'] },
): Access | undefined {
  const keys = Object.keys(names) as (keyof typeof names)[];
  if (keys.every(key => !values[key]?.trim())) return undefined;
  const broken = keys.find(key => values[key]?.includes('\ufffd'));
  if (broken) throw new CliError('BAD_SETTINGS', `${names[broken]} is not UTF-8`, { hint: 'Set it again, in UTF-8.' });
  const url = values.url?.trim() ?? '';
  const space = values.space?.trim() || undefined;
  const spaceInUrl = url === '' ? undefined : parseServiceUrl(url).space;
  const unset = keys.filter(key => !values[key]?.trim() && !(key === 'space' && spaceInUrl));
  if (unset.length > 0) {
    const verb = unset.length === 1 ? 'is' : 'are';
    throw new CliError('NO_PROFILE', `${unset.map(key => names[key]).join(', ')} ${verb} not set`, { hint });
  }
  const password = values.password!;
  const problem = passwordProblem(password);
  if (problem) {
    throw new CliError('BAD_SETTINGS', `${names.password} ${problem}`, {
      hint: 'It is sent as it is set: set it without that, for example by a .env file with LF line ends.',
    });
  }
  return accessFromUrl({ url, space, username: values.username!.trim(), password }, env);
}
