import { join } from 'node:path';
import { build } from 'esbuild';

/** The locks and the files as one module in this folder, for processes of their own. Gives its path. */
export async function bundleLocks(folder: string): Promise<string> {
  const outfile = join(folder, 'locks.mjs');
  await build({
    stdin: {
      contents: "export * from './src/storage/locks.ts'; export * from './src/storage/safe-files.ts';",
      resolveDir: process.cwd(),
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile,
  });
  return outfile;
}
