import { CliError } from '../../errors.ts';

/** Loads what reads workbooks, which is a file of its own in the package. Throws LOCAL_DISK. */
export async function loadReaders(): Promise<typeof import('./readers.ts')> {
  try {
    return await import('./readers.ts');
  } catch (cause) {
    const { code = '', message } = cause as NodeJS.ErrnoException;
    if (!/MODULE_NOT_FOUND|ENOENT|EMFILE/.test(code)) throw cause;
    throw new CliError('LOCAL_DISK', `A part of pipeliner cannot be loaded: ${message.split('\n', 1)[0]}`, {
      retrySafe: true,
      hint: 'Nothing was sent. Install it again: npm install -g pipeliner-cli',
      cause,
    });
  }
}
