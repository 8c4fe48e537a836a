import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pipeliner-changelog-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The changelog after `npm version` has come by. */
function versioned(text: string, version = '1.2.0'): string {
  const file = join(folder, 'CHANGELOG.md');
  writeFileSync(file, text);
  execFileSync(process.execPath, [join(ROOT, 'build', 'changelog.js')], {
    cwd: folder,
    env: { npm_new_version: version },
    stdio: 'pipe',
  });
  return readFileSync(file, 'utf8').replace(/ - \d{4}-\d\d-\d\d$/gm, ' - <day>');
}

describe('the changelog, when a version is made', () => {
  it('gives that version what was unreleased, and keeps what was before', () => {
    const older = '## [1.1.0] - <day>\n\n- Old\n';
    expect(versioned(`# Changelog\n\n## [Unreleased]\n\n- New\n\n${older}`)).toBe(
      `# Changelog\n\n## [Unreleased]\n\n## [1.2.0] - <day>\n\n- New\n\n${older}`,
    );
  });

  it('stops a version that brings nothing', () => {
    expect(() => versioned('# Changelog\n\n## [Unreleased]\n\n## [1.1.0] - 2026-01-01\n\n- Old\n')).toThrow('nothing');
    expect(() => versioned('# Changelog\n')).toThrow('nothing');
  });

  it('takes the one there is', () => {
    expect(versioned(readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8'))).toContain('## [1.2.0] - <day>');
  });
});
