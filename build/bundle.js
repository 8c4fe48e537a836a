/**
 * Builds the program, src, into dist: CommonJS in pieces, which src/start.ts loads together with what V8 made of them last time.
 * esbuild divides ES modules only, so each piece becomes CommonJS afterwards; those that always go together then share
 * a file, since each file costs a short command a third of a millisecond.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { build, transform } from 'esbuild';
import { codeOfForms } from './forms.js';

/** Modules of Node that libraries load and that are dear or of no use here; the files in src/left-out say why. */
const leftOut = {
  name: 'left-out',
  setup({ onResolve, onLoad }) {
    const file = name => ({ path: join(import.meta.dirname, '..', 'src', 'left-out', name) });
    onResolve({ filter: /^node:(child_process|http2)$/ }, () => file('unused.ts'));
    onResolve({ filter: /^node:(assert|http)$/ }, ({ path, importer }) => {
      if (!/node_modules[\\/]undici[\\/]/.test(importer)) return undefined;
      return file(path === 'node:assert' ? 'assert.cjs' : 'unused.ts');
    });
    onResolve({ filter: /[\\/]llhttp(_simd)?-wasm\.js$/ }, () => file('llhttp.cjs'));
    onResolve({ filter: /[\\/](client-h2|tree|fetch[\\/]body)(\.js)?$/ }, () => file('unused.ts'));
    // undici makes tables of all of HTTP for the sake of a few numbers.
    onLoad({ filter: /[\\/]llhttp[\\/]constants\.js$/ }, ({ path }) => {
      const { ERROR, TYPE } = createRequire(path)(path);
      return { contents: `module.exports = ${JSON.stringify({ ERROR, TYPE })};` };
    });
  },
};
const formCode = {
  name: 'form-code',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]wire[\\/]form-code\.ts$/ }, async () => ({ contents: await codeOfForms() }));
  },
};
/** Completion writes nothing, so it locks nothing. */
const unlocked = {
  name: 'unlocked',
  setup({ onResolve }) {
    const path = join(import.meta.dirname, '..', 'src', 'left-out', 'unused.ts');
    onResolve({ filter: /^proper-lockfile$/ }, () => ({ path }));
  },
};
const settings = {
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  minify: true,
  sourcesContent: false,
  logLevel: 'warning',
  plugins: [leftOut, formCode],
  // The loader hands it in.
  define: { 'import.meta.url': 'moduleUrl' },
};

/** The files of several pieces, by the sources these begin with. A command that reads takes both, --help the first. */
const SHARED = {
  'main.cjs': ['src/main.ts'],
  'reading.cjs': [
    ...['src/commands/lists/list.ts', 'src/access/access.ts', 'src/access/environment.ts', 'src/access/profiles.ts'],
    ...['src/api/index.ts', 'src/terminal/output/index.ts', 'src/storage/names-file.ts', 'src/storage/names-cache.ts'],
  ],
};

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist');
writeFileSync('dist/llhttp.wasm', createRequire(import.meta.url)('undici/lib/llhttp/llhttp-wasm.js'));
const { metafile, outputFiles } = await build({
  ...settings,
  entryPoints: ['src/main.ts', 'src/library.ts'],
  splitting: true,
  format: 'esm',
  outdir: 'dist',
  sourcemap: 'inline',
  metafile: true,
  write: false,
});
const pieces = new Map();
for (const { path, text } of outputFiles) pieces.set(basename(path), await commonJs(text, basename(path)));
const files = shareOut();
for (const [file, names] of files) write(file, names);

const start = await build({
  ...settings,
  entryPoints: ['src/start.ts'],
  format: 'cjs',
  outfile: 'dist/start.cjs',
  sourcemap: true,
  metafile: true,
  define: {
    BUILD: JSON.stringify(
      createHash('sha256')
        .update(JSON.stringify([...pieces]))
        .digest('hex')
        .slice(0, 16),
    ),
    FILES: JSON.stringify(Object.fromEntries([...files].flatMap(([file, names]) => names.map(name => [name, file])))),
  },
});
// What other programs import is of the same pieces.
const { exports: names } = metafile.outputs[beginning('src/library.ts')];
writeFileSync(
  'dist/library.js',
  `import start from './start.cjs';\nexport const { ${names.join(', ')} } = start.apiModule();\n`,
);
// What answers a shell at each Tab, Node loads by itself: CommonJS, since its loader of modules takes longer than the rest.
const complete = await build({
  ...settings,
  entryPoints: ['src/complete.ts'],
  format: 'cjs',
  outfile: 'dist/complete.cjs',
  sourcemap: true,
  metafile: true,
  plugins: [leftOut, unlocked],
  banner: { js: "const moduleUrl=require('node:url').pathToFileURL(__filename);" },
});
// What runs in a thread of its own, too.
const thread = await build({
  ...settings,
  entryPoints: ['src/terminal/output/jq-thread.ts'],
  external: ['jq-wasm'],
  format: 'esm',
  outfile: 'dist/jq-thread.js',
  sourcemap: true,
  metafile: true,
});
const outputs = Object.assign({}, ...[{ metafile }, start, complete, thread].map(one => one.metafile.outputs));
writeFileSync('dist/meta.json', JSON.stringify({ outputs }));

function commonJs(text, sourcefile) {
  return transform(text, {
    format: 'cjs',
    platform: 'node',
    target: settings.target,
    minify: true,
    supported: { 'dynamic-import': false },
    sourcemap: 'external',
    sourcesContent: false,
    sourcefile,
  });
}

/** The output that begins with a source. */
function beginning(source) {
  return Object.keys(metafile.outputs).find(name => metafile.outputs[name].entryPoint === source);
}

/** The files, each with the names of its pieces: the shared ones with all that they import at once, the others alone. */
function shareOut() {
  const files = new Map();
  const taken = new Set();
  const take = output => {
    if (taken.has(basename(output))) return [];
    taken.add(basename(output));
    const { imports } = metafile.outputs[output];
    const next = imports.filter(({ kind, external }) => kind === 'import-statement' && !external);
    return [basename(output), ...next.flatMap(({ path }) => take(path))];
  };
  for (const [file, sources] of Object.entries(SHARED))
    files.set(
      file,
      sources.flatMap(source => take(beginning(source))),
    );
  for (const name of pieces.keys()) if (!taken.has(name)) files.set(name.replace(/\.js$/, '.cjs'), [name]);
  return files;
}

/** A file gives an object with a function for each of its pieces. */
function write(file, names) {
  let text = '({\n';
  const sections = [];
  for (const name of names) {
    const { code, map } = pieces.get(name);
    text += `${JSON.stringify(name)}(exports,require,module,moduleUrl){\n`;
    sections.push({ offset: { line: text.split('\n').length - 1, column: 0 }, map: JSON.parse(map) });
    text += `${code}},\n`;
  }
  writeFileSync(join('dist', file), `${text}})\n//# sourceMappingURL=${file}.map\n`);
  writeFileSync(join('dist', `${file}.map`), JSON.stringify({ version: 3, sections }));
}
