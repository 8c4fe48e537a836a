// Writes dist/library.d.ts: the types of the API module in one file, which needs no other package.
import { join } from 'node:path';
import { rollup } from 'rollup';
import { dts } from 'rollup-plugin-dts';

const root = join(import.meta.dirname, '..');
const bundle = await rollup({
  input: join(root, 'src', 'library.ts'),
  plugins: [dts({ tsconfig: join(root, 'tsconfig.json'), includeExternal: ['lossless-json'] })],
});
await bundle.write({ file: join(root, 'dist', 'library.d.ts') });
