import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import type { Fault, Stage } from '../fault.ts';
import { PASSWORD } from '../space.ts';
import { leadTo, listenAt } from './connect.ts';
import { creates, few, online, only, transport } from './kinds.ts';

const fault = (name: string, more: Partial<Fault>): Fault => ({
  ...{ name, group: 'environment', applies: few, read: 0, write: 0 },
  ...more,
});

/** Those whose sign-in comes by variables. */
const byVariables = (shape: Parameters<typeof few>[0]) => few(shape) && !shape.login;
const env = (name: string, change: Record<string, string | undefined>, more: Partial<Fault> = {}) =>
  fault(name, {
    prepare: stage => {
      for (const [key, value] of Object.entries(change)) {
        if (value === undefined) delete stage.env[key];
        else stage.env[key] = value;
      }
    },
    ...more,
  });

const NOTHING_SENT: Partial<Fault> = {
  ...{ read: 3, write: 3 },
  check: ({ stage }) => (stage.space.connections > 0 ? 'it was sent all the same' : undefined),
};

const refusedUrl = (name: string, url: (origin: string) => string, more: Partial<Fault> = {}) =>
  fault(`a service URL ${name}`, {
    ...{ ...NOTHING_SENT, applies: shape => few(shape) && !shape.stored },
    read: shape => (shape.login ? [2, 3] : 3),
    prepare: stage => leadTo(stage, url(stage.space.origin)),
    ...more,
  });

const VARIABLES = ['PIPELINER_URL', 'PIPELINER_SPACE', 'PIPELINER_USERNAME', 'PIPELINER_PASSWORD'];

const HOST = 'space.invalid';

/** A proxy on the way to a space of another name. What it hears must not hold the secret. */
const proxy = (name: string, act: (socket: Socket, stage: Stage) => unknown, more: Partial<Fault> = {}) =>
  fault(`a proxy ${name}`, {
    ...{ applies: shape => few(shape) && !shape.stored, foreign: true, seconds: 3, read: 8, write: 8, tls: 'good' },
    prepare: async stage => {
      const server = createServer(socket => {
        let head = '';
        socket.on('data', function read(bytes) {
          head += bytes.toString('latin1');
          if (!head.includes('\r\n\r\n')) return;
          socket.off('data', read);
          act(socket, stage);
        });
      });
      const port = await listenAt(stage, server);
      stage.env.HTTPS_PROXY = `http://127.0.0.1:${port}`;
      leadTo(stage, `https://${HOST}:${stage.space.port}`);
    },
    ...more,
  });

const OPEN = 'HTTP/1.1 200 Connection established\r\n\r\n';
const tunnel = (socket: Socket, port: number) => {
  const other = connect(port, '127.0.0.1');
  other.on('error', () => {}).pipe(socket);
  socket.pipe(other);
  socket.on('close', () => other.destroy());
};

const PROXIES: readonly Fault[] = [
  proxy(
    'that lets it through',
    (socket, { space }) => {
      socket.write(OPEN);
      tunnel(socket, space.port);
    },
    { seconds: 20, read: 0, write: 0, foreign: true },
  ),
  fault('a proxy that is not there', {
    ...{ applies: shape => few(shape) && !shape.stored, seconds: 3, read: 8, write: 8 },
    prepare: stage => {
      stage.env.HTTPS_PROXY = 'http://127.0.0.1:1';
      leadTo(stage, `https://${HOST}:${stage.space.port}`);
    },
  }),
  fault('a proxy nobody knows', {
    ...{ applies: shape => few(shape) && !shape.stored, seconds: 3, read: 8, write: 8 },
    prepare: stage => {
      stage.env.HTTPS_PROXY = 'http://proxy.invalid:3128';
      leadTo(stage, `https://${HOST}`);
    },
  }),
  ...[407, 403, 500, 502, 302].map(status =>
    proxy(`that answers ${status}`, socket =>
      socket.end(`HTTP/1.1 ${status} No\r\nLocation: http://127.0.0.1/\r\nContent-Length: 0\r\n\r\n`),
    ),
  ),
  proxy('that is silent', () => {}),
  proxy('that closes', socket => socket.end()),
  proxy('that resets', socket => socket.resetAndDestroy()),
  proxy('that speaks something else', socket => socket.end('hello\r\n\r\n')),
  proxy('that opens and closes', socket => socket.end(OPEN)),
  proxy('that opens and is silent', socket => socket.write(OPEN)),
  proxy('that answers for the server', socket =>
    socket.end(`${OPEN}HTTP/1.1 200 OK\r\nContent-Length: 26\r\n\r\n{"success":true,"data":[]}`),
  ),
  proxy('that reads along', (socket, stage) => {
    const server = createTlsServer(stage.certificates.unknownAuthority, plain => {
      plain.on('data', bytes => {
        stage.foreign.heard += bytes.toString('latin1');
      });
      plain.on('error', () => {});
    });
    server.on('tlsClientError', () => {});
    stage.closing.push(() => server.close());
    server.listen(0, '127.0.0.1', () => {
      socket.write(OPEN);
      tunnel(socket, (server.address() as { port: number }).port);
    });
  }),
  env(
    'a proxy that is no address',
    { HTTPS_PROXY: 'http://' },
    {
      ...NOTHING_SENT,
      read: 3,
      prepare: stage => {
        stage.env.HTTPS_PROXY = 'socks5://127.0.0.1:1080';
        leadTo(stage, `https://${HOST}:${stage.space.port}`);
      },
    },
  ),
  fault('a proxy for http, and a server on this machine', {
    applies: few,
    prepare: stage => {
      for (const name of ['HTTP_PROXY', 'http_proxy', 'ALL_PROXY']) stage.env[name] = stage.foreign.origin;
    },
  }),
];

const TRAP = 'require("node:fs").writeFileSync("SPRUNG","")';

export const ENVIRONMENT: readonly Fault[] = [
  ...VARIABLES.map(name => env(`${name} missing`, { [name]: undefined }, { ...NOTHING_SENT, applies: byVariables })),
  ...VARIABLES.map(name =>
    env(`${name} empty`, { [name]: ' ' }, { ...NOTHING_SENT, applies: only('accounts --json', 'create --json') }),
  ),
  env('no variable and no profile', Object.fromEntries(VARIABLES.map(name => [name, undefined])), {
    ...{ ...NOTHING_SENT, applies: byVariables },
    // A person is asked how to start, and interrupts that.
    write: shape => (shape.terminal ? [3, 130] : 3),
  }),
  env(
    'a profile nobody stored',
    { PIPELINER_PROFILE: 'nobody', ...Object.fromEntries(VARIABLES.map(name => [name, undefined])) },
    {
      ...{
        ...NOTHING_SENT,
        applies: only('accounts --json', 'create --json', 'auth status --check', 'accounts stored'),
      },
    },
  ),
  refusedUrl('that is not encrypted', () => 'http://api.invalid'),
  refusedUrl('that only looks like this machine', () => 'http://127.0.0.1.invalid'),
  refusedUrl('that only begins like this machine', () => 'http://localhost.invalid'),
  refusedUrl('with a user in it', origin => origin.replace('//', '//user:word@')),
  refusedUrl('with the password in it', origin => origin.replace('//', `//eu_robot:${encodeURIComponent(PASSWORD)}@`), {
    applies: byVariables,
  }),
  refusedUrl('with a backslash', origin => origin.replace('//', '\\\\')),
  refusedUrl('with a control character', origin => `${origin}\u0007`, { applies: byVariables }),
  refusedUrl('of a file', () => 'file:///etc/passwd'),
  refusedUrl('of another scheme', origin => origin.replace('http', 'ftp')),
  refusedUrl('with a question', origin => `${origin}/?next=http://example.com`),
  refusedUrl('with a path of its own', origin => `${origin}/evil/../api`),
  refusedUrl('of another space', origin => `${origin}/api/v100/rest/spaces/other`),
  refusedUrl('that is none', () => 'https://'),
  refusedUrl('that is a word', () => 'myspace'),
  ...['../other', 'my space', 'my_space/entities', 'my_space?x=1', 'ünïcode'].map(space =>
    env(`the space ${space}`, { PIPELINER_SPACE: space }, { ...NOTHING_SENT, applies: byVariables }),
  ),
  env('a user name with a colon', { PIPELINER_USERNAME: 'a:b' }, { ...NOTHING_SENT, applies: byVariables }),
  env('a user name of two lines', { PIPELINER_USERNAME: 'a\nX-Evil: 1' }, { ...NOTHING_SENT, applies: byVariables }),
  env('the wrong password', { PIPELINER_PASSWORD: 'wrong' }, { read: 4, write: 4, applies: byVariables }),
  fault('TLS unchecked, to a server elsewhere', {
    ...{ ...NOTHING_SENT, applies: shape => few(shape) && !shape.stored },
    prepare: stage => {
      stage.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
      leadTo(stage, `https://${HOST}:${stage.space.port}`);
    },
  }),
  ...PROXIES,
  env('a time zone nobody knows', { TZ: 'Nowhere/Nothing' }),
  env('a time zone at the end of the world', { TZ: 'Pacific/Kiritimati' }, { applies: transport }),
  env('a time zone behind', { TZ: 'Etc/GMT+12' }, { applies: creates }),
  env('no language', { LANG: '', LC_ALL: '' }, { applies: shape => online(shape) }),
  env('the language C', { LANG: 'C', LC_ALL: 'C' }, { applies: transport }),
  env('Turkish', { LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' }),
  env('a language nobody speaks', { LANG: 'xx_XX.ISO-8859-1' }),
  env('a dumb terminal', { TERM: 'dumb' }, { applies: shape => online(shape) && shape.terminal === true }),
  env('a terminal of no name', { TERM: '' }, { applies: shape => online(shape) && shape.terminal === true }),
  env('colour by force', { FORCE_COLOR: '3', CLICOLOR_FORCE: '1' }, { applies: transport }),
  env('no colour', { NO_COLOR: '1' }, { applies: transport }),
  ...[1, 7, 20, 1000].map(columns =>
    fault(`a terminal of ${columns} columns`, {
      applies: only('accounts tty', 'currencies tty'),
      prepare: stage => {
        stage.columns = columns;
      },
      // Ids are cut where there is no room.
      spares: ['list'],
    }),
  ),
  ...['0', '-5', '1', 'many', '99999999999'].map(columns =>
    env(
      `COLUMNS=${columns}`,
      { COLUMNS: columns, LINES: columns },
      { applies: only('accounts tty', 'accounts table | pipe', 'accounts --json') },
    ),
  ),
  env('no HOME', { HOME: undefined }),
  env('an empty HOME', { HOME: '' }),
  env(
    'a HOME that is not there',
    { HOME: '/nonexistent', XDG_STATE_HOME: '', XDG_CONFIG_HOME: '', XDG_CACHE_HOME: '' },
    {
      applies: byVariables,
    },
  ),
  env(
    'folders nobody can make',
    { XDG_STATE_HOME: '/dev/null/x', XDG_CONFIG_HOME: '/dev/null/x', XDG_CACHE_HOME: '/proc/x' },
    {
      ...{ applies: few, read: shape => (shape.login ? 11 : 0) },
    },
  ),
  env('folders told by half a path', { XDG_CONFIG_HOME: 'here', XDG_STATE_HOME: '../there' }, { applies: byVariables }),
  fault('traps in the current folder', {
    applies: shape => online(shape),
    prepare: stage => {
      const trap = (path: string, text: string) => {
        mkdirSync(join(stage.cwd, path, '..'), { recursive: true });
        writeFileSync(join(stage.cwd, path), text);
      };
      const elsewhere = `PIPELINER_URL=${stage.foreign.origin}\nPIPELINER_SANDBOX=1\nHTTPS_PROXY=${stage.foreign.origin}\n`;
      trap('.env', elsewhere);
      trap('.env.local', elsewhere);
      trap('.npmrc', `proxy=${stage.foreign.origin}\n`);
      for (const name of ['undici', 'zod', 'chalk', 'conf', 'commander', '@napi-rs/keyring', '@inquirer/core']) {
        trap(`node_modules/${name}/package.json`, `{"name":"${name}","main":"index.js"}`);
        trap(`node_modules/${name}/index.js`, TRAP);
      }
      trap('package.json', '{"name":"trap","type":"commonjs","main":"index.js"}');
      for (const name of ['index.js', 'pipeliner.config.js', 'pipeliner.js', '.pipelinerrc.js']) trap(name, TRAP);
      for (const name of ['config.json', 'pipeliner.json', '.pipelinerrc', 'credentials.json', 'sandbox.json'])
        trap(name, `{"origin":"${stage.foreign.origin}","url":"${stage.foreign.origin}","profiles":[]}`);
      trap('config/pipeliner/config.json', '{');
    },
    check: ({ stage }) => {
      const sprung = stage.home.path;
      return existsSync(join(sprung, 'here', 'SPRUNG')) || existsSync(join(sprung, 'SPRUNG'))
        ? 'a file of the current folder was run'
        : undefined;
    },
    // The traps are not the program's own files.
    spares: ['files'],
  }),
  fault('any mode for new files', {
    applies: only('auth login', 'wizard', 'sandbox accounts', 'sandbox create'),
    prepare: stage => {
      stage.before = 'umask 000';
    },
  }),
  fault('no mode for new files', {
    applies: only('auth login', 'wizard', 'sandbox create', 'accounts --json'),
    prepare: stage => {
      stage.before = 'umask 077';
    },
  }),
  fault('a current folder that is gone', {
    applies: only('accounts --json', 'create --json', 'auth login'),
    prepare: stage => {
      stage.before = 'mkdir gone && cd gone && rmdir ../gone';
    },
  }),
];
