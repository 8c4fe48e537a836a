/**
 * What takes the place of other modules in the built program, since those would be loaded for little or nothing. Each is
 * a trick that has to pay: `npm run bench -- --tricks` measures the program without it.
 */
import { join } from 'node:path';

const undici = /[\\/]node_modules[\\/]undici[\\/]/;

/** By name: the file in this folder, and the imports whose place it takes; of all importers, unless some are meant. */
const STUBS = {
  undici: { file: 'undici.cjs', imports: /^undici$/ },
  http2: { file: 'node-modules.cjs', imports: /^node:http2$/ },
  http: { file: 'node-modules.cjs', imports: /^node:http$/, importers: undici },
  child_process: { file: 'node-modules.cjs', imports: /^node:child_process$/ },
  llhttp: { file: 'llhttp.cjs', imports: /[\\/]llhttp_simd-wasm\.js$/ },
  locks: { file: 'locks.cjs', imports: /^proper-lockfile$/ },
};

/** An esbuild plugin that puts the stubs of these names in place. */
export const stubs = names => ({
  name: 'stubs',
  setup({ onResolve }) {
    for (const name of names) {
      const { file, imports, importers = /^/ } = STUBS[name];
      const path = join(import.meta.dirname, file);
      onResolve({ filter: imports }, ({ importer }) => (importers.test(importer) ? { path } : undefined));
    }
  },
});
