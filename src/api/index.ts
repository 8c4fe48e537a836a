import type { Socket } from 'node:net';
import { buildConnector, type Dispatcher, Pool } from 'undici';
import { CliError } from '../errors.ts';
import type { Line } from './send.ts';

export { type Client, createClient, type Page } from './client.ts';

const CONNECT_MS = 5000;

/** The world as a line to a server needs it; `env` names proxies. */
export interface World extends Omit<Line, 'origin' | 'authorization' | 'dispatcher' | 'budget'> {
  env: Readonly<Record<string, string | undefined>>;
}

/** A line to a server, which lacks nothing but the time it may take. */
export interface OpenLine {
  line: Omit<Line, 'budget'>;
  /** Ends what is under way at once: no more attempts, no more traces. */
  close(): Promise<void>;
  /** Whether nothing but requests keeps the process: a connection that waits for the next one does not. */
  isIdle(): boolean;
}

/** Opens a line to the one origin that may see these credentials. Throws BAD_SETTINGS for a proxy without an address. */
export async function openLine(
  { origin, authorization }: { origin: string; authorization: string },
  { env, ...world }: World,
): Promise<OpenLine> {
  const over = new AbortController();
  const stop = () => over.abort(world.signal.reason);
  if (world.signal.aborted) stop();
  world.signal.addEventListener('abort', stop);
  const sockets: Sockets = { open: new Set(), inTheMaking: 0 };
  const dispatcher = await createDispatcher(origin, env, sockets);
  return {
    line: {
      ...{ ...world, origin, authorization, dispatcher },
      // Of several look-ups at once one may fail: then nobody waits for the others, nor do they try again.
      signal: over.signal,
      trace: text => {
        if (!over.signal.aborted) world.trace(text);
      },
    },
    close: async () => {
      world.signal.removeEventListener('abort', stop);
      over.abort('over');
      for (const socket of sockets.open) socket.destroy(new Error('over'));
      await dispatcher.destroy();
    },
    // What becomes of the connections to a proxy is left to nobody.
    isIdle: () => sockets.inTheMaking === 0 && dispatcher instanceof Pool,
  };
}

/** The sockets of a line. undici does not end those that it is still making, nor those to a proxy that is silent. */
interface Sockets {
  readonly open: Set<Socket>;
  inTheMaking: number;
}

/** Connections to one server: through the proxy the environment names, if any, and never for this machine. */
async function createDispatcher(origin: string, env: World['env'], sockets: Sockets): Promise<Dispatcher> {
  const variable = (name: string) => env[name.toLowerCase()]?.trim() || env[name]?.trim() || undefined;
  const [httpProxy, httpsProxy, noProxy] = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'].map(variable);
  const options = { connect: watched(sockets), connections: 4, pipelining: 1, keepAliveTimeout: 4000 };
  const local = new URL(origin).protocol === 'http:';
  if (local || !(httpProxy || httpsProxy)) return new Pool(origin, options);
  const { connectionsTo, EnvHttpProxyAgent } = await import('./proxy.ts');
  return new EnvHttpProxyAgent({
    ...{ ...options, clientFactory: (proxy: URL) => connectionsTo(proxy, options.connect) },
    ...(httpProxy ? { httpProxy: proxyAddress(httpProxy) } : {}),
    ...(httpsProxy ? { httpsProxy: proxyAddress(httpsProxy) } : {}),
    noProxy: noProxy ?? '',
  });
}

/** undici's way to make a connection, which tells of its sockets. */
function watched(sockets: Sockets): buildConnector.connector {
  // It gives the socket, which undici's types do not say.
  const connect = buildConnector({ timeout: CONNECT_MS }) as (...to: Parameters<buildConnector.connector>) => Socket;
  return (to, made) => {
    sockets.inTheMaking += 1;
    const socket = connect(to, (...result) => {
      sockets.inTheMaking -= 1;
      made(...result);
    });
    sockets.open.add(socket);
    socket.once('close', () => sockets.open.delete(socket));
  };
}

/** The address of a proxy, which may come without its scheme. Throws BAD_SETTINGS, and does not repeat what is secret. */
function proxyAddress(text: string): string {
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  if (URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)) return address;
  throw new CliError('BAD_SETTINGS', 'HTTPS_PROXY or HTTP_PROXY is not the address of a proxy', {
    hint: 'It looks like http://proxy.example:8080',
  });
}
