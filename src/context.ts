import type { Access } from './access/access.ts';
import { usesSandbox } from './access/profile-choice.ts';
import type { Profiles } from './access/profiles.ts';
import type { Format } from './answer.ts';
import type { Client } from './api/client.ts';
import { openConnection } from './connection.ts';
import { openConversation } from './conversation.ts';
import { usage } from './errors.ts';
import type { Host } from './host.ts';
import type { Draft } from './oppty/draft/draft.ts';
import type { NamesCache } from './records/known-names.ts';
import type { Aliases } from './settings/aliases.ts';
import type { Settings } from './settings/settings.ts';
import type { Drafts } from './storage/drafts.ts';
import type { PaceStore } from './storage/pace-store.ts';
import type { RecentStore } from './storage/recent-choices.ts';
import type { RunFiles } from './storage/run-files.ts';
import type { SentKeys } from './storage/sent-keys.ts';
import type { JqFilter } from './terminal/output/jq.ts';
import type { Prompter } from './terminal/prompts/prompter.ts';
import { isEnabled } from './values/env-flags.ts';
import { memoize } from './values/memoize.ts';
import { formatCommand } from './values/shell.ts';

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
  /** For commands that use the cache: load everything anew. */
  refresh?: boolean;
}

/** The tools of a command. The functions open costly tools when first called, and only once. */
export interface Context {
  /** The host, with secrets redacted on stderr. */
  readonly host: Host;
  readonly flags: GlobalFlags;
  /** The words of the command line, without the program. */
  readonly words: readonly string[];
  /** Undefined: the table for a person, tsv for a pipe. */
  readonly format: Format | undefined;
  /** True if there is a person to ask. */
  readonly canPrompt: boolean;
  /** True if the commands run against the built-in space. */
  readonly sandbox: boolean;
  readonly sandboxState: string;
  /** How many milliseconds this command may wait for the network. */
  readonly timeout: number;
  /** The name of the space, for messages. Needs the sign-in, as client() does. */
  spaceName(): Promise<string>;
  /** The key of the space in saved files, and the stored profile that leads there. */
  space(): Promise<{ key: string; profile?: string }>;
  /** How to reach the space and sign in to it. */
  access(): Promise<Access>;
  /** Has this command sign in by this, whatever the environment and the profiles say. */
  useAccess(access: Access): void;
  client(): Promise<Client>;
  /** A client to try other credentials; they are redacted on stderr from now on. */
  clientWith(access: Access): Promise<Client>;
  /** The stored profiles. */
  profiles(): Promise<Profiles>;
  /** The user's default answers. */
  settings(): Promise<Settings>;
  /** The user's own words for command lines. */
  aliases(): Promise<Aliases>;
  prompter(): Promise<Prompter>;
  /** The recent choices in this space. */
  recentChoices(): Promise<RecentStore>;
  /** What the runs of this machine learned of how fast this space answers. */
  paceStore(): Promise<PaceStore>;
  /** The key of this user's view of the space. Needs no password. */
  view(): Promise<string>;
  /** The cached names and lists of this space. */
  namesCache(): Promise<NamesCache>;
  /** The drafts of opportunities, for all spaces. */
  drafts(): Promise<Drafts<Draft>>;
  /** The client keys that this machine used in this space. */
  sentKeys(): Promise<SentKeys>;
  /** The files of the runs that wrote to a space, of all spaces. */
  runFiles(): Promise<RunFiles>;
  /** The compiled filter of --jq; undefined without the flag. */
  jqFilter(): Promise<JqFilter | undefined>;
  /** The command line that runs these words in the same space, for messages. */
  commandLine(words: readonly string[]): string;
  /** The text with every password in use redacted: for what goes to a file. */
  redact(text: string): string;
  /** A line of conversation on stderr, or several; nothing in them drives the terminal. */
  say(line: string): Promise<void>;
  /** Gives the command its whole --timeout again: what works on many records has it between two of them. */
  extendTime(): void;
  /** The progress of long work, on a terminal and after the first second. The next line replaces it. */
  progress(text: string): Promise<void>;
  /** Removes the progress line. */
  clearProgress(): Promise<void>;
  /** Has work done when the answer is printed, the last one first. */
  atClose(work: () => Promise<void>): void;
  close(): Promise<void>;
}

/** Seconds a command may spend on the network unless --timeout says otherwise. */
export const DEFAULT_TIMEOUT = 120;

/** The tools of one command line. */
export function createContext(outside: Host, flags: GlobalFlags, words: readonly string[] = []): Context {
  // The secrets are known only after the sign-in.
  const host = withStderr(outside, text => connection.redact(text));
  const format = flags.json || flags.jq !== undefined ? 'json' : flags.format;
  const streams = format !== undefined && ['jsonl', 'csv', 'tsv', 'ids'].includes(format);
  const closers: (() => Promise<void>)[] = [];
  const atClose = (close: () => Promise<void>) => void closers.push(close);
  const sandbox = usesSandbox(flags, host.env);
  const sandboxState = `${host.folders.state}/pipeliner/sandbox.json`;
  const timeout = (flags.timeout ?? DEFAULT_TIMEOUT) * 1000;
  const conversation = openConversation(host, { streams, colour: flags.color });
  const { say, progress, clearProgress, wait } = conversation;
  const connection = openConnection(host, {
    ...{ profile: flags.profile, sandbox, sandboxState, timeout, debug: flags.debug === true, say, wait, atClose },
  });
  const { access, useAccess, client, clientWith, profiles, space, view, extendTime, redact } = connection;
  return {
    ...{ host, flags, words, format, sandbox, sandboxState, timeout },
    ...{ atClose, say, progress, clearProgress, access, useAccess, client, clientWith, profiles, space, view },
    ...{ extendTime, redact },
    get canPrompt() {
      return mayAsk(host, flags);
    },
    commandLine: words => {
      // The sandbox has no sign-in, and a command that names its profile needs no flag for it.
      const isSignIn = words[0] === 'auth';
      const profile = words.includes('--profile') ? undefined : flags.profile;
      // A program that reads the hint gets one line.
      const columns = format === undefined || format === 'table' ? host.stderr.columns : undefined;
      return formatCommand(words, { sandbox: sandbox && !isSignIn, profile }, host.platform, columns);
    },
    spaceName: async () => (await access()).space,
    aliases: memoize(async () => (await import('./settings/aliases.ts')).openAliases(host)),
    settings: memoize(async () => {
      const { openSettings } = await import('./settings/settings.ts');
      return openSettings(host, { profile: flags.profile, sandbox });
    }),
    prompter: memoize(async () => {
      const { openPrompter } = await import('./terminal/prompts/open-prompter.ts');
      const prompter = await openPrompter(host, flags.color, connection.redact);
      conversation.attach(prompter);
      atClose(async () => {
        conversation.attach(undefined);
        prompter.close();
      });
      return prompter;
    }),
    jqFilter: memoize(async () => {
      if (flags.jq === undefined) return undefined;
      if (flags.format && flags.format !== 'json') {
        throw usage(`--jq works on JSON and cannot go with --format ${flags.format}`, { flag: '--jq' });
      }
      const { openFilter } = await import('./terminal/output/jq.ts');
      const { PIPELINER_PASSWORD: _, ...env } = host.env;
      const filter = await openFilter(flags.jq, { env, timeout, signal: host.signal });
      atClose(filter.close);
      return filter;
    }),
    recentChoices: memoize(async () => {
      const { openRecentStore } = await import('./storage/recent-choices.ts');
      return openRecentStore(`${host.folders.state}/pipeliner`, (await space()).key);
    }),
    paceStore: memoize(async () => {
      const { openPaceStore } = await import('./storage/pace-store.ts');
      return openPaceStore(`${host.folders.cache}/pipeliner`, (await space()).key);
    }),
    namesCache: memoize(async () => {
      const { namesFile } = await import('./storage/names-file.ts');
      const { openNamesCache } = await import('./storage/names-cache.ts');
      const key = await view();
      const reference = openNamesCache(namesFile(host.folders, key), key, host.now, flags.refresh);
      atClose(reference.flush);
      return reference;
    }),
    drafts: memoize(async () => {
      const { openDrafts } = await import('./storage/drafts.ts');
      const answers = async () => (await import('./oppty/draft/schema.ts')).draftAnswers;
      return openDrafts<Draft>(`${host.folders.state}/pipeliner/drafts`, answers, host.now);
    }),
    sentKeys: memoize(async () => {
      const { openSentKeys } = await import('./storage/sent-keys.ts');
      const { key } = await space();
      return openSentKeys(`${host.folders.state}/pipeliner/keys`, key, { wait: timeout, signal: host.signal, say });
    }),
    runFiles: memoize(async () => {
      const { openRunFiles } = await import('./storage/run-files.ts');
      return openRunFiles(`${host.folders.state}/pipeliner/runs`);
    }),
    close: async () => {
      for (let close = closers.pop(); close; close = closers.pop()) await close();
    },
  };
}

/** The host with a stderr that changes every text by `change` first. */
function withStderr(host: Host, change: (text: string) => string): Host {
  const stderr = () =>
    Object.create(host.stderr, {
      write: { value: (text: string) => host.stderr.write(change(text)) },
    }) as Host['stderr'];
  return Object.create(host, { stderr: { get: stderr } });
}

/** Whether prompts can be used: stdin and stderr are a terminal, and neither a flag nor a variable forbids it. */
function mayAsk({ env, stdin, stderr }: Host, flags: GlobalFlags): boolean {
  const forbidden = flags.input === false || isEnabled(env.PIPELINER_NO_INPUT) || isEnabled(env.CI);
  return !forbidden && stdin.isTTY === true && stderr.isTTY;
}
