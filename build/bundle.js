/**
 * Builds src into dist with esbuild:
 *
 * - program.cjs: the whole program in one CommonJS file. What src imports dynamically becomes a part of it that runs
 *   when it is first asked for.
 * - start.cjs: the loader, which runs program.cjs with V8's code cache (src/boot).
 * - library.js: what other programs import, out of program.cjs.
 * - complete.cjs and tree.json.gz: what answers a shell at each Tab, without the commands themselves.
 * - jq-thread.js: what runs in a thread of its own.
 * - readers.cjs: what reads workbooks, which few files need.
 * - mcp.cjs: the protocol of agents, which one command speaks.
 *
 * `node build/bundle.js other-folder --without node,minify` builds elsewhere, without some of what makes the start
 * faster: `npm run bench -- --tricks` measures what each of them buys.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { stubs } from './stubs/index.js';

const { values, positionals } = parseArgs({ options: { without: { type: 'string' } }, allowPositionals: true });
const dist = resolve(positionals[0] ?? 'dist');
const without = values.without?.split(',') ?? [];
const sources = new Set();

const MODULE_URL = "const moduleUrl = require('node:url').pathToFileURL(__filename);";
const COMMON_JS = { format: 'cjs', define: { 'import.meta.url': 'moduleUrl' }, banner: { js: MODULE_URL } };

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
await bundle('src/boot/program.ts', 'program.cjs', {
  ...COMMON_JS,
  // The file is one expression: a function of what Node gives each CommonJS module.
  banner: { js: `(function (exports, require, module, __filename, __dirname) {${MODULE_URL}` },
  footer: { js: '})' },
});
await bundle('src/complete.ts', 'complete.cjs', COMMON_JS);
await bundle('src/import/table/readers.ts', 'readers.cjs', COMMON_JS);
await bundle('src/commands/mcp/protocol.ts', 'mcp.cjs', COMMON_JS);
await bundle('src/terminal/output/jq-thread.ts', 'jq-thread.js', { format: 'esm', external: ['jq-wasm'] });
await bundleLoader({}, []);
const tree = writeTree();
await bundleLoader(commandNames(tree), otherWords(tree));
writeLibrary();
writeFileSync(join(dist, 'meta.json'), JSON.stringify([...sources]));

async function bundle(source, file, settings) {
  const { metafile } = await build({
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    minify: !without.includes('minify'),
    sourcemap: true,
    sourcesContent: false,
    // The licences are in THIRD-PARTY.txt.
    legalComments: 'none',
    logLevel: 'warning',
    metafile: true,
    plugins: [
      separate('./readers.ts', './readers.cjs'),
      separate('./protocol.ts', './mcp.cjs'),
      stubs(['undici', 'node', 'conf', 'figures', 'colors', 'llhttp', 'mcp'].filter(name => !without.includes(name))),
    ],
    // Node's own modules by require, as the loader provides it.
    supported: { 'dynamic-import': settings.format === 'esm' },
    entryPoints: [source],
    outfile: join(dist, file),
    ...settings,
  });
  for (const { inputs } of Object.values(metafile.outputs))
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) if (bytesInOutput > 0) sources.add(path);
}

/** Leaves a module that is loaded on demand to a file of its own beside this one. */
function separate(module, file) {
  return {
    name: 'separate',
    setup: ({ onResolve }) => {
      onResolve({ filter: /\.ts$/ }, ({ path, kind }) =>
        path === module && kind === 'dynamic-import' ? { path: file, external: true } : undefined,
      );
    },
  };
}

function bundleLoader(commands, words) {
  const program = readFileSync(join(dist, 'program.cjs'));
  const id = createHash('sha256').update(program).digest('hex').slice(0, 16);
  const define = { BUILD: id, COMMANDS: commands, WORDS: words };
  return bundle('src/boot/start.ts', 'start.cjs', {
    format: 'cjs',
    define: Object.fromEntries(Object.entries(define).map(([name, value]) => [name, JSON.stringify(value)])),
  });
}

/** The tree of commands, as the program that was just built prints it. */
function writeTree() {
  const script = `require(${JSON.stringify(join(dist, 'start.cjs'))}).start(['__tree'])`;
  const text = execFileSync(process.execPath, ['-e', script], {
    encoding: 'utf8',
    env: { ...process.env, NODE_DISABLE_COMPILE_CACHE: '1' },
  });
  writeFileSync(join(dist, 'tree.json.gz'), gzipSync(text, { level: 9 }));
  return JSON.parse(text);
}

/** The name of each command, by its name and its aliases. */
function commandNames({ program }) {
  return Object.fromEntries(program.commands.flatMap(({ names }) => names.map(name => [name, names[0]])));
}

/** The names of subcommands and flags. */
function otherWords({ program, flags }) {
  const below = ({ commands }) => commands.flatMap(command => [...command.names, ...below(command)]);
  return [...new Set([...program.commands.flatMap(below), ...flags.flatMap(({ names }) => names)])];
}

function writeLibrary() {
  const names = Object.keys(createRequire(import.meta.url)(join(dist, 'start.cjs')).apiModule());
  const text = `import start from './start.cjs';\nexport const { ${names.join(', ')} } = start.apiModule();\n`;
  writeFileSync(join(dist, 'library.js'), text);
}
