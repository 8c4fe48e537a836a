import type { Access } from './access/access.ts';
import type { Profiles } from './access/profiles.ts';
import { proxyFor } from './access/proxy.ts';
import type { Client } from './api/client.ts';
import type { Transport } from './api/transport.ts';
import type { CliError } from './errors.ts';
import type { Host } from './host.ts';
import type { Sandbox } from './sandbox/http/server.ts';
import { memoize } from './values/memoize.ts';

/** The connection to a space: its address, the sign-in and the client. Each is opened when first used. */
export interface Connection {
  /** How to reach the space and sign in to it. */
  access(): Promise<Access>;
  /** Has this command sign in by this, whatever the environment and the profiles say. */
  useAccess(access: Access): void;
  client(): Promise<Client>;
  /** A client to try other credentials. */
  clientWith(access: Access): Promise<Client>;
  profiles(): Promise<Profiles>;
  /** The key of the space in saved files, and the stored profile that leads there. */
  space(): Promise<{ key: string; profile?: string }>;
  /** The key of this user's view of the space. Needs no password. */
  view(): Promise<string>;
  /** Gives the command its whole time on the network again: long work goes on as long as it makes progress. */
  extendTime(): void;
  /** The text with every password in use redacted. */
  redact(text: string): string;
}

/** The options of a connection. Times in milliseconds. */
export interface ConnectionOptions {
  /** --profile */
  profile: string | undefined;
  /** Use the built-in space. */
  sandbox: boolean;
  sandboxState: string;
  /** The time this command may wait for the network. */
  timeout: number;
  /** Show each request. */
  debug: boolean;
  say(line: string): Promise<void>;
  /** Shows that something is waited for, until the returned function is called. */
  wait(words: string): () => void;
  /** Work for the end of the command. */
  atClose(close: () => Promise<void>): void;
}

/** The connection of one command line. `host` is the real one, with stderr redacted. */
export function openConnection(host: Host, options: ConnectionOptions): Connection {
  const { profile, sandbox, say, atClose, timeout } = options;
  const budget: Transport['budget'] = { remaining: timeout };
  const secrets: Access[] = [];
  /** Why the sandbox could not write its file, if it could not. */
  let diskFailure: CliError | undefined;
  /** Says a line without waiting for it; a failure to write it is ignored. */
  const mention = (line: string) => void say(line).catch(() => {});

  const profiles = memoize(async () => {
    const { openProfiles } = await import('./access/profiles.ts');
    return openProfiles(host, profile);
  });
  const selectedProfile = memoize(async () => (await profiles()).select());

  /** The sign-in that the environment names; --profile wins over it. */
  const environmentAccess = async (): Promise<Access | undefined> => {
    if (profile !== undefined) return undefined;
    const { accessFromEnvironment } = await import('./access/environment.ts');
    return accessFromEnvironment(host.env);
  };

  let ownAccess: Access | undefined;
  const signIn = memoize(async (): Promise<{ access: Access; profile?: string }> => {
    if (ownAccess) return { access: ownAccess };
    if (sandbox) {
      const { createAccess } = await import('./access/access.ts');
      const server = await startSandbox(host, options, mention, error => {
        diskFailure = error;
      });
      atClose(server.close);
      if (host.stderr.isTTY) await say('Working in the sandbox: nothing leaves this machine.');
      return { access: createAccess(server.url, server.space, server.username, server.password) };
    }
    const fromEnvironment = await environmentAccess();
    if (fromEnvironment) return { access: fromEnvironment };
    const selected = await selectedProfile();
    return { access: await (await profiles()).access(selected), profile: selected.name };
  });
  const access = async () => (await signIn()).access;

  async function clientFor(access: Access, budget: Transport['budget'], words?: string): Promise<Client> {
    secrets.push(access);
    const wait = (requestWords: string) => options.wait(words ?? requestWords);
    return openClient(access, host, { ...options, wait, budget }, mention, message =>
      diskFailure?.message === message ? diskFailure : undefined,
    );
  }
  const client = memoize(async () => clientFor(await access(), budget));

  return {
    access,
    useAccess: access => {
      ownAccess = access;
    },
    client,
    clientWith: access => clientFor(access, { remaining: timeout }, 'Signing in'),
    profiles,
    space: async () => {
      // The sandbox has a new address each time.
      if (sandbox && !ownAccess) return { key: 'sandbox' };
      const { profile } = await signIn();
      return { key: (await client()).base, ...(profile === undefined ? {} : { profile }) };
    },
    view: memoize(async () => {
      const { viewKey } = await import('./storage/names-file.ts');
      if (sandbox) return viewKey('sandbox');
      return viewKey((await environmentAccess()) ?? (await selectedProfile()));
    }),
    extendTime: () => Object.assign(budget, { remaining: timeout, since: host.monotonicMs() }),
    redact: text => secrets.reduce((redacted, secret) => secret.redact(redacted), text),
  };
}

/** A client with the command's budget of time. Its connections end with the command. */
async function openClient(
  access: Access,
  host: Host,
  { sandbox, timeout, debug, wait, atClose, budget }: ConnectionOptions & Pick<Transport, 'budget'>,
  mention: (line: string) => void,
  localFailure: NonNullable<Transport['localFailure']>,
): Promise<Client> {
  const { createClient, openTransport } = await import('./api/index.ts');
  const { transport, close, isIdle } = await openTransport(access, {
    proxy: proxyFor(new URL(access.origin), host.env),
    signal: host.signal,
    halt: host.halt,
    say: mention,
    wait,
    monotonicMs: host.monotonicMs,
    random: host.random,
    sleep: host.sleep,
    trace: text => {
      if (debug) mention(text);
    },
  });
  // The end of the process closes idle connections; closing them here takes milliseconds.
  atClose(async () => {
    if (budget.openRequests || !isIdle()) await close();
  });
  // A server in this process is only slow when others use its file.
  const attemptMs = sandbox ? timeout : undefined;
  return createClient(access.space, { ...transport, budget, localFailure, attemptMs });
}

/** The built-in space on loopback, with the faults that the environment asks for. */
async function startSandbox(
  { env, now }: Host,
  { sandboxState, timeout }: ConnectionOptions,
  mention: (line: string) => void,
  onDiskFailure: (error: CliError) => void,
): Promise<Sandbox> {
  const { openSandbox } = await import('./sandbox/open-sandbox.ts');
  const rules = env.PIPELINER_SANDBOX_FAULT?.split('\n');
  return openSandbox({
    statePath: sandboxState,
    // Its refusal must come before the client gives up.
    lockWaitMs: timeout * 0.7,
    now,
    onDiskFailure,
    faults: rules ? (await import('./sandbox/faults/faults.ts')).parseFaults(rules) : [],
    log: (line, fault) => {
      if (fault) mention(line);
    },
  });
}
