import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatCommand, quoteForShell, splitWords } from '../../src/values/shell.ts';

describe('quoteForShell', () => {
  it.each([
    [['pipeliner', 'oppty', 'create', '--value', '12,500.00'], 'pipeliner oppty create --value 12,500.00'],
    [['--name', 'Big deal'], "--name 'Big deal'"],
    [['--name', "O'Hara"], "--name 'O'\\''Hara'"],
    [['--name', ''], "--name ''"],
    [['--set', 'cf_x=1', '=ls'], "--set cf_x=1 '=ls'"],
    [['$HOME', '`id`', '~', '*'], "'$HOME' '`id`' '~' '*'"],
    [['two\nlines'], "'two\nlines'"],
    [['Zoë'], "'Zoë'"],
  ])('writes %j for a POSIX shell', (words, line) => {
    expect(quoteForShell(words, 'linux')).toBe(line);
  });

  it.each([
    [['pipeliner', 'oppty', '--name', 'Big deal'], "pipeliner oppty --name 'Big deal'"],
    [['--name', "O'Hara"], "--name 'O''Hara'"],
    [['--name', 'O’Hara'], "--name 'O’’Hara'"],
    [['--name', ''], "--name ''"],
    [['$env:X', '@a', '%', '1,5'], "'$env:X' '@a' '%' '1,5'"],
    [['--value=1.5', 'C:\\x'], "'--value=1.5' C:\\x"],
  ])('writes %j for PowerShell', (words, line) => {
    expect(quoteForShell(words, 'win32')).toBe(line);
  });

  it.skipIf(process.platform === 'win32')('is read back by sh as the same words', () => {
    const word = fc.oneof(
      fc.string({ unit: fc.constantFrom(...' \t\n\r\'"\\$`!*?[]{}()<>|&;~#=%^-a1\u001b') }),
      // NUL cannot stand in an argument at all.
      fc.string({ unit: 'binary' }).map(text => text.replaceAll('\0', '')),
      fc.string({ unit: 'grapheme' }),
    );
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 20 }), words => {
        const ran = spawnSync('sh', ['-c', `printf '%s\\0' ${quoteForShell(words, 'linux')}`], { encoding: 'utf8' });
        expect(ran.stdout.split('\0').slice(0, -1)).toEqual(words);
      }),
      { numRuns: 100 },
    );
  });
});

describe('formatCommand', () => {
  const words = ['oppty', 'create', '--name', 'New machine', '--account', 'Ziemann and Sons', '--yes', '--value=-5'];

  it('has one line where that fits, and for a program', () => {
    const line = "pipeliner --sandbox oppty create --name 'New machine' --account 'Ziemann and Sons' --yes --value=-5";
    expect(formatCommand(words, { sandbox: true }, 'linux')).toBe(line);
    expect(formatCommand(words, { sandbox: true }, 'linux', line.length + 2)).toBe(line);
  });

  it('has a line for each flag where it is longer than the screen', () => {
    expect(formatCommand(words, { sandbox: true }, 'linux', 60)).toBe(
      [
        'pipeliner --sandbox oppty create \\',
        "    --name 'New machine' \\",
        "    --account 'Ziemann and Sons' \\",
        '    --yes \\',
        '    --value=-5',
      ].join('\n'),
    );
    expect(formatCommand(['--json', ...words], {}, 'win32', 60)).toMatch(
      /^pipeliner --json oppty create `\n {4}--name/,
    );
  });

  it.skipIf(process.platform === 'win32')('is read by sh as the same words, however long', () => {
    const line = formatCommand(words, { profile: 'my work' }, 'linux', 40);
    const ran = spawnSync('sh', ['-c', `pipeliner() { printf '%s\\0' "$@"; }\n${line}`], { encoding: 'utf8' });
    expect(ran.stdout.split('\0').slice(0, -1)).toEqual(['--profile', 'my work', ...words]);
  });
});

describe('splitWords', () => {
  it.each<[text: string, words: string[] | undefined]>([
    ['', []],
    ['  --mine   --limit 5 ', ['--mine', '--limit', '5']],
    ["--search 'Big deal' --label=hot", ['--search', 'Big deal', '--label=hot']],
    ['--search "O\'Hara \\"x\\""', ['--search', 'O\'Hara "x"']],
    ["a'b c'd ''", ['ab cd', '']],
    ['a\\ b \\\\', ['a b', '\\']],
    ["--search 'x", undefined],
    ['"', undefined],
    ['x\\', undefined],
  ])('splits %j', (text, words) => expect(splitWords(text)).toEqual(words));

  it('reads back what quoteForShell writes, whatever the words are', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 5 }), words => {
        expect(splitWords(quoteForShell(words, 'linux'))).toEqual(words);
      }),
    );
  });
});
