import { CliError } from '../errors.ts';
import type { Host } from '../host.ts';
import { hasControl } from '../values/plain.ts';

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

/** Whether a text can be the id of a space. */
export const isSpaceId = (text: string): boolean => /^[A-Za-z0-9_-]+$/.test(text);

/** Whether a text can be the user name of a sign-in, where a colon ends it. */
export const isUsername = (text: string): boolean => text !== '' && !text.includes(':') && !hasControl(text);

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

/** Throws REFUSED_URL if the environment says not to check who answers, unless that is this machine itself. */
export function refuseUnchecked(origin: string, env: Host['env']): void {
  if (env.NODE_TLS_REJECT_UNAUTHORIZED !== '0' || isLoopback(new URL(origin).hostname)) return;
  throw new CliError('REFUSED_URL', 'NODE_TLS_REJECT_UNAUTHORIZED=0 would send the password to whoever answers', {
    hint: 'Unset it; a private certificate authority goes into NODE_EXTRA_CA_CERTS.',
  });
}

/** What blots a password out of texts, in the forms it may come in, with what was made of it. */
function redactor(password: string, made: readonly string[]): (text: string) => string {
  let secret: RegExp | undefined;
  const blot = (text: string) => {
    // Most commands have nothing to say in which it could be.
    secret ??= patternOf(password, made);
    return text.replace(secret, '[secret]');
  };
  return text =>
    text
      .split(/^([ \t]*\{.*\}[ \t\r]*)$/m)
      .map((part, at) => (at % 2 === 1 && isJson(part) ? blotValues(part, blot) : blot(part)))
      .join('');
}

/** A pattern of all the forms that a password may come in. */
function patternOf(password: string, made: readonly string[]): RegExp {
  const encoded = encodeURIComponent(password);
  const forms = [
    password,
    encoded,
    encoded.replace(/%[0-9A-F]{2}/g, hex => hex.toLowerCase()),
    encoded.replaceAll('%20', '+'),
    JSON.stringify(password).slice(1, -1),
    ...made,
  ].filter(Boolean);
  // In one go, the longest first: what was blotted out is not looked at again.
  const sorted = [...new Set(forms)].sort((a, b) => b.length - a.length);
  return new RegExp(sorted.map(literal).join('|'), 'g');
}

/** A text as a pattern. One so short that it stands in any sentence counts as a word of its own only. */
function literal(text: string): string {
  const pattern = text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  return text.length < 4 ? `(?<![A-Za-z0-9])${pattern}(?![A-Za-z0-9])` : pattern;
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

/** The JSON text with `blot` done to the texts in it. Its keys, numbers and form stay: a program has to read it. */
const blotValues = (json: string, blot: (text: string) => string): string =>
  json.replace(/("(?:[^"\\]|\\.)*")(\s*:)?/g, (whole, quoted: string, key?: string) => {
    if (key) return whole;
    const text = JSON.parse(quoted) as string;
    const shown = blot(text);
    if (shown === text) return whole;
    // In ASCII, lest something that was written as \uXXXX comes out as itself.
    return JSON.stringify(shown).replace(/[^ -~]/g, one => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
  });

/**
 * Reads a service URL as users have it: a bare host, an https URL, or the whole base URL with the space in it.
 * Throws REFUSED_URL for anything a password must not be sent to. Plain http only to this machine.
 */
export function readServiceUrl(text: string): { origin: string; space?: string } {
  const refuse = (why: string, hint = 'A service URL looks like https://eu-central.api.pipelinersales.com') =>
    new CliError(
      'REFUSED_URL',
      `The service URL '${text.replace(/^([a-z][a-z0-9+.-]*:\/\/)?.*@/is, '$1[secret]@')}' ${why}`,
      { hint },
    );
  if (/[\\\s]/.test(text) || hasControl(text)) throw refuse('holds characters that no address has');
  // Spelled out: to look past the case of letters, a regular expression first makes large tables.
  const bare = !/^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(text);
  if (bare && /^[A-Za-z][A-Za-z0-9+.-]*:(?!\d)/.test(text)) throw refuse('is not an https address');
  let url: URL;
  try {
    url = new URL(bare ? `https://${text}` : text);
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
  const known = /^(?:\/api\/v100(?:\/rest(?:\/spaces(?:\/([A-Za-z0-9_-]+))?)?)?)?$/.exec(path);
  if (!known) throw refuse(`has the path ${path}, which is not the API's`);
  return { origin: url.origin, ...(known[1] ? { space: known[1] } : {}) };
}

/** True for an address that cannot leave this machine. */
export const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname);
