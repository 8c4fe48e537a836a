import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { type CliError, usage } from '../../errors.ts';
import type { Fault } from '../faults/faults.ts';
import { LARGE, seed } from '../seed/seed.ts';
import { FileStore, MemoryStore, type Store } from '../store.ts';
import { SPACE } from './request.ts';
import { createRoutes } from './routes.ts';

export interface SandboxOptions {
  /** The file of the records. Nothing is written there before the first write. */
  statePath: string;
  /** A big space: its records are in memory only, and the file is left alone. */
  size?: 'large' | undefined;
  now: () => Date;
  /** Milliseconds that a write waits for other processes: each with --sandbox is a server of its own. */
  lockWaitMs?: number;
  /** 0 or none for any free one. */
  port?: number;
  /** Called for each request, without its credentials, and with the fault it met, if any. */
  log?: (line: string, fault: boolean) => void;
  /** Called when a write is refused because its file cannot be written. */
  onDiskFailure?: (error: CliError) => void;
  /** How to fail on purpose. */
  faults?: readonly Fault[];
  /** Milliseconds a client may take to send a request. */
  requestTimeoutMs?: number;
  username?: string;
  /** Random for each run unless given. */
  password?: string;
}

export interface Sandbox {
  url: string;
  space: string;
  username: string;
  password: string;
  /** Ends at once, apart from a write that is under way. */
  close(): Promise<void>;
}

/** Starts the built-in space on loopback. Rejects with USAGE for a taken port, BAD_SETTINGS for a damaged file. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const store = await openStore(options);
  const { username = 'sandbox', password = randomBytes(18).toString('base64url') } = options;
  const server = createServer(timeouts(options.requestTimeoutMs ?? 30_000));
  const port = await listen(server, options.port ?? 0);
  const { now, faults = [], log, onDiskFailure } = options;
  const app = createRoutes({ store, now, port, credentials: `${username}:${password}`, faults, log, onDiskFailure });
  server.on('request', getRequestListener(app.fetch, { overrideGlobalObjects: false }));
  return {
    url: `http://127.0.0.1:${port}`,
    space: SPACE,
    username,
    password,
    close: async () => {
      const closed = new Promise(resolve => server.close(resolve));
      server.closeAllConnections();
      await Promise.all([closed, store.idle()]);
    },
  };
}

async function openStore({ statePath, now, lockWaitMs, size }: SandboxOptions): Promise<Store> {
  const store = size === 'large' ? new MemoryStore(seed(LARGE)) : new FileStore(statePath, now, lockWaitMs);
  const tables = await store.read();
  // Made before the first request comes, which would have to wait.
  if (size === 'large') for (const entity of ['Opportunities', 'Accounts', 'Contacts'] as const) tables.rows(entity);
  return store;
}

/** A client that stalls in the middle of a request is answered 408 and hung up on. */
const timeouts = (ms: number) => ({ headersTimeout: ms, requestTimeout: ms, connectionsCheckingInterval: ms / 4 });

async function listen(server: Server, port: number): Promise<number> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(port, '127.0.0.1', () => resolve(server.off('error', reject) as never));
    });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const why = code === 'EADDRINUSE' ? 'is taken' : `cannot be used: ${message}`;
    throw usage(`Port ${port} ${why}`, {
      flag: '--port',
      hint: 'Choose another one, or none for any free port',
      cause,
    });
  }
  return (server.address() as AddressInfo).port;
}
