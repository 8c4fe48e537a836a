import type { Socket } from 'node:net';
import { buildConnector, type Dispatcher, Pool } from 'undici';
import type { Transport } from './transport.ts';

export { type Client, createClient, type Page } from './client.ts';

const CONNECT_MS = 5000;

/** What a transport needs of the host. */
export interface TransportOptions extends Omit<Transport, 'origin' | 'authorization' | 'dispatcher' | 'budget'> {
  /** The proxy to go through; undefined for none. */
  proxy: URL | undefined;
}

/** An open transport, complete but for its time budget. */
export interface OpenTransport {
  transport: Omit<Transport, 'budget'>;
  /** Ends all requests at once: no more attempts, no more traces. */
  close(): Promise<void>;
  /** Whether only requests keep the process running: an idle connection does not. */
  isIdle(): boolean;
}

/** Opens a transport to the one origin that may see these credentials. */
export async function openTransport(
  { origin, authorization }: { origin: string; authorization: string },
  { proxy, ...world }: TransportOptions,
): Promise<OpenTransport> {
  const closing = new AbortController();
  const stop = () => closing.abort(world.signal.reason);
  if (world.signal.aborted) stop();
  world.signal.addEventListener('abort', stop);
  const sockets: Sockets = { open: new Set(), connecting: 0 };
  const dispatcher = await createDispatcher(origin, proxy, sockets);
  return {
    transport: {
      ...{ ...world, origin, authorization, dispatcher },
      // When one of several concurrent look-ups fails, the others end without a retry.
      signal: closing.signal,
      trace: text => {
        if (!closing.signal.aborted) world.trace(text);
      },
    },
    close: async () => {
      world.signal.removeEventListener('abort', stop);
      closing.abort('over');
      for (const socket of sockets.open) socket.destroy(new Error('over'));
      await dispatcher.destroy();
    },
    // Connections to a proxy are always closed explicitly.
    isIdle: () => sockets.connecting === 0 && dispatcher instanceof Pool,
  };
}

/** The sockets of a transport. undici does not end those that are still connecting, nor those to a silent proxy. */
interface Sockets {
  readonly open: Set<Socket>;
  connecting: number;
}

/** Connections to one server, through the proxy if there is one. */
async function createDispatcher(origin: string, proxy: URL | undefined, sockets: Sockets): Promise<Dispatcher> {
  const options = { connect: trackSockets(sockets), connections: 4, pipelining: 1, keepAliveTimeout: 4000 };
  if (!proxy) return new Pool(origin, options);
  const { connectionsTo, ProxyAgent } = await import('./proxy.ts');
  return new ProxyAgent({
    ...{ ...options, uri: proxy.href, clientFactory: (address: URL) => connectionsTo(address, options.connect) },
  });
}

/** undici's connector, which records its sockets. */
function trackSockets(sockets: Sockets): buildConnector.connector {
  // It returns the socket, which undici's types leave out.
  const connect = buildConnector({ timeout: CONNECT_MS }) as (...to: Parameters<buildConnector.connector>) => Socket;
  return (target, callback) => {
    sockets.connecting += 1;
    const socket = connect(target, (...result) => {
      sockets.connecting -= 1;
      callback(...result);
    });
    sockets.open.add(socket);
    socket.once('close', () => sockets.open.delete(socket));
  };
}
