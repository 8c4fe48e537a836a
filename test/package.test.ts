import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

interface Packed {
  name: string;
  files: { path: string; mode: number }[];
}

describe('the package', () => {
  let packed: Packed;
  let paths: string[];

  beforeAll(() => {
    const command = ['pack', '--dry-run', '--json', '--ignore-scripts', '--offline', '--silent'];
    const text = execFileSync('npm', command, { cwd: ROOT, encoding: 'utf8', shell: process.platform === 'win32' });
    [packed] = JSON.parse(text.slice(text.indexOf('['))) as [Packed];
    paths = packed.files.map(({ path }) => path);
  });

  it('holds the built program and what npm wants beside it, and nothing else', () => {
    const expected = /^(bin\/pipeliner\.js|dist\/[\w-]+\.js(\.map)?|package\.json|README\.md|LICENSE)$/;
    expect(paths.filter(path => !expected.test(path))).toEqual([]);
    expect(paths).toEqual(
      expect.arrayContaining(['bin/pipeliner.js', 'dist/main.js', 'package.json', 'README.md', 'LICENSE']),
    );
  });

  it('holds every file that the program can load', () => {
    const scripts = paths.filter(path => /^(bin|dist)\/.*\.js$/.test(path));
    const lost = scripts.flatMap(path => {
      const text = readFileSync(join(ROOT, path), 'utf8');
      const imports = [...text.matchAll(/(?:from|import)\s*\(?\s*"(\.\/[\w-]+\.js)"/g)];
      return imports
        .map(match => join(path, '..', match[1]!).replaceAll('\\', '/'))
        .filter(target => !paths.includes(target));
    });
    expect(lost).toEqual([]);
  });

  it('can be run as it is', () => {
    expect(existsSync(join(ROOT, 'bin', 'pipeliner.js'))).toBe(true);
    expect(readFileSync(join(ROOT, 'bin', 'pipeliner.js'), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
    if (process.platform !== 'win32') expect(statSync(join(ROOT, 'bin', 'pipeliner.js')).mode & 0o111).toBe(0o111);
  });

  it('carries no words of the sources in its maps', () => {
    for (const path of paths.filter(one => one.endsWith('.map'))) {
      expect(JSON.parse(readFileSync(join(ROOT, path), 'utf8'))).not.toHaveProperty('sourcesContent');
    }
  });
});
