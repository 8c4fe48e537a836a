import { setMaxListeners } from 'node:events';
import type { Dispatcher } from 'undici';
import { CliError } from '../errors.ts';
import { Agent } from './engine.ts';

export { type Client, createClient, type Page } from './client.ts';

/**
 * Connections to one server: through the proxy the environment names, if any, and never for this machine. `over` ends
 * also those that are only being made, which would keep the process.
 */
export async function createDispatcher(
  origin: string,
  env: Readonly<Record<string, string | undefined>>,
  over: AbortSignal,
): Promise<Dispatcher> {
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
