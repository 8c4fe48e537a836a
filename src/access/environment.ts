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
  if (VARIABLES.every(name => !env[name]?.trim())) return undefined;
  const broken = VARIABLES.find(name => env[name]?.includes('\ufffd'));
  if (broken) throw new CliError('BAD_SETTINGS', `${broken} is not UTF-8`, { hint: 'Set it again, in UTF-8.' });
  const url = env.PIPELINER_URL?.trim() ?? '';
  const space = env.PIPELINER_SPACE?.trim() || undefined;
  const spaceInUrl = url === '' ? undefined : parseServiceUrl(url).space;
  const unset = VARIABLES.filter(name => !env[name]?.trim() && !(name === 'PIPELINER_SPACE' && spaceInUrl));
  if (unset.length > 0) {
    const verb = unset.length === 1 ? 'is' : 'are';
    throw new CliError('NO_PROFILE', `${unset.join(', ')} ${verb} not set`, {
      hint: `All four go together: ${VARIABLES.join(', ')}.`,
    });
  }
  const password = env.PIPELINER_PASSWORD!;
  const problem = passwordProblem(password);
  if (problem) {
    throw new CliError('BAD_SETTINGS', `PIPELINER_PASSWORD ${problem}`, {
      hint: 'It is sent as it is set: set it without that, for example by a .env file with LF line ends.',
    });
  }
  const username = env.PIPELINER_USERNAME!.trim();
  return accessFromUrl({ url, space, username, password }, env);
}
