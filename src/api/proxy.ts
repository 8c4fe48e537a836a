/** Connections through a proxy. A file of its own, since few users have one. */
import { type buildConnector, type Dispatcher, Pool } from 'undici';

export { ProxyAgent } from 'undici';

const ANSWER_MS = 5000;

/** The connections to the proxy itself. undici's own would wait for ever for a proxy that is silent or hangs up. */
export function connectionsTo(proxy: URL, connecting: buildConnector.connector): Pool {
  const pool = new Pool(proxy, { connect: connecting, headersTimeout: ANSWER_MS });
  const connect = pool.connect.bind(pool) as (to: Dispatcher.ConnectOptions) => Promise<Dispatcher.ConnectData>;
  const tunnel = async (to: Dispatcher.ConnectOptions): Promise<Dispatcher.ConnectData> => {
    try {
      return await connect(to);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'UND_ERR_SOCKET') throw cause;
      // With its own code, undici would retry it without end.
      throw Object.assign(new Error('The proxy broke off the connection', { cause }), { code: 'ECONNRESET' });
    }
  };
  return Object.assign(pool, { connect: tunnel });
}
