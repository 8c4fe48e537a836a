import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/http/server.ts';
import { type Home, makeHome } from './run.ts';
import { type FakeSpace, fakeSpace } from './server.ts';

/** Whether each test gets one of its own, or all tests of the file, or of the `describe`, share one. */
type Scope = 'each' | 'all';

/**
 * Has vitest open something before the tests and close it after them. What is given stands for the one that is open,
 * so that a test file can hold it in a constant.
 */
function use<T extends object>(scope: Scope, open: () => T | Promise<T>, close: (opened: T) => unknown): T {
  let current: T | undefined;
  const [before, after] = scope === 'each' ? [beforeEach, afterEach] : [beforeAll, afterAll];
  before(async () => {
    current = await open();
  });
  after(async () => {
    const opened = current;
    current = undefined;
    if (opened) await close(opened);
  });
  return new Proxy({} as T, {
    get: (_, name) => Reflect.get(current!, name),
    ownKeys: () => Reflect.ownKeys(current!),
    getOwnPropertyDescriptor: (_, name) => ({
      ...Reflect.getOwnPropertyDescriptor(current!, name),
      configurable: true,
    }),
  });
}

/** A user's folders, with the terminals that are opened there. */
export const useHome = (scope: Scope = 'each'): Home => use(scope, makeHome, home => home.remove());

/** An empty folder. */
export const useFolder = (scope: Scope = 'each'): { readonly path: string } =>
  use(
    scope,
    () => ({ path: mkdtempSync(join(tmpdir(), 'pipeliner-')) }),
    ({ path }) => rmSync(path, { recursive: true, force: true, maxRetries: 5 }),
  );

/** A server that a test tells what to answer. */
export const useFakeSpace = (scope: Scope = 'each'): FakeSpace => use(scope, fakeSpace, space => space.close());

/** A sandbox that runs in this process, with the variables that lead there. */
export interface RunningSandbox extends Sandbox {
  readonly env: Record<string, string>;
  /** The file of its records. */
  readonly statePath: string;
}

/** The sandbox, for all tests of a file unless each is to have its own. */
export const useSandbox = (options: Partial<SandboxOptions> = {}, scope: Scope = 'all'): RunningSandbox =>
  use(
    scope,
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'pipeliner-sandbox-'));
      const statePath = join(folder, 'sandbox.json');
      const sandbox = await startSandbox({ statePath, now: () => new Date(), ...options });
      const { url, space, username, password } = sandbox;
      const env = {
        ...{ PIPELINER_URL: url, PIPELINER_SPACE: space },
        ...{ PIPELINER_USERNAME: username, PIPELINER_PASSWORD: password },
      };
      const close = async () => {
        await sandbox.close();
        rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
      };
      return { ...sandbox, env, statePath, close };
    },
    sandbox => sandbox.close(),
  );
