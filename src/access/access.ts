import { CliError } from '../errors.ts';
import type { Host } from '../host.ts';
import { redactor } from './redaction.ts';
import { isSpaceId, isUsername, readServiceUrl, refuseUnchecked } from './service-url.ts';

/** How to reach a space and sign in to it. The password itself stays in this file. */
export interface Access {
  /** Scheme, host and port; nothing else ever sees the credentials. */
  origin: string;
  space: string;
  username: string;
  /** The `Authorization` header. */
  authorization: string;
  /** Blots the password and everything made of it out of a text. */
  redact(text: string): string;
}

/**
 * Access by what the user was given. The URL may name the space; `space` may be left out then. Throws REFUSED_URL for
 * an address no password is sent to, BAD_SETTINGS for a space id or user name that cannot be one.
 */
export function accessTo(
  given: { url: string; space?: string | undefined; username: string; password: string },
  env: Host['env'],
): Access {
  const { origin, space } = readServiceUrl(given.url);
  if (space && given.space && space !== given.space) {
    throw new CliError('REFUSED_URL', `The service URL names the space ${space}, not ${given.space}`);
  }
  refuseUnchecked(origin, env);
  return access(origin, given.space ?? space ?? '', given.username, given.password);
}

/** Access to a known place. Throws BAD_SETTINGS for a space id or user name that cannot be one. */
export function access(origin: string, space: string, username: string, password: string): Access {
  if (!isSpaceId(space)) {
    throw new CliError('BAD_SETTINGS', `'${space}' is not a Space ID: letters, digits, - and _ only`);
  }
  if (!isUsername(username)) {
    throw new CliError('BAD_SETTINGS', 'The user name must not hold a colon or control characters');
  }
  const pair = Buffer.from(`${username}:${password}`).toString('base64');
  return { origin, space, username, authorization: `Basic ${pair}`, redact: redactor(password, [pair]) };
}
