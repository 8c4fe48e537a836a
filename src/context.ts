import type { Access } from './access/access.ts';
import { usesSandbox } from './access/profile-choice.ts';
import type { Profiles } from './access/profiles.ts';
import { proxyFor } from './access/proxy.ts';
import type { Format } from './answer.ts';
import type { Client } from './api/client.ts';
import type { Line } from './api/send.ts';
import { usage } from './errors.ts';
import type { Host } from './host.ts';
import type { Draft } from './oppty/draft/draft.ts';
import type { NamesCache } from './records/known-names.ts';
import type { Sandbox } from './sandbox/http/server.ts';
import type { Settings } from './settings/settings.ts';
import type { Drafts } from './storage/drafts.ts';

import type { RecentStore } from './storage/recent-choices.ts';
import type { Filter } from './terminal/output/jq.ts';
import type { Prompter } from './terminal/prompts/prompter.ts';
import { isEnabled, wantsPlainLines } from './values/env-flags.ts';
import { memoize } from './values/memoize.ts';

/** The flags every command takes, as commander reads them. */
export interface GlobalFlags {
  json?: boolean;
  format?: Format;
  jq?: string;
  csvRaw?: boolean;
  sandbox?: boolean;
  profile?: string;
  input?: boolean;
  timeout?: number;
  debug?: boolean;
  color?: boolean;
  /** Of the commands that make use of what was read before: not to. */
  refresh?: boolean;
}

/** What a command may ask for. The doors open costly tools when first called, and only once. */
export interface Context {
  /** The world, with secrets blotted out of what is written on stderr. */
  readonly host: Host;
  readonly flags: GlobalFlags;
  /** Undefined: the table for a person, tsv for a pipe. */
  readonly format: Format | undefined;
  /** True if there is a person to ask. */
  readonly mayAsk: boolean;
  /** True if the commands run against the built-in space. */
  readonly sandbox: boolean;
  readonly sandboxState: string;
  /** How many milliseconds this command may wait for the network. */
  readonly timeout: number;
  /** The name of the space, for messages. Opens the same door as client(). */
  spaceName(): Promise<string>;
  /** What tells the space from others in what is kept about it, and the stored sign-in that leads there. */
  space(): Promise<{ key: string; profile?: string }>;
  /** How to reach the space and sign in to it. */
  access(): Promise<Access>;
  client(): Promise<Client>;
  /** A client with other credentials than those of client(); they are blotted out of stderr from now on. */
  clientWith(access: Access): Promise<Client>;
  /** The stored profiles. */
  profiles(): Promise<Profiles>;
  /** What is set once for many commands. */
  config(): Promise<Settings>;
  prompter(): Promise<Prompter>;
  /** What was chosen lately in this space. */
  memory(): Promise<RecentStore>;
  /** What tells this user's view of the space from others. Needs no password. */
  view(): Promise<string>;
  /** What was read in this space before. */
  reference(): Promise<NamesCache>;
  /** The drafts of opportunities, for all spaces. */
  drafts(): Promise<Drafts<Draft>>;
  /** What --jq asks for, compiled; undefined without. */
  filter(): Promise<Filter | undefined>;
  /** A line of conversation on stderr, or several; nothing in them drives the terminal. */
  say(line: string): Promise<void>;
  /** How far long work is, on a terminal and after the first second; the next line said takes its place. */
  progress(text: string): Promise<void>;
  /** Takes the progress line away. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

/** Seconds a command may spend on the network unless --timeout says otherwise. */
export const DEFAULT_TIMEOUT = 120;

export function createContext(outside: Host, flags: GlobalFlags): Context {
  const secrets: Access[] = [];
  const redact = (text: string) => secrets.reduce((shown, secret) => secret.redact(shown), text);
  const host = withStderr(outside, redact);
  const format = flags.json || flags.jq !== undefined ? 'json' : flags.format;
  const streams = format !== undefined && ['jsonl', 'csv', 'tsv', 'ids'].includes(format);
  const closers: (() => Promise<void>)[] = [];
  const sandbox = usesSandbox(flags, host.env);
  const sandboxState = `${host.folders.state}/pipeliner/sandbox.json`;
  const timeout = (flags.timeout ?? DEFAULT_TIMEOUT) * 1000;
  const started = host.now().getTime();
  let standing = false;
  const wiped = () => {
    const wipe = standing ? '\r\u001b[K' : '';
    standing = false;
    return wipe;
  };
  let asking: Prompter | undefined;
  const say = async (line: string) => {
    // The line must not come in the middle of a question.
    if (asking) return asking.note(line);
    const { clean } = await import('./terminal/output/index.ts');
    await host.stderr.write(`${wiped()}${line.split('\n').map(clean).join('\n')}\n`);
  };

  /** The sign-in that the environment names; a profile that was asked for wins. */
  const fromEnvironment = async (): Promise<Access | undefined> => {
    if (flags.profile !== undefined) return undefined;
    const { accessFromEnvironment } = await import('./access/environment.ts');
    return accessFromEnvironment(host.env);
  };

  const signIn = memoize(async (): Promise<{ access: Access; profile?: string }> => {
    if (sandbox) {
      const { createAccess } = await import('./access/access.ts');
      const server = await startSandbox();
      return { access: createAccess(server.url, server.space, server.username, server.password) };
    }
    const found = await fromEnvironment();
    if (found) return { access: found };
    const profile = await selectedProfile();
    return { access: await (await profiles()).access(profile), profile: profile.name };
  });
  const access = async () => (await signIn()).access;

  const profiles = memoize(async () => {
    const { openProfiles } = await import('./access/profiles.ts');
    return openProfiles(host, flags.profile);
  });

  const selectedProfile = memoize(async () => (await profiles()).select());

  async function startSandbox(): Promise<Sandbox> {
    const { startSandbox } = await import('./sandbox/http/server.ts');
    const rules = host.env.PIPELINER_SANDBOX_FAULT?.split('\n');
    const server = await startSandbox({
      statePath: sandboxState,
      now: host.now,
      faults: rules ? (await import('./sandbox/faults/faults.ts')).parseFaults(rules) : [],
      log: (line, fault) => {
        if (fault) say(line).catch(() => {});
      },
    });
    closers.push(server.close);
    if (host.stderr.isTTY) await say('Working in the sandbox: nothing leaves this machine.');
    return server;
  }

  const client = memoize(async () => clientWith(await access()));

  /** Pages come and go: room for what is new that grew with their number would only make long lists take more memory. */
  const steady = memoize(async () => {
    const { setFlagsFromString } = await import('node:v8');
    setFlagsFromString('--semi-space-growth-factor=1');
    // Back to what it was: what V8 made of the program is kept in the end, and refused under other flags.
    closers.push(async () => setFlagsFromString('--semi-space-growth-factor=2'));
  });

  const space = async () => {
    // The sandbox has another address each time.
    if (sandbox) return { key: 'sandbox' };
    const { profile } = await signIn();
    return { key: (await client()).base, ...(profile === undefined ? {} : { profile }) };
  };

  const view = memoize(async () => {
    const { viewKey } = await import('./storage/names-file.ts');
    // The sandbox has another address each time.
    if (sandbox) return viewKey('sandbox');
    return viewKey((await fromEnvironment()) ?? (await selectedProfile()));
  });

  async function clientWith(access: Access): Promise<Client> {
    secrets.push(access);
    const { createClient, openLine } = await import('./api/index.ts');
    const { line, close, isIdle } = await openLine(access, {
      proxy: proxyFor(new URL(access.origin), host.env),
      signal: host.signal,
      halt: host.halt,
      say: text => {
        say(text).catch(() => {});
      },
      now: () => host.now().getTime(),
      random: host.random,
      sleep: host.sleep,
      trace: text => {
        // Nobody waits for a trace, so nobody would hear of its failure.
        if (flags.debug) say(text).catch(() => {});
      },
    });
    const budget: Line['budget'] = { left: timeout };
    // The end of the process is the end of its connections; to end them before takes milliseconds.
    closers.push(async () => {
      if (budget.open || !isIdle()) await close();
    });
    return createClient(access.space, { ...line, budget });
  }

  return {
    host,
    flags,
    format,
    get mayAsk() {
      return mayAsk(host, flags);
    },
    sandbox,
    sandboxState,
    timeout,
    spaceName: async () => (await access()).space,
    space,
    access,
    client,
    clientWith,
    profiles,
    config: memoize(async () => {
      const { openSettings } = await import('./settings/settings.ts');
      return openSettings(host, { profile: flags.profile, sandbox });
    }),
    prompter: memoize(async () => {
      const { openPrompter } = await import('./terminal/prompts/prompter.ts');
      const prompter = await openPrompter(host, flags.color, redact);
      asking = prompter;
      closers.push(async () => {
        asking = undefined;
        prompter.close();
      });
      return prompter;
    }),
    filter: memoize(async () => {
      if (flags.jq === undefined) return undefined;
      if (flags.format && flags.format !== 'json') {
        throw usage(`--jq works on JSON and cannot go with --format ${flags.format}`, { flag: '--jq' });
      }
      const { openFilter } = await import('./terminal/output/jq.ts');
      const filter = await openFilter(flags.jq, host.signal);
      closers.push(filter.close);
      return filter;
    }),
    memory: memoize(async () => {
      const { openRecentStore } = await import('./storage/recent-choices.ts');
      return openRecentStore(`${host.folders.state}/pipeliner`, (await space()).key);
    }),
    view,
    reference: memoize(async () => {
      const { namesFile } = await import('./storage/names-file.ts');
      const { openNamesCache } = await import('./storage/names-cache.ts');
      const which = await view();
      const reference = openNamesCache(namesFile(host.folders, which), which, host.now, flags.refresh);
      closers.push(reference.flush);
      return reference;
    }),
    drafts: memoize(async () => {
      const { openDrafts } = await import('./storage/drafts.ts');
      const answers = async () => (await import('./oppty/draft/schema.ts')).draftAnswers;
      return openDrafts<Draft>(`${host.folders.state}/pipeliner/drafts`, answers, host.now);
    }),
    say,
    progress: async text => {
      await steady();
      // Where the answer itself runs over the screen, it shows how far it is.
      if (!host.stderr.isTTY || wantsPlainLines(host.env) || (host.stdout.isTTY && streams)) return;
      if (host.now().getTime() - started < 1000) return;
      const { clean } = await import('./terminal/output/index.ts');
      const wipe = wiped();
      standing = true;
      await host.stderr.write(`${wipe}${clean(text)} ...`);
    },
    settle: async () => {
      if (standing) await host.stderr.write(wiped());
    },
    close: async () => {
      for (let close = closers.pop(); close; close = closers.pop()) await close();
    },
  };
}

/** The same world, where everything written on stderr goes through `change` first. */
function withStderr(host: Host, change: (text: string) => string): Host {
  const stderr = () =>
    Object.create(host.stderr, {
      write: { value: (text: string) => host.stderr.write(change(text)) },
    }) as Host['stderr'];
  return Object.create(host, { stderr: { get: stderr } });
}

/** Someone to ask: a keyboard, a screen for the prompts, and nobody who said not to. stdout does not matter. */
function mayAsk({ env, stdin, stderr }: Host, flags: GlobalFlags): boolean {
  const forbidden = flags.input === false || isEnabled(env.PIPELINER_NO_INPUT) || isEnabled(env.CI);
  return !forbidden && stdin.isTTY === true && stderr.isTTY;
}
