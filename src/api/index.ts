import { setMaxListeners } from 'node:events';
import type { Dispatcher } from 'undici';
import { CliError } from '../errors.ts';
import { Agent } from './engine.ts';
import type { Line } from './send.ts';

export { type Client, createClient, type Page } from './client.ts';

/** The world as a line to a server needs it; `env` names proxies. */
export interface World extends Omit<Line, 'origin' | 'authorization' | 'dispatcher' | 'budget'> {
  env: Readonly<Record<string, string | undefined>>;
}

/** A line to a server, which lacks nothing but the time it may take. */
export interface OpenLine {
  line: Omit<Line, 'budget'>;
  /** Ends what is under way at once: no more attempts, no more traces. */
  close(): Promise<void>;
}

/** Opens a line to the one origin that may see these credentials. Throws BAD_SETTINGS for a proxy without an address. */
export async function openLine(
  { origin, authorization }: { origin: string; authorization: string },
  { env, ...world }: World,
): Promise<OpenLine> {
  const over = new AbortController();
  const dispatcher = await createDispatcher(origin, env, over.signal);
  return {
    line: {
      ...{ ...world, origin, authorization, dispatcher },
      // Of several look-ups at once one may fail: then nobody waits for the others, nor do they try again.
      signal: AbortSignal.any([world.signal, over.signal]),
      trace: text => {
        if (!over.signal.aborted) world.trace(text);
      },
    },
    close: async () => {
      over.abort('over');
      await dispatcher.destroy();
    },
  };
}

/**
 * Connections to one server: through the proxy the environment names, if any, and never for this machine. `over` ends
 * also those that are only being made, which would keep the process.
 */
async function createDispatcher(origin: string, env: World['env'], over: AbortSignal): Promise<Dispatcher> {
  const variable = (name: string) => env[name.toLowerCase()]?.trim() || env[name]?.trim() || undefined;
  const [httpProxy, httpsProxy, noProxy] = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'].map(variable);
  // Sockets take a signal, which undici passes on and does not mention.
  setMaxListeners(0, over);
  const connect = { timeout: 5000, signal: over };
  const options = { connect, connections: 4, pipelining: 1, keepAliveTimeout: 4000 };
  const local = new URL(origin).protocol === 'http:';
  if (local || !(httpProxy || httpsProxy)) return new Agent(options);
  const { connectionsTo, EnvHttpProxyAgent } = await import('./proxy.ts');
  return new EnvHttpProxyAgent({
    ...{ ...options, clientFactory: (proxy: URL) => connectionsTo(proxy, connect) },
    ...(httpProxy ? { httpProxy: proxyAddress(httpProxy) } : {}),
    ...(httpsProxy ? { httpsProxy: proxyAddress(httpsProxy) } : {}),
    noProxy: noProxy ?? '',
  });
}

/** The address of a proxy, which may come without its scheme. Throws BAD_SETTINGS, and does not repeat what is secret. */
function proxyAddress(text: string): string {
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  if (URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)) return address;
  throw new CliError('BAD_SETTINGS', 'HTTPS_PROXY or HTTP_PROXY is not the address of a proxy', {
    hint: 'It looks like http://proxy.example:8080',
  });
}
