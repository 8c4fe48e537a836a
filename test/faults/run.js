// Builds the matrix, which is TypeScript, and runs it: node test/faults/run.js [--only <text>] [--sample <n>] [--bugs] [--list]
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..', '..');
const folder = join(root, 'node_modules', '.cache', 'pipeliner-faults');
mkdirSync(folder, { recursive: true });
const outfile = join(folder, `matrix-${process.pid}.mjs`);
await build({
  entryPoints: [join(root, 'test', 'faults', 'main.ts')],
  outfile,
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  sourcemap: 'inline',
  logLevel: 'warning',
});
const { main } = await import(pathToFileURL(outfile).href);
process.exitCode = await main(process.argv.slice(2), root);
