import { CliError } from '../errors.ts';
import type { Host } from '../host.ts';
import { createRedactor } from './redaction.ts';
import { isSpaceId, isUsername, parseServiceUrl, passwordProblem, refuseUnchecked } from './service-url.ts';

/** How to reach a space and sign in to it. The password itself stays in this file. */
export interface Access {
  /** Scheme, host and port; the credentials go to no other address. */
  origin: string;
  space: string;
  username: string;
  /** The `Authorization` header. */
  authorization: string;
  /** Replaces the password, and everything derived from it, in a text. */
  redact(text: string): string;
}

/**
 * Access by a service URL, which may name the space; `space` can be left out then. Throws REFUSED_URL for an address no
 * password is sent to, BAD_SETTINGS for a space id, user name or password that cannot be one.
 */
export function accessFromUrl(
  signIn: { url: string; space?: string | undefined; username: string; password: string },
  env: Host['env'],
): Access {
  const { origin, space } = parseServiceUrl(signIn.url);
  if (space && signIn.space && space !== signIn.space) {
    throw new CliError('REFUSED_URL', `The service URL names the space ${space}, not ${signIn.space}`);
  }
  refuseUnchecked(origin, env);
  return createAccess(origin, signIn.space ?? space ?? '', signIn.username, signIn.password);
}

/** Access to an origin that is checked already. Throws BAD_SETTINGS for a space id, user name or password that cannot be one. */
export function createAccess(origin: string, space: string, username: string, password: string): Access {
  if (!isSpaceId(space)) {
    throw new CliError('BAD_SETTINGS', `'${space}' is not a Space ID: letters, digits, - and _ only`);
  }
  if (!isUsername(username)) {
    throw new CliError('BAD_SETTINGS', 'The user name must not hold a colon or control characters');
  }
  const problem = passwordProblem(password);
  if (problem) throw new CliError('BAD_SETTINGS', `The password ${problem}`);
  const pair = Buffer.from(`${username}:${password}`).toString('base64');
  return { origin, space, username, authorization: `Basic ${pair}`, redact: createRedactor(password, [pair]) };
}
