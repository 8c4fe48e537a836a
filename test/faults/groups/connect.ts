import { spawn } from 'node:child_process';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import type { Fault, Stage } from '../fault.ts';
import { few, isCall, online, transport } from './kinds.ts';

/** Leads the program to an address of the fault's own. */
export function leadTo(stage: Stage, origin: string): void {
  if (stage.env.PIPELINER_URL !== undefined) stage.env.PIPELINER_URL = origin;
  stage.args = stage.args.map(word => (word === stage.space.origin ? origin : word));
}

/** A server that is no space; what it hears must hold no secret either. */
export async function listenAt(stage: Stage, server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    stage.foreign.connections += 1;
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    socket.on('data', bytes => {
      stage.foreign.heard += bytes.toString('latin1');
    });
  });
  stage.closing.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as { port: number }).port;
}

const fault = (name: string, more: Partial<Fault>): Fault => ({
  // Nothing was sent: a write has not happened.
  ...{ name, group: 'connect', applies: transport, seconds: 3, read: 8, write: 8 },
  ...more,
});

/** The profile that is stored names the space's own address. */
const fewFresh = (shape: Parameters<typeof transport>[0]) => few(shape) && !shape.stored;

const at = (scheme: string, accept: (socket: Socket) => unknown): Partial<Fault> => ({
  applies: fewFresh,
  foreign: true,
  prepare: async stage => {
    const port = await listenAt(stage, createServer(accept));
    leadTo(stage, `${scheme}://127.0.0.1:${port}`);
  },
});

const tlsAt = (options: TlsOptions): Partial<Fault> => ({
  applies: fewFresh,
  prepare: async stage => {
    const server = createTlsServer({ ...stage.certificates.good, ...options });
    server.on('tlsClientError', () => {});
    server.on('connection', () => {
      stage.space.connections += 1;
    });
    stage.closing.push(() => server.close());
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    leadTo(stage, `https://127.0.0.1:${(server.address() as { port: number }).port}`);
  },
});

/** A process that listens and is then stopped: its queue is full, and whoever knocks is not even refused. */
async function blackhole(stage: Stage): Promise<void> {
  const program = `require('net').createServer().listen({port:0,host:'127.0.0.1',backlog:1},function(){console.log(this.address().port)})`;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'ignore'] });
  const port = await new Promise<number>(resolve => child.stdout.on('data', text => resolve(Number(text))));
  child.kill('SIGSTOP');
  const queued = Array.from({ length: 6 }, () => connect(port, '127.0.0.1').on('error', () => {}));
  stage.closing.push(() => {
    for (const socket of queued) socket.destroy();
    child.kill('SIGKILL');
  });
  await new Promise(resolve => setTimeout(resolve, 100));
  leadTo(stage, `http://127.0.0.1:${port}`);
}

export const CONNECT: readonly Fault[] = [
  fault('refused', { applies: transport, prepare: ({ space }) => space.vanish() }),
  fault('refused, and there a moment later', {
    ...{ applies: transport, seconds: 20, read: 0, write: 0 },
    prepare: ({ space }) => space.vanish(),
    script: (_, { space }) => {
      setTimeout(() => void space.appear(), 150);
    },
  }),
  fault('gone after the first look-up', {
    applies: shape => shape.lookup !== undefined && online(shape),
    at: 'lookup',
    act: exchange => {
      exchange.reply(exchange.usual());
      setTimeout(() => void exchange.space.vanish(), 5);
    },
    times: 1,
  }),
  fault('a host nobody knows', {
    applies: fewFresh,
    prepare: stage => leadTo(stage, 'https://space.invalid'),
  }),
  fault('a host name that is too long', {
    applies: fewFresh,
    prepare: stage => leadTo(stage, `https://${'a'.repeat(64)}.example.com`),
  }),
  fault('a name with two addresses, of which one is dead', {
    ...{ applies: fewFresh, seconds: 20, host: 'localhost', read: 0, write: 0 },
  }),
  fault('nobody answers the knock', { applies: fewFresh, seconds: 7, stalls: true, prepare: blackhole }),
  fault('nobody answers the knock, and little time', {
    applies: fewFresh,
    seconds: 2,
    stalls: true,
    prepare: blackhole,
  }),
  fault('closed when accepted', {
    prepare: ({ space }) => {
      space.onConnection = socket => Boolean(socket.end());
    },
    write: shape => (isCall(shape) ? [8, 9] : 8),
  }),
  fault('reset when accepted', {
    applies: few,
    prepare: ({ space }) => {
      space.onConnection = socket => Boolean(socket.resetAndDestroy());
    },
    write: shape => (isCall(shape) ? [8, 9] : 8),
  }),
  fault('a good certificate', { tls: 'good', seconds: 20, read: 0, write: 0 }),
  fault('an expired certificate', { tls: 'expired' }),
  fault('a certificate that is not valid yet', { tls: 'early', applies: few }),
  fault('a certificate for another host', { tls: 'otherHost' }),
  fault('a certificate signed by itself', { tls: 'selfSigned' }),
  fault('an authority nobody knows', { tls: 'unknownAuthority' }),
  fault('a certificate signed by one that must not', { tls: 'byNobody', applies: few }),
  fault('no authorities but those of the system', {
    tls: 'good',
    applies: few,
    prepare: stage => {
      delete stage.env.NODE_EXTRA_CA_CERTS;
    },
  }),
  fault('an old TLS', tlsAt({ minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' })),
  fault('a certificate of the client asked for', {
    ...tlsAt({ requestCert: true, rejectUnauthorized: true }),
    // In TLS 1.3 the client has written before it is refused.
    write: shape => (isCall(shape) ? [8, 9] : 8),
  }),
  fault(
    'silence after the TLS greeting',
    at('https', socket => socket.on('data', () => {})),
  ),
  fault(
    'closed after the TLS greeting',
    at('https', socket => socket.once('data', () => socket.end())),
  ),
  fault(
    'reset after the TLS greeting',
    at('https', socket => socket.once('data', () => socket.resetAndDestroy())),
  ),
  fault(
    'plain HTTP where TLS is spoken of',
    at('https', socket =>
      socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n')),
    ),
  ),
  fault(
    'noise where TLS is spoken of',
    at('https', socket => socket.end(Buffer.alloc(5000, 7))),
  ),
  fault('TLS where plain HTTP is spoken', {
    tls: 'good',
    applies: fewFresh,
    prepare: stage => leadTo(stage, `http://127.0.0.1:${stage.space.port}`),
    // Such a server has read it, for all that is known.
    write: shape => (isCall(shape) ? [8, 9] : 8),
  }),
];
