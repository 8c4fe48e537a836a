import type * as ChildProcess from 'node:child_process';
import { createRequire } from 'node:module';
import type { Host } from '../../host.ts';

/**
 * Opens an address in the browser of this machine. False where there is none, as over ssh, or where it cannot be started:
 * the address is there to be opened by hand.
 */
export async function openAddress(
  address: string,
  { env, platform }: Pick<Host, 'env' | 'platform'>,
): Promise<boolean> {
  const [program, ...args] = browserCommand(env, platform) ?? [];
  if (program === undefined) return false;
  // Not by import: the build puts a stub in place of node:child_process, which no other command needs.
  const { spawn } = createRequire(import.meta.url)('node:child_process') as typeof ChildProcess;
  const own = Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('PIPELINER_')));
  const child = spawn(program, [...args, address], { env: own, stdio: 'ignore', detached: true });
  const hasStarted = await new Promise<boolean>(resolve => {
    child.once('error', () => resolve(false)).once('spawn', () => resolve(true));
  });
  // The browser goes on when this command has ended.
  child.unref();
  return hasStarted;
}

function browserCommand(env: Host['env'], platform: Host['platform']): string[] | undefined {
  if (env.SSH_CONNECTION || env.SSH_TTY) return undefined;
  const browser = env.BROWSER?.trim();
  if (browser) return browser.split(/\s+/);
  if (platform === 'darwin') return ['open'];
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler'];
  return env.DISPLAY || env.WAYLAND_DISPLAY ? ['xdg-open'] : undefined;
}
