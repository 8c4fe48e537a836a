import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const SRC = join(ROOT, 'src');

/** The rooms from the ground up. Imports lead down only: those of code, of types, and what is loaded on demand. */
const ROOMS = [
  ...['errors', 'values', 'wire', 'answer', 'folders', 'host', 'typed-answers'],
  ...['report', 'export', 'api', 'records', 'storage', 'access', 'settings', 'outcome', 'changes'],
  ...['terminal', 'sandbox', 'oppty', 'import', 'conversation', 'connection', 'context'],
  ...['commands', 'completion', 'manual', 'schema', 'commands/*'],
  ...['cli', 'main', 'complete', 'library', 'boot'],
];

/** The rooms and single files whose code each room may import. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  errors: [],
  answer: [],
  values: ['errors'],
  folders: [],
  boot: ['folders', 'main', 'values'],
  host: ['errors', 'folders', 'values'],
  'typed-answers': ['host'],
  wire: ['values', 'errors'],
  api: ['wire', 'values', 'errors'],
  storage: ['records', 'wire', 'values', 'errors'],
  records: ['wire', 'values', 'errors'],
  access: ['storage', 'values', 'errors', 'wire'],
  settings: ['access', 'storage', 'wire', 'values', 'errors'],
  outcome: ['records', 'wire', 'values', 'errors'],
  terminal: ['errors', 'values', 'wire', 'answer'],
  sandbox: ['wire', 'values', 'errors', 'storage'],
  changes: ['outcome', 'wire', 'values', 'errors'],
  report: ['wire', 'values'],
  export: ['wire', 'values'],
  oppty: ['changes', 'outcome', 'records', 'wire', 'values', 'errors'],
  import: ['oppty', 'changes', 'outcome', 'records', 'wire', 'values', 'errors'],
  conversation: ['values'],
  connection: ['access', 'values'],
  context: ['connection', 'conversation', 'errors', 'values', 'access'],
  // The definitions of commands are data that completion, the manual and the schema are made from.
  commands: ['wire', 'values', 'errors'],
  manual: ['commands'],
  schema: ['commands', 'wire', 'errors'],
  complete: ['completion', 'host'],
  completion: ['commands', 'access', 'storage', 'values'],
  'commands/*': [
    ...[
      'commands',
      'oppty',
      'import',
      'changes',
      'report',
      'export',
      'outcome',
      'records',
      'access',
      'storage',
      'settings',
      'wire',
      'values',
      'errors',
      'answer',
    ],
    'api/network-errors.ts',
  ],
  cli: ['commands/*', 'commands', 'context', 'answer'],
  main: ['cli', 'commands', 'context', 'host', 'values', 'errors', 'answer'],
  library: ['api', 'access', 'wire', 'values', 'errors'],
};

/** Rooms that are entered by `await import()`, when a command has a use for them. */
const MAY_LOAD: Record<string, readonly string[]> = {
  cli: ['commands/*'],
  conversation: ['terminal'],
  connection: ['api', 'access', 'storage', 'sandbox'],
  context: ['api', 'access', 'oppty', 'settings', 'storage', 'terminal', 'sandbox'],
  completion: ['terminal', 'wire'],
  access: ['storage'],
  'commands/*': ['commands', 'oppty', 'import', 'sandbox', 'completion', 'manual', 'schema', 'wire'],
  main: ['terminal', 'completion', 'typed-answers'],
};

/** What a person who only asks for --help does not wait for. */
const HEAVY =
  /^(undici|zod|chalk|cli-table3|hono|string-width|lossless-json|jq-wasm|conf|@inquirer\/.+|@hono\/.+|@modelcontextprotocol\/.+)(\/|$)/;

interface Source {
  /** Relative to src, e.g. `oppty/draft.ts`. */
  file: string;
  room: string;
  statics: string[];
  dynamics: string[];
  /** Both, and imports of types. */
  all: string[];
}

/** The room of a file. The folders of the single commands are a room above the definitions they share. */
const roomOf = (file: string) =>
  /^commands\/.*\//.test(file) ? 'commands/*' : file.split('/')[0]!.replace(/\.ts$/, '');
const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');

/** The modules that a file brings in when it is loaded; what is only a type is gone by then. */
function staticImports(text: string): string[] {
  const found: string[] = [];
  const statement = /^\s*(?:import|export)\s+(?!type[\s{])([^'";]*?\sfrom\s+)?['"]([^'"]+)['"]/gm;
  for (const [, clause = '', from] of withoutComments(text).matchAll(statement)) {
    const braces = /^\s*\{([^}]*)\}\s*from\s+$/.exec(clause);
    const names = braces?.[1]
      ?.split(',')
      .map(name => name.trim())
      .filter(Boolean);
    if (names?.length && names.every(name => name.startsWith('type '))) continue;
    found.push(from!);
  }
  return found;
}

const dynamicImports = (text: string) =>
  [...withoutComments(text).matchAll(/(?<!typeof )\bimport\(\s*['"]([^'"]+)['"]/g)].map(match => match[1]!);

const allImports = (text: string) =>
  [...withoutComments(text).matchAll(/(?:\bfrom|\bimport|\brequire)\s*\(?\s*['"]([^'"]+)['"]/g)].map(
    match => match[1]!,
  );

const sources: Source[] = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .map(file => file.replaceAll('\\', '/'))
  .filter(file => file.endsWith('.ts') && !file.endsWith('.d.ts'))
  .map(file => {
    const text = readFileSync(join(SRC, file), 'utf8');
    return {
      file,
      room: roomOf(file),
      statics: staticImports(text),
      dynamics: dynamicImports(text),
      all: allImports(text),
    };
  });
const byFile = new Map(sources.map(source => [source.file, source]));

/** The file that an import leads to, undefined outside of src. */
function target({ file }: Source, from: string): string | undefined {
  if (!from.startsWith('.')) return undefined;
  const path = relative(SRC, join(SRC, dirname(file), from)).replaceAll('\\', '/');
  return path.startsWith('..') ? undefined : path;
}

const ours = (source: Source, imports: readonly string[]) =>
  imports.flatMap(from => target(source, from) ?? []).filter(path => path !== source.file);

/** `start` and everything it brings in, each with the way there. */
function reachable(start: string): { file: string; statics: string[]; way: string[] }[] {
  const seen = new Map<string, { file: string; statics: string[]; way: string[] }>();
  const visit = (file: string, way: string[]) => {
    const source = byFile.get(file);
    if (!source || seen.has(file)) return;
    seen.set(file, { file, statics: source.statics, way: [...way, file] });
    for (const next of ours(source, source.statics)) visit(next, [...way, file]);
  };
  visit(start, []);
  return [...seen.values()];
}

describe('the rooms', () => {
  it('are all on the plan', () => {
    expect(sources.length).toBeGreaterThan(40);
    expect([...new Set(sources.map(({ room }) => room))].sort()).toEqual([...ROOMS].sort());
    expect(Object.keys(MAY_IMPORT).sort()).toEqual([...ROOMS].sort());
  });

  it('are all in the floor plan for readers, and nothing else is', () => {
    const page = readFileSync(join(ROOT, 'docs', 'architecture.md'), 'utf8');
    const [, plan = ''] = /^```text\n(bin\/ .*?)^```$/ms.exec(page) ?? [];
    const names = [...plan.matchAll(/(?:^| {2,})([\w-]+(?:\/|\.ts))(?= |$)/gm)].map(match => match[1]!);
    const tops = ['bin/', 'build/', 'docs/', 'src/', 'test/'];
    const there = readdirSync(SRC, { withFileTypes: true }).map(one => (one.isDirectory() ? `${one.name}/` : one.name));
    expect(names.sort()).toEqual([...there, ...tops].sort());
    expect(tops.filter(name => !existsSync(join(ROOT, name)))).toEqual([]);
  });

  it('lead down only, types counted', () => {
    const level = (file: string) => ROOMS.indexOf(roomOf(file));
    const upward = sources.flatMap(source =>
      ours(source, source.all)
        .filter(path => roomOf(path) !== source.room && level(path) > level(source.file))
        .map(path => `${source.file} imports ${path}`),
    );
    expect(upward).toEqual([]);
    // The check is worth something only if it sees imports of types and imports on demand.
    const context = byFile.get('context.ts')!;
    expect(ours(context, context.all)).toEqual(
      expect.arrayContaining(['terminal/prompts/prompter.ts', 'terminal/prompts/open-prompter.ts', 'host.ts']),
    );
  });

  it('open only into the rooms they are meant to', () => {
    const wrong = sources.flatMap(source =>
      ours(source, source.statics)
        .filter(
          path =>
            roomOf(path) !== source.room && !MAY_IMPORT[source.room]?.some(one => one === roomOf(path) || one === path),
        )
        .map(path => `${source.file} imports ${path}`),
    );
    expect(wrong).toEqual([]);
  });

  it('load on demand only what is meant for it', () => {
    const wrong = sources.flatMap(source =>
      ours(source, source.dynamics)
        .filter(path => roomOf(path) !== source.room && !MAY_LOAD[source.room]?.includes(roomOf(path)))
        .map(path => `${source.file} loads ${path}`),
    );
    expect(wrong).toEqual([]);
  });

  it('have no door to a file that is not there', () => {
    const lost = sources.flatMap(source =>
      ours(source, [...source.statics, ...source.dynamics])
        .filter(path => !existsSync(join(SRC, path)))
        .map(path => `${source.file} imports ${path}`),
    );
    expect(lost).toEqual([]);
  });

  it('have no way round in a circle, types counted', () => {
    const circles: string[] = [];
    const done = new Set<string>();
    const visit = (file: string, way: string[]) => {
      if (way.includes(file)) circles.push([...way.slice(way.indexOf(file)), file].join(' -> '));
      else if (!done.has(file)) {
        const source = byFile.get(file);
        for (const next of source ? ours(source, source.all) : []) visit(next, [...way, file]);
        done.add(file);
      }
    };
    for (const { file } of sources) visit(file, []);
    expect(circles).toEqual([]);
  });

  it('keep the world behind one door, once it is open', () => {
    const readers = sources.filter(({ file }) =>
      /\bprocess\.(?!getuid|getBuiltinModule|hrtime|pid\b)/.test(
        withoutComments(readFileSync(join(SRC, file), 'utf8')),
      ),
    );
    // The library has its own: it is not a command's, and has no Host.
    expect(readers.map(({ file }) => file).sort()).toEqual(['boot/start.ts', 'host.ts', 'library.ts']);
  });

  it('take no duration from a clock that somebody may set', () => {
    const takers = sources.filter(({ file }) =>
      /\bDate\.now\b|\bnow\(\)\.getTime\(\) -/.test(withoutComments(readFileSync(join(SRC, file), 'utf8'))),
    );
    // How old a file, a draft or a request of an earlier run is, only dates can tell.
    expect(takers.map(({ file }) => file).sort()).toEqual([
      ...['commands/apply/apply-plan.ts', 'commands/apply/settle-earlier.ts', 'commands/oppty/sent-draft.ts'],
      ...['storage/drafts.ts', 'storage/locks.ts', 'storage/sent-keys.ts'],
    ]);
  });
});

describe('the way to --help', () => {
  it('passes nothing heavy in the sources', () => {
    const heavy = reachable('main.ts').flatMap(({ statics, way }) =>
      statics.filter(from => HEAVY.test(from)).map(from => [...way, from].join(' -> ')),
    );
    expect(heavy).toEqual([]);
    expect(reachable('main.ts').length).toBeGreaterThan(8);
  });
});

describe('the way of an answer', () => {
  it('passes nothing that measures text, unless a table or a message is drawn', () => {
    const way = reachable('terminal/output/index.ts');
    const measuring = way.flatMap(({ statics, way }) =>
      statics.filter(from => /^(string-width|chalk|cli-table3)$/.test(from)).map(from => [...way, from].join(' -> ')),
    );
    expect(measuring).toEqual([]);
    expect(way.map(({ file }) => file)).toContain('terminal/output/render.ts');
  });
});

describe('the way of a Tab', () => {
  it('passes no package at all in the built program', () => {
    const map = readFileSync(join(ROOT, 'dist', 'complete.cjs.map'), 'utf8');
    const { sources } = JSON.parse(map) as { sources: string[] };
    expect(sources.filter(source => source.includes('node_modules'))).toEqual([]);
    expect(sources.some(source => source.endsWith('src/completion/cursor.ts'))).toBe(true);
  });

  it('meets no class twice: each bundle that is loaded beside another has its own', () => {
    const bundles = ['start', 'program', 'readers', 'mcp'].map(name => {
      const map = readFileSync(join(ROOT, 'dist', `${name}.cjs.map`), 'utf8');
      const { sources } = JSON.parse(map) as { sources: string[] };
      return sources.filter(source => source.startsWith('../src/')).map(source => source.slice('../'.length));
    });
    const files = bundles.flat();
    const shared = new Set(files.filter((file, index) => files.indexOf(file) !== index));
    expect(files).toContain('src/errors.ts');
    expect([...shared].filter(file => /\bclass \w/.test(readFileSync(join(ROOT, file), 'utf8')))).toEqual([]);
  });

  it('never leads to a server, whatever is loaded on it', () => {
    const rooms = new Set<string>();
    const visit = (file: string) => {
      const source = byFile.get(file);
      if (!source || rooms.has(file)) return;
      rooms.add(file);
      for (const next of ours(source, [...source.statics, ...source.dynamics])) visit(next);
    };
    visit('complete.ts');
    expect(
      [...rooms].filter(file => ['api', 'sandbox', 'context', 'oppty', 'main', 'cli'].includes(roomOf(file))),
    ).toEqual([]);
    expect(rooms).toContain('completion/knowledge.ts');
  });
});
