import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createNetServer, type Server, type Socket } from 'node:net';
import { type Client, createClient } from '../../src/api/index.ts';
import type { Transport } from '../../src/api/transport.ts';
import { hangUp, lineTo, type TestLine } from './line.ts';

const open: { server: Server; sockets: Set<Socket> }[] = [];

/** A real server on this machine, closed by `closeAll`. Gives its port. */
export async function listen(server: Server, port = 0): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', socket => sockets.add(socket));
  open.push({ server, sockets });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}

export async function closeAll(): Promise<void> {
  await hangUp();
  for (const { server, sockets } of open.splice(0)) {
    for (const socket of sockets) socket.destroy();
    await new Promise(resolve => server.close(resolve));
  }
}

/** Answers whole requests, one handler after the other; the last one stays. `seen` keeps what came. */
export async function httpServer(...handlers: RequestListener[]): Promise<{ port: number; seen: string[] }> {
  const seen: string[] = [];
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    request.on('data', chunk => chunks.push(chunk));
    request.on('end', () => {
      seen.push(`${request.method} ${Buffer.concat(chunks).toString()}`.trim());
      handlers[Math.min(seen.length, handlers.length) - 1]?.(request, response);
    });
  });
  return { port: await listen(server), seen };
}

/** A proxy that answers each CONNECT with this text, or hangs up, and keeps what it was asked. */
export async function proxyServer(answer?: string): Promise<{ port: number; asked: IncomingMessage[] }> {
  const asked: IncomingMessage[] = [];
  const server = createServer().on('connect', (request, socket) => {
    asked.push(request);
    if (answer === undefined) socket.destroy();
    else socket.end(answer);
  });
  return { port: await listen(server), asked };
}

/** A port that nobody listens on. */
export async function closedPort(): Promise<number> {
  const server = createNetServer();
  const port = await listen(server);
  open.splice(0, open.length, ...open.filter(one => one.server !== server));
  await new Promise(resolve => server.close(resolve));
  return port;
}

export function clientTo(port: number, over: Partial<Transport> = {}): { client: Client; line: TestLine } {
  const line = lineTo(`http://127.0.0.1:${port}`, over);
  return { client: createClient('nv3_PipelinerDev', line), line };
}
