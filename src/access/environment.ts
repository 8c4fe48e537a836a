import { CliError } from '../errors.ts';
import type { Host } from '../host.ts';
import { type Access, accessTo } from './access.ts';
import { readServiceUrl } from './service-url.ts';

export const VARIABLES = ['PIPELINER_URL', 'PIPELINER_SPACE', 'PIPELINER_USERNAME', 'PIPELINER_PASSWORD'] as const;

/** Access by the four environment variables, undefined if none is set. Throws NO_PROFILE if only some are, REFUSED_URL. */
export function accessFromEnvironment(env: Host['env']): Access | undefined {
  const [url = '', space = '', username = '', password = ''] = VARIABLES.map(name => env[name]?.trim() || undefined);
  const inUrl = url ? readServiceUrl(url) : undefined;
  const given: Record<string, string> = {
    PIPELINER_URL: url,
    PIPELINER_SPACE: space || inUrl?.space || '',
    PIPELINER_USERNAME: username,
    PIPELINER_PASSWORD: password && (env.PIPELINER_PASSWORD ?? ''),
  };
  const missing = VARIABLES.filter(name => !given[name]);
  if (VARIABLES.every(name => !env[name]?.trim())) return undefined;
  if (missing.length > 0) {
    const are = missing.length === 1 ? 'is' : 'are';
    throw new CliError('NO_PROFILE', `${missing.join(', ')} ${are} not set`, {
      hint: `All four go together: ${VARIABLES.join(', ')}.`,
    });
  }
  return accessTo({ url, space: space || undefined, username, password: given.PIPELINER_PASSWORD! }, env);
}
