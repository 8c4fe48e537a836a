import type * as ChildProcess from 'node:child_process';
import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';

/** The keyring of the system. Each method throws an Error with the reason if there is none, or if it does not answer. */
export interface Keyring {
  get(account: string): Promise<string | undefined>;
  set(account: string, password: string): Promise<void>;
  delete(account: string): Promise<void>;
}

/** The options of a keyring. */
export interface KeyringOptions {
  /** The path of Node. */
  node: string;
  env: Readonly<Record<string, string | undefined>>;
  /** The package, or a file in its place. */
  package?: string;
  limitMs?: number;
}

const LIMIT_MS = 3000;

/**
 * The keyring, in a second process: while it waits for the user to unlock it, it blocks a thread, and a process with a
 * blocked thread cannot end. Secrets go through pipes.
 */
export function openKeyring(options: KeyringOptions): Keyring {
  const { node, env, package: name = '@napi-rs/keyring', limitMs = LIMIT_MS } = options;
  // Not by import: the build puts a stub in place of node:child_process, and the package may not be installed.
  const load = createRequire(import.meta.url);

  async function ask(act: 'get' | 'set' | 'delete', account: string, password?: string): Promise<string | undefined> {
    const { spawn } = load('node:child_process') as typeof ChildProcess;
    let module: string;
    try {
      module = load.resolve(name);
    } catch {
      throw new Error(`the package ${name} is not installed`);
    }
    const child = spawn(node, ['-e', PROGRAM], {
      env: Object.fromEntries(Object.entries(env).filter(([key]) => !/^(NODE|PIPELINER)_/.test(key))),
      stdio: ['pipe', 'pipe', 'ignore'],
      timeout: limitMs,
      killSignal: 'SIGKILL',
      windowsHide: true,
    });
    const exit = new Promise<NodeJS.Signals | null>((resolve, reject) => {
      child.once('error', reject).once('close', (_, signal) => resolve(signal));
    });
    child.stdin.on('error', () => {}).end(JSON.stringify({ module, act, account, password }));
    const [answer, signal] = await Promise.all([text(child.stdout), exit]);
    if (signal) throw new Error('it gave no answer in time');
    const { found, problem } = parseAnswer(answer);
    if (problem !== undefined) throw new Error(problem);
    return found;
  }

  return {
    get: account => ask('get', account),
    set: async (account, password) => {
      if ((await ask('set', account, password)) !== password) throw new Error('it did not keep the password');
    },
    delete: async account => void (await ask('delete', account)),
  };
}

/** Reads a question on stdin and answers it on stdout. Linux has keyrings that forget at each start: not those. */
const PROGRAM = `
const { stdin, stdout } = require('node:process');
let text = '';
stdin.setEncoding('utf8').on('data', part => { text += part; }).on('end', () => {
  const { module, act, account, password } = JSON.parse(text);
  let answer = {};
  try {
    const { Entry } = require(module);
    const entry = new Entry('pipeliner', account, { linux: { store: 'secret-service' } });
    if (act === 'set') entry.setPassword(password);
    if (act === 'delete') entry.deletePassword();
    else answer = { found: entry.getPassword() ?? undefined };
  } catch (error) {
    answer = { problem: String(error.message) };
  }
  stdout.write(JSON.stringify(answer));
});`;

function parseAnswer(answer: string): { found?: string; problem?: string } {
  try {
    return JSON.parse(answer);
  } catch {
    return { problem: 'it could not be asked' };
  }
}
