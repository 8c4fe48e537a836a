import { CliError } from '../errors.ts';

/** What to do when this process cannot get what it needs from the system. */
export const LIMITS_HINT = 'Raise the limits of this shell (ulimit -v, ulimit -n) or of the container.';

/**
 * Throws UNREACHABLE if WebAssembly cannot start here, as under `ulimit -v`: it reserves gigabytes of address space. Node's
 * own HTTP classes need it, and end the process without it.
 */
export function requireWebAssembly(): void {
  // The types of Node leave out that this is a value.
  const { WebAssembly } = globalThis as unknown as {
    WebAssembly: { Memory: new (size: { initial: number }) => unknown };
  };
  try {
    new WebAssembly.Memory({ initial: 1 });
  } catch (cause) {
    throw new CliError('UNREACHABLE', `WebAssembly cannot start here: ${(cause as Error).message}`, {
      hint: LIMITS_HINT,
      cause,
      retrySafe: true,
    });
  }
}
