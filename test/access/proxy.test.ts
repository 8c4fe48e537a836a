import { describe, expect, it } from 'vitest';
import { proxyFor } from '../../src/access/proxy.ts';
import { failureOf } from '../support/failure.ts';

const PROXY = 'http://proxy.example:3128';
const EU = 'https://eu-central.api.pipelinersales.com';

const proxy = (address: string, env: Record<string, string>) => proxyFor(new URL(address), env)?.href;

describe('the proxy for an address', () => {
  it.each<[name: string, env: Record<string, string>, expected: string | undefined]>([
    ['none by default', {}, undefined],
    ['HTTPS_PROXY', { HTTPS_PROXY: PROXY }, `${PROXY}/`],
    ['https_proxy rather than HTTPS_PROXY', { https_proxy: PROXY, HTTPS_PROXY: 'http://other' }, `${PROXY}/`],
    ['HTTP_PROXY where there is no other', { HTTP_PROXY: PROXY }, `${PROXY}/`],
    ['http_proxy where there is no other', { http_proxy: PROXY }, `${PROXY}/`],
    ['HTTPS_PROXY rather than http_proxy', { http_proxy: 'http://other', HTTPS_PROXY: PROXY }, `${PROXY}/`],
    ['not an empty https_proxy', { https_proxy: ' ', HTTPS_PROXY: PROXY }, `${PROXY}/`],
    ['not ALL_PROXY', { ALL_PROXY: PROXY }, undefined],
    ['one without a scheme', { HTTPS_PROXY: 'proxy.example:3128' }, `${PROXY}/`],
    ['one with spaces around it', { HTTPS_PROXY: ` ${PROXY} ` }, `${PROXY}/`],
    ['one with a sign-in', { HTTPS_PROXY: 'me:pw@proxy.example:3128' }, 'http://me:pw@proxy.example:3128/'],
    ['one over TLS', { HTTPS_PROXY: 'https://proxy.example' }, 'https://proxy.example/'],
  ])('is %s', (_, env, expected) => expect(proxy(EU, env)).toBe(expected));

  it('is none for this machine over http', () => {
    expect(proxy('http://127.0.0.1:8080', { HTTP_PROXY: PROXY, HTTPS_PROXY: PROXY })).toBeUndefined();
  });

  it.each(['http://', 'socks5://127.0.0.1:1080', '::', 'http://me:hunter2@:1'])('cannot be %j', async HTTPS_PROXY => {
    const error = await failureOf((async () => proxy(EU, { HTTPS_PROXY }))());
    expect(error).toMatchObject({ code: 'BAD_SETTINGS', exit: 3, hint: 'It looks like http://proxy.example:8080' });
    expect(error.message).not.toContain('hunter2');
    // Whom it does not concern does not hear of it.
    expect(proxy('http://127.0.0.1', { HTTPS_PROXY })).toBeUndefined();
    expect(proxy(EU, { HTTPS_PROXY, NO_PROXY: '*' })).toBeUndefined();
  });
});

describe('NO_PROXY', () => {
  const excludes = (NO_PROXY: string, address = EU) => proxy(address, { HTTPS_PROXY: PROXY, NO_PROXY }) === undefined;

  it.each([
    ['*'],
    ['a,*'],
    ['a, * ,b'],
    ['a *'],
    ['eu-central.api.pipelinersales.com'],
    ['EU-Central.API.pipelinersales.com'],
    ['pipelinersales.com'],
    ['.pipelinersales.com'],
    ['*.pipelinersales.com'],
    ['localhost,\tpipelinersales.com'],
    ['pipelinersales.com:443'],
    ['other:1,pipelinersales.com:8443', `${EU}:8443`],
    ['127.0.0.1', 'https://127.0.0.1:8443'],
    ['::1', 'https://[::1]:8443'],
    ['[::1]', 'https://[::1]:8443'],
    ['[::1]:8443', 'https://[::1]:8443'],
  ])('%j excludes the host', (list, address = EU) => expect(excludes(list, address)).toBe(true));

  it.each([
    [''],
    [' , '],
    ['sales.com'],
    ['api'],
    ['eu-central'],
    ['x.eu-central.api.pipelinersales.com'],
    ['pipelinersales.com:8443'],
    ['pipelinersales.com:443', `${EU}:8443`],
    ['.'],
    ['*.'],
    ['::1'],
    ['::1', 'https://[::2]'],
    ['[::1]:1', 'https://[::1]'],
  ])('%j does not', (list, address = EU) => expect(excludes(list, address)).toBe(false));

  it('is read in small letters first', () => {
    expect(proxy(EU, { HTTPS_PROXY: PROXY, no_proxy: 'pipelinersales.com', NO_PROXY: 'other' })).toBeUndefined();
  });
});
