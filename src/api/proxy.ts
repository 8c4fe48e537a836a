/** Connections by way of a proxy: apart from the engine, since few have one. */

import type { Pool as PoolType } from 'undici';
import connect from 'undici/lib/api/api-connect.js';
import Dispatcher from 'undici/lib/dispatcher/dispatcher.js';
import Pool from 'undici/lib/dispatcher/pool.js';
import type { Connector } from './engine.ts';

// What the package's front door would do: the way through a proxy begins with it.
Object.assign(Dispatcher.prototype, { connect });

export { default as ProxyAgent } from 'undici/lib/dispatcher/proxy-agent.js';

const ANSWER_MS = 5000;

/** The connections to the proxy itself. By undici's own it would wait for ever for one that is silent or hangs up. */
export function connectionsTo(proxy: URL, connecting: Connector): PoolType {
  const pool = new Pool(proxy, { connect: connecting, headersTimeout: ANSWER_MS });
  const tunnel = async (to: Dispatcher.ConnectOptions): Promise<Dispatcher.ConnectData> => {
    try {
      return await connect.call(pool, to);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'UND_ERR_SOCKET') throw cause;
      // Under its own code, it would be tried again without end.
      throw Object.assign(new Error('The proxy broke off the connection', { cause }), { code: 'ECONNRESET' });
    }
  };
  return Object.assign(pool, { connect: tunnel });
}
