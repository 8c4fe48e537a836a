import { describe, expect, it } from 'vitest';
import { createAccess } from '../../src/access/access.ts';
import { accessFromEnvironment } from '../../src/access/environment.ts';
import { isLoopback, parseServiceUrl, refuseUnchecked } from '../../src/access/service-url.ts';
import { CliError } from '../../src/errors.ts';

const EU = 'https://eu-central.api.pipelinersales.com';
const BASE = '/api/v100/rest/spaces/nv3_PipelinerDev';

function refusalOf(run: () => unknown): CliError {
  try {
    run();
  } catch (error) {
    if (error instanceof CliError) return error;
    throw error;
  }
  return expect.fail('nothing was refused');
}

describe('a service URL', () => {
  it.each([
    ['eu-central.api.pipelinersales.com', EU],
    [EU, EU],
    [`${EU}/`, EU],
    [`${EU}//`, EU],
    [EU.toUpperCase(), EU],
    [`${EU}:443`, EU],
    [`${EU}:8443`, `${EU}:8443`],
    ['eu-central.api.pipelinersales.com:8443', `${EU}:8443`],
    [`${EU}/api/v100`, EU],
    [`${EU}/api/v100/rest`, EU],
    [`${EU}/api/v100/rest/spaces`, EU],
    ['https://crm.example', 'https://crm.example'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['http://127.9.9.9', 'http://127.9.9.9'],
    ['http://[::1]:8080/', 'http://[::1]:8080'],
    ['http://localhost:8080', 'http://localhost:8080'],
    ['localhost:8080', 'https://localhost:8080'],
  ])('%s is taken', (text, origin) => {
    expect(parseServiceUrl(text)).toEqual({ origin });
  });

  it.each([`${EU}${BASE}`, `${EU}${BASE}/`, `eu-central.api.pipelinersales.com${BASE}`])(
    '%s names the space as well',
    text => {
      expect(parseServiceUrl(text)).toEqual({ origin: EU, space: 'nv3_PipelinerDev' });
    },
  );

  it.each([
    'http://eu-central.api.pipelinersales.com',
    'http://10.0.0.1',
    'http://127.0.0.1.evil.example',
    'http://localhost.evil.example',
    'http://0.0.0.0:80',
    'http://[::ffff:127.0.0.1]',
    'ftp://eu-central.api.pipelinersales.com',
    'file:///etc/passwd',
    'ws://127.0.0.1',
    'javascript:alert(1)',
    'javascript:1',
    'data:text/html,x',
    'mailto:a@b.example',
    'htps://eu-central.api.pipelinersales.com',
    'https//eu-central.api.pipelinersales.com',
    'https:/eu-central.api.pipelinersales.com',
    'https:eu-central.api.pipelinersales.com',
    'https://',
    'eu-central',
    'https://eu-central',
    `${EU}/login`,
    `${EU}/api/v99/rest`,
    `${EU}${BASE}/entities/Accounts`,
    `${EU}/api/v100/rest/spaces/a%2Fb`,
    `${EU}?space=x`,
    `${EU}#x`,
    `${EU}/api/v100/rest/spaces/../../../login`,
    'https:\\\\eu-central.api.pipelinersales.com',
    `https://eu-central.api.pipelinersales.com\\@evil.example`,
    'https://eu-central.api.pipelinersales.com\u0000',
    'https://eu-central.api\n.pipelinersales.com',
    'https://eu central.example',
    ' https://eu-central.example',
    'https://eu-central.example:99999',
    'https://exa%6dple%2ecom:x',
  ])('%j is refused', text => {
    expect(refusalOf(() => parseServiceUrl(text))).toMatchObject({ code: 'REFUSED_URL', exit: 3 });
  });

  it.each([
    'https://jane:hunter2@eu-central.api.pipelinersales.com',
    'https://hunter2@eu-central.api.pipelinersales.com',
    'https://jane:hunter2@x@eu-central.api.pipelinersales.com',
    'jane:hunter2@eu-central.api.pipelinersales.com',
    'hunter2@eu-central.api.pipelinersales.com',
    'ftp://jane:hunter2@eu-central.api.pipelinersales.com',
    'https:\\\\jane:hunter2@eu-central.api.pipelinersales.com',
    'https://jane:hunter2\n@eu-central.api.pipelinersales.com',
    'https://jane:hunter2@',
  ])('%j is refused without telling the password', text => {
    const error = refusalOf(() => parseServiceUrl(text));
    expect(error.code).toBe('REFUSED_URL');
    expect(`${error.message} ${error.hint}`).not.toContain('hunter2');
  });
});

it.each(['localhost', '127.0.0.1', '127.255.255.254', '[::1]'])('%s does not leave this machine', host => {
  expect(isLoopback(host)).toBe(true);
});

it.each(['', '::1', '0.0.0.0', '128.0.0.1', '127.0.0.1.example', '127.0.0', 'localhost.', '[::2]', 'LOCALHOST'])(
  '%j may leave it',
  host => {
    expect(isLoopback(host)).toBe(false);
  },
);

describe('the environment', () => {
  const ALL = {
    PIPELINER_URL: EU,
    PIPELINER_SPACE: 'nv3_PipelinerDev',
    PIPELINER_USERNAME: 'us_abc',
    PIPELINER_PASSWORD: 'hunter2',
  };

  it('gives access when it has all four', () => {
    expect(accessFromEnvironment(ALL)).toMatchObject({
      origin: EU,
      space: 'nv3_PipelinerDev',
      authorization: `Basic ${btoa('us_abc:hunter2')}`,
    });
  });

  it('needs no space beside a URL that names it', () => {
    const { PIPELINER_SPACE: _, ...three } = ALL;
    expect(accessFromEnvironment({ ...three, PIPELINER_URL: EU + BASE })?.space).toBe('nv3_PipelinerDev');
    expect(accessFromEnvironment({ ...ALL, PIPELINER_URL: EU + BASE })?.space).toBe('nv3_PipelinerDev');
  });

  it.each([[{}], [{ PIPELINER_URL: '', PIPELINER_PASSWORD: '  ' }], [{ HOME: '/home/jane' }]])(
    'gives none when it has none of them: %j',
    env => {
      expect(accessFromEnvironment(env)).toBeUndefined();
    },
  );

  it('that is not UTF-8 is refused by name, before it is sent as something else', () => {
    const error = refusalOf(() => accessFromEnvironment({ ...ALL, PIPELINER_PASSWORD: 'gr\ufffdn' }));
    expect(error).toMatchObject({ code: 'BAD_SETTINGS', message: 'PIPELINER_PASSWORD is not UTF-8' });
  });

  it.each([
    [['PIPELINER_URL'], 'PIPELINER_URL is not set'],
    [['PIPELINER_SPACE'], 'PIPELINER_SPACE is not set'],
    [['PIPELINER_USERNAME'], 'PIPELINER_USERNAME is not set'],
    [['PIPELINER_PASSWORD'], 'PIPELINER_PASSWORD is not set'],
    [['PIPELINER_URL', 'PIPELINER_PASSWORD'], 'PIPELINER_URL, PIPELINER_PASSWORD are not set'],
    [
      ['PIPELINER_URL', 'PIPELINER_SPACE', 'PIPELINER_USERNAME'],
      'PIPELINER_URL, PIPELINER_SPACE, PIPELINER_USERNAME are not set',
    ],
  ])('without %j names what is missing', (without, message) => {
    for (const blank of [undefined, '', ' ']) {
      const env = { ...ALL, ...Object.fromEntries(without.map(name => [name, blank])) };
      const error = refusalOf(() => accessFromEnvironment(env));
      expect(error).toMatchObject({ code: 'NO_PROFILE', exit: 3, message });
      expect(`${error.message} ${error.hint}`).not.toContain('hunter2');
    }
  });

  it('is refused when the URL and the space disagree', () => {
    const error = refusalOf(() =>
      accessFromEnvironment({ ...ALL, PIPELINER_URL: EU + BASE, PIPELINER_SPACE: 'other' }),
    );
    expect(error).toMatchObject({ code: 'REFUSED_URL', exit: 3 });
    expect(error.message).toMatch(/nv3_PipelinerDev.*other/);
  });

  it('keeps the spaces of a password, and drops those around the rest', () => {
    const found = accessFromEnvironment({
      ...ALL,
      PIPELINER_URL: ` ${EU} `,
      PIPELINER_USERNAME: ' us_abc\n',
      PIPELINER_PASSWORD: ' hunter2 ',
    });
    expect(found?.authorization).toBe(`Basic ${btoa('us_abc: hunter2 ')}`);
  });

  it.each([
    ['hunter2\r', 'PIPELINER_PASSWORD ends with a carriage return (CR), as lines of a Windows text file do'],
    ['hunter2\r\n', 'PIPELINER_PASSWORD holds control characters, such as line ends'],
    ['hun\tter2', 'PIPELINER_PASSWORD holds control characters, such as line ends'],
  ])('names what a password cannot have, and shows none of it: %j', (password, message) => {
    const error = refusalOf(() => accessFromEnvironment({ ...ALL, PIPELINER_PASSWORD: password }));
    expect(error).toMatchObject({ code: 'BAD_SETTINGS', exit: 3, message });
    expect(JSON.stringify(error)).not.toContain('hun');
    expect(refusalOf(() => createAccess(EU, 'space', 'user', password)).message).toMatch(/^The password /);
  });

  it('sends no password anywhere while certificates are not checked', () => {
    const error = refusalOf(() => accessFromEnvironment({ ...ALL, NODE_TLS_REJECT_UNAUTHORIZED: '0' }));
    expect(error).toMatchObject({ code: 'REFUSED_URL', exit: 3 });
    expect(error.hint).toContain('NODE_EXTRA_CA_CERTS');
  });

  it.each([
    { NODE_TLS_REJECT_UNAUTHORIZED: '1' },
    { NODE_TLS_REJECT_UNAUTHORIZED: '' },
    { NODE_TLS_REJECT_UNAUTHORIZED: '0', PIPELINER_URL: 'http://127.0.0.1:8080' },
  ])('is taken with %j', more => {
    expect(accessFromEnvironment({ ...ALL, ...more })).toBeDefined();
  });
});

describe('access', () => {
  it.each(['', 'a b', 'a/b', '..', 'ä', 'a%20b', 'a\n'])('is not to a space called %j', space => {
    expect(refusalOf(() => createAccess(EU, space, 'user', 'pw'))).toMatchObject({ code: 'BAD_SETTINGS', exit: 3 });
  });

  it.each(['us:er', ':', 'us\ner', 'us\u007fer', 'us\u0000er'])('is not for a user called %j', username => {
    expect(refusalOf(() => createAccess(EU, 'space', username, 'pw'))).toMatchObject({ code: 'BAD_SETTINGS', exit: 3 });
  });

  it('signs in with UTF-8', () => {
    const { authorization } = createAccess(EU, 'space', 'jürgen', 'pässwörd:x');
    expect(Buffer.from(authorization.slice('Basic '.length), 'base64').toString('utf8')).toBe('jürgen:pässwörd:x');
  });
});

describe('the password', () => {
  const password = 'p"ä s\\w/o+r&d 100%';
  const { redact, authorization } = createAccess(EU, 'space', 'us_abc', password);

  it.each([
    ['as it is', password],
    ['in base64 with its user', authorization],
    ['in a URL', `https://h/?p=${encodeURIComponent(password)}&x`],
    [
      'in a URL of small letters',
      `https://h/?p=${encodeURIComponent(password).replace(/%../g, hex => hex.toLowerCase())}`,
    ],
    ['in a form', `p=${encodeURIComponent(password).replaceAll('%20', '+')}`],
    ['in JSON', JSON.stringify({ password })],
    ['twice', `${password} and ${password}`],
  ])('is blotted out %s', (_, text) => {
    const shown = redact(`before ${text} after`);
    expect(shown).toMatch(/^before .*\[secret\].* after$/s);
    for (const form of [
      password,
      encodeURIComponent(password),
      JSON.stringify(password).slice(1, -1),
      authorization.slice(6),
    ]) {
      expect(shown).not.toContain(form);
    }
  });

  it('leaves other text as it is', () => {
    expect(redact('Created opportunity New machine')).toBe('Created opportunity New machine');
    expect(createAccess(EU, 'space', 'user', '').redact('abc')).toBe('abc');
  });
});

describe('the error object of a program', () => {
  const error = (message: string) => JSON.stringify({ error: { code: 'NOT_FOUND', message, exit: 5, details: [] } });
  const parse = (text: string) => JSON.parse(text.split('\n').at(-2)!);

  it.each(['e', 'error', 'code', 'message', '5', ':', '"', '\\', '{"', '},', '":"', '\u202e', 'ü"'])(
    'can be read when the password is %j',
    password => {
      const { redact } = createAccess(EU, 'space', 'us_abc', password);
      const said = `Not found: ${password} or ${password}.`;
      const shown = redact(`Error: it failed\n${error(said)}\n`);
      expect(parse(shown)).toEqual({
        error: { code: 'NOT_FOUND', message: 'Not found: [secret] or [secret].', exit: 5, details: [] },
      });
    },
  );

  it('is left alone where it holds nothing secret, and never comes out less escaped', () => {
    const { redact } = createAccess(EU, 'space', 'us_abc', 'hunter2');
    const harmless = '{"error":{"message":"a\\u202eb \\/ \\u0041"}}\n';
    expect(redact(harmless)).toBe(harmless);
    expect(redact('{"error":{"message":"a\\u202ehunter2"}}\n')).toBe('{"error":{"message":"a\\u202e[secret]"}}\n');
  });

  it('is found however its letters are escaped', () => {
    expect(createAccess(EU, 'space', 'us_abc', 'a/ü').redact('{"m":"x a\\/\\u00fc y"}')).toBe('{"m":"x [secret] y"}');
  });
});

describe('a password of very few letters', () => {
  it('is blotted where it stands alone, and leaves the words', () => {
    const { redact } = createAccess(EU, 'space', 'us_abc', 'rr');
    expect(redact("Error: 'rr' is wrong, not an error (rr)")).toBe(
      "Error: '[secret]' is wrong, not an error ([secret])",
    );
  });
});

describe('certificates that are not checked', () => {
  const env = { NODE_TLS_REJECT_UNAUTHORIZED: '0' };
  it('keep every password from leaving this machine', () => {
    expect(refusalOf(() => refuseUnchecked(EU, env))).toMatchObject({ code: 'REFUSED_URL' });
    for (const here of ['http://127.0.0.1:1', 'https://localhost:1'])
      expect(() => refuseUnchecked(here, env)).not.toThrow();
    expect(() => refuseUnchecked(EU, {})).not.toThrow();
  });
});
