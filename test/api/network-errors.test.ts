import { describe, expect, it } from 'vitest';
import { classifyError, explainUnreachable } from '../../src/api/network-errors.ts';

const SERVER = new URL('https://crm.example:8443');
const PROXY = new URL('http://me:pw@proxy.example:3128');

/** An error of Node's, behind two others as undici gives it. */
const failure = (fields: { code?: string; hostname?: string; port?: number }, message = 'x') =>
  new Error('outer', { cause: new TypeError('inner', { cause: Object.assign(new Error(message), fields) }) });

describe('the reason of a network error', () => {
  it.each([
    ['ENOTFOUND', 'dns'],
    ['EAI_AGAIN', 'dns'],
    ['CERT_HAS_EXPIRED', 'tls'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls'],
    ['EPROTO', 'tls'],
    ['UND_ERR_CONNECT_TIMEOUT', 'timeout'],
    ['ETIMEDOUT', 'timeout'],
    ['ECONNREFUSED', 'refused'],
    ['EHOSTUNREACH', 'refused'],
    ['ECONNRESET', 'reset'],
    ['UND_ERR_SOCKET', 'reset'],
    ['INVALID_PURPOSE', 'tls'],
    ['INVALID_CA', 'tls'],
    ['PATH_LENGTH_EXCEEDED', 'tls'],
    ['UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY', 'tls'],
    ['CRL_HAS_EXPIRED', 'tls'],
    ['EMFILE', 'local'],
    ['ENOBUFS', 'local'],
  ])('%s is %s', (code, reason) => expect(classifyError(failure({ code }))).toBe(reason));

  it('is found in each of several errors, as of a host with two addresses', () => {
    const errors = ['::1', '127.0.0.1'].map(() => Object.assign(new Error(), { code: 'ECONNREFUSED' }));
    expect(classifyError(new Error('outer', { cause: new AggregateError(errors) }))).toBe('refused');
  });

  it('is found where errors lead round in a circle, and where there is none', () => {
    const error = new Error('a');
    error.cause = new Error('b', { cause: error });
    expect(classifyError(error)).toBe('reset');
    expect(classifyError(undefined)).toBe('reset');
  });
});

describe('what an unreachable server is told with', () => {
  const explained = (error: unknown, proxy?: URL) => explainUnreachable(error, SERVER, proxy)?.message;

  it.each([
    ['CERT_HAS_EXPIRED', 'The certificate of crm.example:8443 has expired'],
    ['CERT_NOT_YET_VALID', 'The certificate of crm.example:8443 is not valid yet'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'The certificate that crm.example:8443 shows is for another name'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'The certificate of crm.example:8443 comes from an authority this machine does not'],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'comes from an authority this machine does not know'],
    ['INVALID_PURPOSE', 'The certificate of crm.example:8443 is not made for a server'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'crm.example:8443 does not speak TLS there'],
  ])('%s', (code, words) => {
    expect(explained(failure({ code }))).toContain(words);
    expect(explained(failure({ code }), PROXY)).toContain(words);
  });

  it('nothing more than the reason itself, where no more is known', () => {
    expect(explained(failure({ code: 'ECONNREFUSED', port: 8443 }))).toBeUndefined();
    expect(explained(failure({ code: 'ECONNREFUSED', port: 8443 }), PROXY)).toBeUndefined();
  });

  it.each([
    [failure({}, 'Proxy response (407) !== 200 when HTTP Tunneling'), 'The proxy wants a sign-in of its own (407)'],
    [failure({}, 'Proxy response (502) !== 200'), 'The proxy does not let you through to crm.example:8443 (502)'],
    [failure({ code: 'ENOTFOUND', hostname: 'proxy.example' }), 'The proxy proxy.example:3128 is not a known host'],
    [failure({ code: 'ECONNREFUSED', port: 3128 }), 'The proxy proxy.example:3128 cannot be reached'],
  ])('the proxy, where it is at fault: %s', (error, words) => expect(explained(error, PROXY)).toBe(words));
});
