import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { PROGRAM } from '../../src/cli.ts';
import { loadProgram } from '../../src/commands/define.ts';
import { TOPICS } from '../../src/commands/help/topics.ts';
import { manPage } from '../../src/manual/man-page.ts';
import { manualPages } from '../../src/manual/pages.ts';
import { runHere } from '../support/host.ts';
import { usable } from '../support/installed.ts';

const print = async (...words: string[]) => (await runHere(['help', ...words], { env: {} })).stdout;

const pages = manualPages(await loadProgram(PROGRAM));

describe('the whole manual', () => {
  it('has every command with its flags, and every topic', async () => {
    const text = await print('--all');
    expect(pages.length).toBeGreaterThan(40);
    for (const { usage, flags, more } of pages.slice(1)) {
      expect(text).toContain(`\n${usage}\n${'='.repeat(usage.length)}\n`);
      for (const { term, summary } of flags)
        expect(text).toMatch(new RegExp(`^  ${literal(term)} +${literal(summary)}$`, 'm'));
      expect(text).toContain(more);
    }
    for (const [topic, { summary }] of Object.entries(TOPICS)) expect(text).toContain(`\n${topic}: ${summary}\n`);
  });

  it('tells once what many commands have in common', async () => {
    const text = await print('--all');
    expect(text.split('--page-size <1-100>').length).toBe(2);
    expect(text).toContain('The other flags are those of pipeliner clients list.');
    // What is said of a flag only there stands there.
    expect(text).toContain(
      '--search <text>  only records with this text in their last_name or first_name (email1 for a text with @)',
    );
  });

  it('has the help that the commands themselves print', async () => {
    const text = await print('--all');
    const { stdout } = await runHere(['api', '--help'], { env: {}, columns: 200 });
    const flags = stdout.slice(stdout.indexOf('Options:'), stdout.indexOf('Global Options:')).split('\n').slice(1, -2);
    expect(flags.length).toBeGreaterThan(5);
    for (const line of flags.filter(line => !line.includes('--help'))) expect(text).toContain(line.trimEnd());
  });

  it('is all or one page', async () => {
    const { code, stderr } = await runHere(['help', 'oppty', '--all'], { env: {} });
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('--all') });
  });
});

describe('the man page', () => {
  it.each(usable('mandoc'))('is one that %s takes without a complaint', async mandoc => {
    const source = await print('--man');
    const lint = spawnSync(mandoc, ['-T', 'lint', '-W', 'warning'], { input: source, encoding: 'utf8' });
    expect(lint.error).toBeUndefined();
    // It has no date, so that it is the same whenever it is made.
    expect(lint.stdout.split('\n').filter(line => line && !line.includes('missing date'))).toEqual([]);
  });

  it.each(usable('mandoc'))('shows what the manual shows, by %s', async mandoc => {
    const source = await print('--man');
    const shown = spawnSync(mandoc, ['-T', 'utf8', '-O', 'width=400'], { input: source, encoding: 'utf8' });
    const text = shown.stdout.replace(/.\u0008/g, '');
    for (const { flags } of pages) {
      for (const { term, summary } of flags) {
        expect(text).toContain(term);
        expect(text).toContain(summary);
      }
    }
    // As they stand, to be copied.
    expect(text).toContain("--owner john.doe@example.com --pipeline 'Test Pipeline' --step first \\\n");
    expect(text).toContain('pipeliner accounts --jq \'.[] | select(.country == "Germany") | [.name, .city] | @tsv\'');
    expect(text).toMatch(/^EXIT STATUS$/m);
    expect(text).toMatch(/^ENVIRONMENT$/m);
  });

  it('takes no text for a request', () => {
    const page = {
      ...{ name: 'x', aliases: [], usage: '.x "y"', summary: ".SH 'a", arguments: [] },
      flags: [{ term: '-x', summary: "'quoted' ~ ^ ` \\n" }],
      more: '.de evil\n\n.. end',
    };
    const source = manPage([page, page], [{ name: 't', summary: '.s', text: ".x\n'y" }], '1');
    const [requests] = [source.split('\n').filter(line => /^[.']/.test(line))];
    expect([...new Set(requests.map(line => line.split(' ')[0]))].sort()).toEqual(
      ['.B', '.PP', '.SH', '.SS', '.TH', '.TP', '.fi', '.nf', '.sp'].sort(),
    );
  });
});

const literal = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
