/**
 * What takes the place of other modules in the built program, because they would be loaded for little or nothing. Each
 * has to pay for itself: `npm run bench -- --tricks` measures the program without it.
 */
import { join } from 'node:path';

const inUndici = /[\\/]node_modules[\\/]undici[\\/]/;

/** For each stub its file here, and the imports whose place it takes: of all importers, unless some are meant. */
const STUBS = {
  undici: [
    { imports: /^undici$/, file: 'undici.cjs' },
    {
      imports: /[\\/](web[\\/]fetch[\\/]body\.js|client-h2\.js|socks5-proxy-agent)$/,
      importers: inUndici,
      file: 'undici-parts.cjs',
    },
  ],
  node: [
    { imports: /^node:(http2|child_process)$/, file: 'node.cjs' },
    { imports: /^node:http$/, importers: inUndici, file: 'node.cjs' },
    { imports: /^node:assert$/, importers: inUndici, file: 'assert.cjs' },
  ],
  conf: [
    {
      imports: /^(ajv\/dist\/2020\.js|ajv-formats|semver|debounce-fn|env-paths|uint8array-extras|when-exit)$/,
      file: 'conf-parts.cjs',
    },
  ],
  figures: [{ imports: /^@inquirer\/figures$/, file: 'figures.cjs' }],
  colors: [{ imports: /^@colors\/colors\/safe$/, file: 'colors.cjs' }],
  mcp: [
    { imports: /^\.\/ajvProvider-[\w-]+\.mjs$/, file: 'mcp-validator.cjs' },
    {
      imports: /^\.\.\/core\/(to-json-schema|json-schema-processors)\.js$/,
      importers: /[\\/]zod[\\/]v4[\\/]classic[\\/]/,
      file: 'zod-json-schema.cjs',
    },
  ],
  llhttp: [{ imports: /[\\/]llhttp_simd-wasm\.js$/, file: 'llhttp.cjs' }],
};

/** An esbuild plugin that puts the stubs of these names in place. */
export const stubs = names => ({
  name: 'stubs',
  setup({ onResolve }) {
    for (const { imports, importers = /^/, file } of names.flatMap(name => STUBS[name])) {
      const path = join(import.meta.dirname, file);
      onResolve({ filter: imports }, ({ importer }) => (importers.test(importer) ? { path } : undefined));
    }
  },
});
