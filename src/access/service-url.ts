import { CliError } from '../errors.ts';
import type { Host } from '../host.ts';
import { hasControl } from '../values/printable.ts';

/**
 * Parses a service URL as users write it: a bare host, an https URL, or the whole base URL with the space in it.
 * Throws REFUSED_URL for any address that must not get a password. Plain http is for this machine only.
 */
export function parseServiceUrl(text: string): { origin: string; space?: string } {
  const refuse = (why: string, hint = 'A service URL looks like https://eu-central.api.pipelinersales.com') =>
    new CliError(
      'REFUSED_URL',
      `The service URL '${text.replace(/^([a-z][a-z0-9+.-]*:\/\/)?.*@/is, '$1[secret]@')}' ${why}`,
      { hint },
    );
  if (/[\\\s]/.test(text) || hasControl(text)) throw refuse('holds characters that no address has');
  // Without the i flag, for which V8 would build large tables first.
  const hasNoScheme = !/^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(text);
  if (hasNoScheme && /^[A-Za-z][A-Za-z0-9+.-]*:(?!\d)/.test(text)) throw refuse('is not an https address');
  let url: URL;
  try {
    url = new URL(hasNoScheme ? `https://${text}` : text);
  } catch {
    throw refuse('is not an address');
  }
  if (url.username || url.password) throw refuse('holds a user name; that goes into --username or PIPELINER_USERNAME');
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))) {
    throw refuse(url.protocol === 'http:' ? 'is not encrypted' : 'is not an https address', 'Write https://');
  }
  if (url.search || url.hash) throw refuse('must end before ? and #');
  if (!isLoopback(url.hostname) && !url.hostname.includes('.')) throw refuse('is not a full host name');
  const path = url.pathname.replace(/\/+$/, '');
  const match = /^(?:\/api\/v100(?:\/rest(?:\/spaces(?:\/([A-Za-z0-9_-]+))?)?)?)?$/.exec(path);
  if (!match) throw refuse(`has the path ${path}, which is not the API's`);
  return { origin: url.origin, ...(match[1] ? { space: match[1] } : {}) };
}

/** True for an address that cannot leave this machine. */
export const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname);

/** Whether a text can be the id of a space. */
export const isSpaceId = (text: string): boolean => /^[A-Za-z0-9_-]+$/.test(text);

/** Whether a text can be the user name of a sign-in, where a colon ends it. */
export const isUsername = (text: string): boolean => text !== '' && !text.includes(':') && !hasControl(text);

/** Why a text cannot be the password of a sign-in; undefined if it can. HTTP allows no control characters in it. */
export function passwordProblem(password: string): string | undefined {
  if (!hasControl(password)) return undefined;
  if (password.indexOf('\r') === password.length - 1)
    return 'ends with a carriage return (CR), as lines of a Windows text file do';
  return 'holds control characters, such as line ends';
}

/** Throws REFUSED_URL if the environment switches off the check of certificates, unless the server is this machine. */
export function refuseUnchecked(origin: string, env: Host['env']): void {
  if (env.NODE_TLS_REJECT_UNAUTHORIZED !== '0' || isLoopback(new URL(origin).hostname)) return;
  throw new CliError('REFUSED_URL', 'NODE_TLS_REJECT_UNAUTHORIZED=0 would send the password to whoever answers', {
    hint: 'Unset it; a private certificate authority goes into NODE_EXTRA_CA_CERTS.',
  });
}
