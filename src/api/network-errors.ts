import { LIMITS_HINT } from '../values/web-assembly.ts';
import { replyLimits } from './reply-limits.ts';

/** Why there is no complete answer. */
export type FailureReason =
  | 'refused'
  | 'local'
  | 'dns'
  | 'tls'
  | 'timeout'
  | 'reset'
  | 'interrupted'
  | 'bad-bytes'
  | 'too-large'
  | 'encoded';

/** A failure as a message, with a hint if there is one. */
export interface Explanation {
  message: string;
  hint?: string;
}

/** An error of Node or undici, or one of its causes. */
interface NetworkError extends Error {
  message: string;
  code?: string;
  hostname?: string;
  port?: number;
}

/** The codes of failed handshakes, and of all that OpenSSL can have against a certificate. */
const TLS_CODES =
  /CERT|CRL|SSL|TLS|SELF_SIGNED|UNABLE_TO_(DE|GET|VERIFY)|INVALID_(CA|PURPOSE)|PATH_LENGTH|HOSTNAME_MISMATCH|EPROTO/;

/** The reason of a network error, by its code and those of its causes. */
export function classifyError(error: unknown): FailureReason {
  const has = codeSearch(causesOf(error));
  if (localCause(error)) return 'local';
  if (has(/^(ENOTFOUND|EAI_)/)) return 'dns';
  if (has(TLS_CODES)) return 'tls';
  if (has(/TIMEOUT|ETIMEDOUT/)) return 'timeout';
  if (has(/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EACCES|EPERM)$/)) return 'refused';
  return 'reset';
}

/** A reason as a message about a host; `cause` is the network error behind it. */
export const describeReason = (reason: FailureReason, host: string, cause?: unknown): Explanation =>
  DESCRIPTIONS[reason](host, cause);

const DESCRIPTIONS: Record<FailureReason, (host: string, cause: unknown) => Explanation> = {
  refused: host => ({
    message: `${host} refused the connection`,
    hint: 'Check the address and whether the server is running.',
  }),
  dns: host => ({
    message: `${host} is not a known host`,
    hint: 'Check the service URL for a typo, and your network.',
  }),
  local: (host, cause) => ({
    message: `This machine failed while it talked to ${host}: ${localCause(cause)?.message ?? 'something ran out'}`,
    hint: LIMITS_HINT,
  }),
  tls: host => ({
    message: `No secure connection to ${host} could be made`,
    hint: 'Check the address; a private certificate authority goes into NODE_EXTRA_CA_CERTS.',
  }),
  timeout: host => ({
    message: `${host} did not answer in time`,
    hint: 'It is safe to run the command again; --timeout gives it more time.',
  }),
  reset: host => ({ message: `${host} broke off the connection` }),
  interrupted: () => ({ message: 'Interrupted' }),
  'bad-bytes': host => ({ message: `${host} sent an answer that is not valid UTF-8` }),
  'too-large': host => ({
    message: `${host} sent an answer of more than ${describeLimits()}`,
    hint: 'A list comes in smaller answers with a smaller --page-size, or with --fields.',
  }),
  encoded: host => ({ message: `${host} sent a compressed answer, which was not asked for` }),
};

const describeLimits = () => {
  const { bytes, values } = replyLimits(Number.POSITIVE_INFINITY);
  return `${Math.floor(bytes / 1e6)} MB or ${values.toLocaleString('en')} values`;
};

/** The cause that lies with this process: WebAssembly or memory that it cannot get, or no more files and sockets. */
const localCause = (error: unknown): Error | undefined =>
  causesOf(error).find(
    cause => cause instanceof RangeError || /^(EMFILE|ENFILE|ENOMEM|ENOBUFS)$/.test(cause.code ?? ''),
  );

/** What the causes of a failed connection say about the proxy or the server's certificate. */
export function explainUnreachable(error: unknown, url: URL, proxy: URL | undefined): Explanation | undefined {
  const causes = causesOf(error);
  return explainProxy(causes, url, proxy) ?? explainTls(causes, url.host);
}

function explainProxy(causes: NetworkError[], { host, hostname }: URL, proxy: URL | undefined) {
  const status = causes.map(({ message }) => /Proxy response \((\d+)\)/.exec(message)?.[1]).find(Boolean);
  if (status === '407') {
    return {
      message: 'The proxy wants a sign-in of its own (407)',
      hint: 'It goes into HTTPS_PROXY: http://user:password@host:port',
    };
  }
  if (status) {
    return {
      message: `The proxy does not let you through to ${host} (${status})`,
      hint: 'Ask who runs it, or name the host in NO_PROXY.',
    };
  }
  if (!proxy || proxy.hostname === hostname) return undefined;
  const port = Number(proxy.port || (proxy.protocol === 'https:' ? 443 : 80));
  if (!causes.some(cause => cause.hostname === proxy.hostname || cause.port === port)) return undefined;
  const failure = codeSearch(causes)(/^(ENOTFOUND|EAI_)/) ? 'is not a known host' : 'cannot be reached';
  return {
    message: `The proxy ${proxy.host} ${failure}`,
    hint: 'Check HTTPS_PROXY; NO_PROXY names the hosts to reach without it.',
  };
}

function explainTls(causes: NetworkError[], host: string): Explanation | undefined {
  const has = codeSearch(causes);
  if (has(/^CERT_HAS_EXPIRED$/)) {
    return {
      message: `The certificate of ${host} has expired`,
      hint: 'Check the clock of this machine; if it is right, tell who runs the server.',
    };
  }
  if (has(/^CERT_NOT_YET_VALID$/)) {
    return { message: `The certificate of ${host} is not valid yet`, hint: 'Check the clock of this machine.' };
  }
  if (has(/ALTNAME_INVALID|HOSTNAME_MISMATCH/)) {
    return {
      message: `The certificate that ${host} shows is for another name`,
      hint: 'Check the service URL for a typo.',
    };
  }
  if (has(/^INVALID_PURPOSE$/)) {
    return {
      message: `The certificate of ${host} is not made for a server`,
      hint: 'Tell who runs the server: its extended key usage lacks serverAuth.',
    };
  }
  if (has(/SELF_SIGNED|^UNABLE_TO_(GET|VERIFY)/)) {
    return {
      message: `The certificate of ${host} comes from an authority this machine does not know`,
      hint: 'If it is your own, or that of a proxy that reads along, put its file into NODE_EXTRA_CA_CERTS.',
    };
  }
  if (has(/^(EPROTO|ERR_SSL_)/)) {
    return { message: `${host} does not speak TLS there`, hint: 'Check the host and the port of the service URL.' };
  }
  return undefined;
}

const MAX_CAUSES = 20;

/** The error and its causes, the outermost first. */
function causesOf(error: unknown): NetworkError[] {
  const causes: NetworkError[] = [];
  for (let cause = error; cause instanceof Error && causes.length < MAX_CAUSES; cause = cause.cause) {
    causes.push(cause, ...(cause instanceof AggregateError ? cause.errors : []));
  }
  return causes;
}

/** A function that tests whether any of the errors has a code of a pattern. */
const codeSearch = (causes: NetworkError[]) => (pattern: RegExp) =>
  causes.some(({ code }) => code !== undefined && pattern.test(code));
