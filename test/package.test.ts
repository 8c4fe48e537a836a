import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { type Sandbox, startSandbox } from '../src/sandbox/http/server.ts';

const ROOT = join(import.meta.dirname, '..');

/** Every file but the maps. */
const FILES = [
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'SKILL.md',
  'bin/package.json',
  'bin/pipeliner.js',
  'bin/tap-pipeliner.js',
  'dist/THIRD-PARTY.txt',
  'dist/complete.cjs',
  'dist/jq-thread.js',
  'dist/library.d.ts',
  'dist/library.js',
  'dist/mcp.cjs',
  'dist/program.cjs',
  'dist/readers.cjs',
  'dist/start.cjs',
  'dist/tree.json.gz',
  'man/pipeliner.1.gz',
  'package.json',
];

/** What npm calls 1.6 MB. */
const LARGEST = 1_650_000;

interface Packed {
  filename: string;
  files: { path: string; size: number }[];
}

let folder: string;
/** The package as npm unpacks it, in an empty project. */
let installed: string;
let packed: Packed;
let paths: string[];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pipeliner-package-'));
  const command = ['pack', '--json', '--ignore-scripts', '--offline', '--silent', '--pack-destination', folder];
  const text = execFileSync('npm', command, { cwd: ROOT, encoding: 'utf8', shell: process.platform === 'win32' });
  [packed] = JSON.parse(text.slice(text.indexOf('['))) as [Packed];
  paths = packed.files.map(({ path }) => path);
  installed = join(folder, 'node_modules', 'pipeliner-cli');
  mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['-xzf', join(folder, packed.filename), '-C', installed, '--strip-components=1']);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const read = (path: string) => readFileSync(join(installed, path), 'utf8');

/** What a built file imports, by any of the ways there are in a bundle. */
const imports = (path: string) =>
  [...read(path).matchAll(/(?<!\.)\b(?:from|import|require)\s*\(?\s*"([.@a-z][\w@./:-]*)"/g)].map(match => match[1]!);

describe('the package', () => {
  it('holds these files, a map for each that is built, and nothing else', () => {
    const maps = paths.filter(path => path.endsWith('.map'));
    expect(paths.filter(path => !maps.includes(path)).sort()).toEqual(FILES);
    // The module itself only passes on what program.cjs holds.
    const built = paths.filter(path => /^dist\/.*\.c?js$/.test(path) && path !== 'dist/library.js');
    expect(maps.sort()).toEqual(built.map(path => `${path}.map`).sort());
  });

  it('is small', () => {
    const files = packed.files.filter(({ path }) => !path.endsWith('.map'));
    expect(files.reduce((sum, { size }) => sum + size, 0)).toBeLessThan(LARGEST);
  });

  it('holds every file that the program can load, or has it installed', () => {
    const all = paths
      .filter(path => /^(bin|dist)\/.*\.c?js$/.test(path))
      .flatMap(path => imports(path).map(from => ({ path, from })));
    expect(all.length).toBeGreaterThan(30);
    const lost = all.filter(({ path, from }) => {
      if (from.startsWith('.')) return !paths.includes(join(path, '..', from).replaceAll('\\', '/'));
      // undici asks whether this Node has it.
      if (from === 'node:sqlite') return false;
      const name = from.replace(/^node:/, '').split('/')[0]!;
      return !builtinModules.includes(name) && !Object.keys(manifest.dependencies).includes(from);
    });
    expect(lost).toEqual([]);
  });

  it('has nothing installed that it does not load from there', () => {
    const loaded = paths.filter(path => /\.c?js$/.test(path)).flatMap(imports);
    expect(Object.keys(manifest.dependencies).filter(name => !loaded.includes(name))).toEqual([]);
    const text = paths
      .filter(path => /\.c?js$/.test(path))
      .map(read)
      .join('');
    expect(Object.keys(manifest.optionalDependencies).filter(name => !text.includes(`"${name}"`))).toEqual([]);
  });

  it('runs nothing when it is installed', () => {
    const scripts = Object.keys(manifest.scripts).filter(name => /^(pre|post)?(install|prepare)$/.test(name));
    expect(scripts).toEqual([]);
    const locked = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { dev?: boolean; hasInstallScript?: boolean }>;
    };
    const others = Object.entries(locked.packages).filter(([, { dev, hasInstallScript }]) => !dev && hasInstallScript);
    expect(others.map(([path]) => path)).toEqual([]);
  });

  it('can be run as it is', () => {
    expect(read('bin/pipeliner.js')).toMatch(/^#!\/usr\/bin\/env node\n/);
    if (process.platform !== 'win32') expect(statSync(join(installed, 'bin/pipeliner.js')).mode & 0o111).toBe(0o111);
  });

  it('carries no words of the sources in its maps', () => {
    for (const path of paths.filter(one => one.endsWith('.map'))) {
      expect(read(path)).not.toContain('sourcesContent');
    }
  });

  it('speaks the protocol of agents without the validator of its SDK', () => {
    const { sources } = JSON.parse(read('dist/mcp.cjs.map')) as { sources: string[] };
    expect(sources.some(source => source.includes('@modelcontextprotocol/server'))).toBe(true);
    expect(sources.filter(source => /ajv|json-schema-processors/.test(source) && !source.includes('stubs'))).toEqual(
      [],
    );
    const others = paths.filter(path => /^dist\/.*\.c?js$/.test(path) && path !== 'dist/mcp.cjs');
    expect(others.filter(path => read(path).includes('modelcontextprotocol.io'))).toEqual([]);
    for (const path of others.filter(path => paths.includes(`${path}.map`))) {
      expect(read(`${path}.map`)).not.toContain('@modelcontextprotocol');
    }
  });

  it('carries the licence of every package whose code is in it', () => {
    const maps = paths
      .filter(path => path.endsWith('.map'))
      .map(path => JSON.parse(read(path)) as { sources: string[] });
    const used = new Set(maps.flatMap(({ sources }) => sources.flatMap(one => packageOf(one) ?? [])));
    const notice = read('dist/THIRD-PARTY.txt');
    expect([...used].filter(name => !notice.includes(`\n${name} `))).toEqual([]);
    expect([...used]).toEqual(
      expect.arrayContaining(['undici', 'zod', '@inquirer/core', '@modelcontextprotocol/server']),
    );
    expect(notice.match(/copyright/gi)!.length).toBeGreaterThan(20);
  });
});

const packageOf = (source: string) => /^.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(source)?.[1];

describe('npm ci', () => {
  const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { engines?: { node?: string }; hasInstallScript?: boolean; optional?: boolean }>;
  };
  // An optional one that does not fit is left out without a word.
  const installed = Object.entries(lock.packages).filter(([path, { optional }]) => path !== '' && !optional);

  it('warns of no package that asks for a newer Node than this tool', () => {
    // nock's interceptors name Node 22 and run on 20 with what test/support/setup.ts adds: the lock leaves that out.
    const takesNode20 = (range: string) =>
      range.split('||').some(one => !/\d/.test(one) || Number(/\d+/.exec(one)![0]) <= 20);
    const newer = installed.filter(([, { engines }]) => engines?.node && !takesNode20(engines.node));
    expect(newer.map(([path]) => path)).toEqual([]);
  });

  it('warns of no script that nobody has looked at', () => {
    const scripted = installed.filter(([, { hasInstallScript }]) => hasInstallScript);
    expect(scripted.map(([path]) => path.replace('node_modules/', ''))).toEqual(Object.keys(manifest.allowScripts));
  });
});

describe('the API module of the package', () => {
  let space: Sandbox;

  beforeAll(async () => {
    space = await startSandbox({ statePath: join(folder, 'space.json'), now: () => new Date() });
  });

  afterAll(() => space.close());

  /** Runs a program of the empty project, which is told where the space is. */
  async function program(name: string, text: string, ...nodeArgs: string[]): Promise<string> {
    writeFileSync(join(folder, name), text);
    const where = JSON.stringify({ ...space, close: undefined });
    const env = { PATH: process.env.PATH, SPACE: where };
    const { stdout } = await promisify(execFile)(process.execPath, [...nodeArgs, name], { cwd: folder, env });
    return stdout;
  }

  const TAKE = `
    const client = createClient({ ...JSON.parse(process.env.SPACE), timeoutMs: 20_000 });
    const { rows } = await client.list('Currencies', { orderBy: ['code'], loadOnly: ['code'] });
    const failure = await client.get('Accounts', 'nobody').catch(error => error);
    console.log(rows.map(row => row.code).join(), failure instanceof CliError, failure.code, failure.exit);`;

  it('is imported by an ES module in an empty project', async () => {
    const text = `import { CliError, createClient } from 'pipeliner-cli';\n${TAKE}`;
    expect(await program('es.mjs', text)).toMatch(/^[A-Z]{3}(,[A-Z]{3})+ true NOT_FOUND 5\n$/);
  });

  it('is required by a CommonJS module', async () => {
    const text = `const { CliError, createClient } = require('pipeliner-cli');\n(async () => {${TAKE}})();`;
    expect(await program('common.cjs', text)).toMatch(/ true NOT_FOUND 5\n$/);
  });

  it('opens no other door of the package', async () => {
    const text = `console.log(await import('pipeliner-cli/dist/main.js').catch(error => error.code))`;
    expect(await program('inside.mjs', text)).toBe('ERR_PACKAGE_PATH_NOT_EXPORTED\n');
  });

  it('has types that need nothing else, and are strict', async () => {
    writeFileSync(
      join(folder, 'typed.ts'),
      `import { type Client, CliError, createClient, decimal, type Page, type RecordOf } from 'pipeliner-cli';

      const client: Client = createClient({ url: 'https://crm.example', space: 's', username: 'u', password: 'p' });
      export const page: Page<RecordOf<'Accounts'>> = await client.list('Accounts', {
        filter: [{ field: 'name', op: 'istarts', value: 'Z' }],
      });
      for (const { id, name, cf_region } of page.rows) {
        const texts: (string | null | undefined)[] = [id, name];
        const anything: unknown = cf_region;
        console.log(texts, anything);
      }
      const deal = await client.create('Opportunities', { value: { base_value: decimal('12.50') } });
      export const amount: string = String(deal.value?.base_value);
      export const other: unknown = (await client.get('Tasks', '1')).subject;
      try {
        for await (const row of client.all('Contacts', {}, { timeoutMs: 1000, signal: AbortSignal.timeout(1) }))
          console.log(row.email1?.toUpperCase());
      } catch (error) {
        if (error instanceof CliError && error.code === 'OUTCOME_UNKNOWN') console.log(error.details?.[0]?.field);
      }
      // @ts-expect-error There is no such operator.
      await client.list('Accounts', { filter: [{ field: 'name', op: 'like', value: 'Z' }] });
      // @ts-expect-error There is no such code.
      console.log(new CliError('OOPS', ''));
      // @ts-expect-error A password is needed.
      createClient({ url: 'https://crm.example', username: 'u' });
      // @ts-expect-error A name is text.
      export const wrong: number = page.rows[0]!.name;
      `,
    );
    const options = {
      ...{ target: 'es2022', module: 'nodenext', strict: true, noUncheckedIndexedAccess: true },
      ...{ exactOptionalPropertyTypes: true, skipLibCheck: false, noEmit: true, lib: ['es2022', 'dom'], types: [] },
    };
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files: ['typed.ts'] }));
    const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    const { stdout } = await promisify(execFile)(process.execPath, [tsc, '-p', folder], { cwd: folder }).catch(
      (failed: { stdout: string }) => failed,
    );
    expect(stdout).toBe('');
  });
});
