import { requireWebAssembly } from '../values/web-assembly.ts';
import type { Sandbox, SandboxOptions } from './http/server.ts';

/**
 * Starts the built-in space on loopback. Rejects as `startSandbox` does, and with UNREACHABLE where WebAssembly cannot
 * start: without it, loading the server would end the process.
 */
export async function openSandbox(options: SandboxOptions): Promise<Sandbox> {
  requireWebAssembly();
  const { startSandbox } = await import('./http/server.ts');
  return startSandbox(options);
}
