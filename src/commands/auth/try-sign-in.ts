import type { Access } from '../../access/access.ts';
import { proxyFor } from '../../access/proxy.ts';
import type { Context } from '../../context.ts';
import { CliError } from '../../errors.ts';

/** Reads as little as can be with these credentials. Throws an error that says what to do. */
export async function trySignIn(access: Access, context: Context): Promise<void> {
  const client = await context.clientWith(access);
  await client.list('Clients', { first: 1 }).catch(error => {
    throw error instanceof CliError ? explainFailure(error, access.origin, context.host.env) : error;
  });
}

type Env = Readonly<Record<string, string | undefined>>;

/** A failed sign-in with the most that can be known about why, and what to do next. */
export function explainFailure(error: CliError, origin: string, env: Env): CliError {
  const told = error.code === 'UNREACHABLE' ? unreachable(error, new URL(origin), env) : refused(error);
  if (!told) return error;
  const [message, hint] = told;
  return new CliError(error.code, message, { ...error, hint, cause: error });
}

type Explanation = [message: string, hint: string] | undefined;

function refused({ code, message, hint = '' }: CliError): Explanation {
  if (code === 'SIGN_IN_REFUSED') {
    return [message, `A user name and its password belong to one space: check the Space ID, too.\n${hint}`];
  }
  if (code === 'FORBIDDEN') {
    return [message, `The list of clients is what a sign-in is tried with.\n${hint}`];
  }
  return undefined;
}

/** What the errors behind an error tell, the outermost first. */
interface ErrorClue {
  code?: string;
  message: string;
  hostname?: string;
  port?: number;
}

function unreachable(error: CliError, url: URL, env: Env): Explanation {
  const { host, hostname } = url;
  const clues = cluesIn(error);
  const has = (pattern: RegExp) => clues.some(({ code }) => code !== undefined && pattern.test(code));
  const proxy = proxyFor(url, env);

  const answer = clues.map(({ message }) => /Proxy response \((\d+)\)/.exec(message)?.[1]).find(Boolean);
  if (answer === '407') {
    return ['The proxy wants a sign-in of its own (407)', 'It goes into HTTPS_PROXY: http://user:password@host:port'];
  }
  if (answer) {
    return [
      `The proxy does not let you through to ${host} (${answer})`,
      'Ask who runs it, or name the host in NO_PROXY.',
    ];
  }
  const atProxy = clues.some(({ hostname: name, port }) => name === proxy?.hostname || port === portOf(proxy));
  if (proxy && proxy.hostname !== hostname && atProxy) {
    const what = has(/^(ENOTFOUND|EAI_)/) ? 'is not a known host' : 'cannot be reached';
    return [`The proxy ${proxy.host} ${what}`, 'Check HTTPS_PROXY; NO_PROXY names the hosts to reach without it.'];
  }
  if (has(/^CERT_HAS_EXPIRED$/)) {
    return [
      `The certificate of ${host} has expired`,
      'Check the clock of this machine; if it is right, tell who runs the server.',
    ];
  }
  if (has(/^CERT_NOT_YET_VALID$/)) {
    return [`The certificate of ${host} is not valid yet`, 'Check the clock of this machine.'];
  }
  if (has(/ALTNAME_INVALID|HOSTNAME_MISMATCH/)) {
    return [`The certificate that ${host} shows is for another name`, 'Check the service URL for a typo.'];
  }
  if (has(/SELF_SIGNED|^UNABLE_TO_(GET|VERIFY)/)) {
    return [
      `The certificate of ${host} comes from an authority this machine does not know`,
      'If it is your own, or that of a proxy that reads along, put its file into NODE_EXTRA_CA_CERTS.',
    ];
  }
  if (has(/^(EPROTO|ERR_SSL_)/)) {
    return [`${host} does not speak TLS there`, 'Check the host and the port of the service URL.'];
  }
  return undefined;
}

function cluesIn(error: unknown): ErrorClue[] {
  const clues: ErrorClue[] = [];
  for (let at = error; at instanceof Error && clues.length < 20; at = at.cause) {
    clues.push(at as ErrorClue, ...((at instanceof AggregateError ? at.errors : []) as ErrorClue[]));
  }
  return clues;
}

const portOf = (url: URL | undefined) => url && Number(url.port || (url.protocol === 'https:' ? 443 : 80));
