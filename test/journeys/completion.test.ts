import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { namesFile } from '../../src/storage/names-file.ts';
import { useHome } from '../support/hooks.ts';
import { isInstalled, usable } from '../support/installed.ts';
import { BIN, launch, run } from '../support/run.ts';
import { drive } from '../support/terminal.ts';

/** How each shell is started without anybody's settings, and told to complete. */
const SHELLS = {
  bash: { start: ['bash', '--norc', '--noprofile', '-i'], load: 'eval "$(pipeliner completion bash)"' },
  zsh: {
    start: ['zsh', '-f', '-i'],
    load: 'autoload -Uz compinit && compinit -u -D && eval "$(pipeliner completion zsh)"',
  },
  fish: { start: ['fish', '--no-config', '-i'], load: 'pipeliner completion fish | source' },
} as const;

const home = useHome();
beforeEach(() => {
  // Completes as the program does, and shows what words any other command would get.
  const stub = `#!/bin/sh
case $1 in __complete|completion) exec "${process.execPath}" "${BIN}" "$@" ;; esac
exec "${process.execPath}" -e 'console.log("\\nGOT" + JSON.stringify(process.argv.slice(1)))' -- "$@"
`;
  writeFileSync(join(home.path, 'bin', 'pipeliner'), stub);
  chmodSync(join(home.path, 'bin', 'pipeliner'), 0o755);
});

const idOf = (at: number) => `0000000${at}-6f23-0908-abfd-384aa0f62f9e`;

/** Has the sandbox know nothing but these accounts. */
function know(...names: string[]): void {
  const path = namesFile({ cache: join(home.path, 'cache') }, 'sandbox');
  const seen = new Date().toISOString().slice(0, 10);
  const Accounts = names.map((name, at) => ({ id: idOf(at), name, seen }));
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, JSON.stringify({ view: 'sandbox', names: { Accounts }, lists: {} }), { mode: 0o600 });
}

/** A shell that completes. It gives the last words that the program gets of a line with a Tab in it. */
async function open(shell: keyof typeof SHELLS) {
  const { start, load } = SHELLS[shell];
  const [program, ...args] = start;
  const env = { PS1: '% ', PROMPT: '% ', fish_greeting: '', INPUTRC: '/dev/null', HISTFILE: '' };
  const terminal = drive(program, args, { home, columns: 500, rows: 60, env });
  terminal.press(`${load}; echo READY''NOW\r`);
  await terminal.until('READYNOW');
  const got = (text: string) => [...text.matchAll(/^GOT(\[.*\])$/gm)].map(match => match[1]!);
  let count = 0;
  return async (line: string, last = 1): Promise<string> => {
    count += 1;
    terminal.press(`pipeliner ${line}\r`);
    await terminal.until(text => got(text).length === count);
    return (JSON.parse(got(terminal.text()).at(-1)!) as string[]).slice(-last).join(' ');
  };
}

describe('a question by hand', () => {
  it.each([
    ['no shell', []],
    ['a shell there is none of', ['tcsh', 'pipeliner ']],
    ['a broken line', ['bash', "pipeliner $'", ' =:']],
    ['no line', ['zsh']],
    ['a flag that is none', ['--help']],
  ])('with %s ends quietly', async (_, words) => {
    const { code, stdout, stderr } = await run(['__complete', ...words], { home, stdin: 'closed' });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^(words\n|$)/);
  });

  it('is answered where no folder can be looked into, and makes none', async () => {
    const env = {
      HOME: '/dev/null',
      XDG_CONFIG_HOME: '/dev/null/x',
      XDG_CACHE_HOME: '/dev/null/y',
      XDG_STATE_HOME: '',
    };
    for (const line of ['--sandbox accounts get ', '--profile ', 'drafts show ', 'curr']) {
      const { code, stderr } = await run(['__complete', 'bash', `pipeliner ${line}`, ' '], { home, env });
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    }
    await run(['__complete', 'bash', 'pipeliner --sandbox accounts get ', ' '], { home });
    expect(readdirSync(home.path)).toEqual(['bin']);
  });
});

describe.each(usable('bash', 'zsh', 'fish'))('%s', shell => {
  it('completes commands, flags and what flags take', async () => {
    know('Ziemann and Sons');
    const line = await open(shell);
    expect(await line('curr\t')).toBe('currencies');
    expect(await line('oppty create --closing\teom', 3)).toBe('create --closing-date eom');
    expect(await line('accounts --format ts\t', 2)).toBe('--format tsv');
    expect(await line('accounts --format=ts\t')).toBe('--format=tsv');
    expect(await line('accounts --filter zip\tx')).toBe('zip_code=x');
    expect(await line('accounts --filter name:ist\tx')).toBe('name:istarts=x');
    expect(await line('oppty create --label hot,sta\t')).toBe('hot,stalled');
    expect(await line('--sandbox accounts get zi\t')).toBe('Ziemann and Sons');
    // Files are the shell's own.
    writeFileSync(join(home.path, 'a deal.json'), '{}');
    expect(await line('oppty create --from a\t')).toBe('a deal.json');
  });

  it('puts in any name as the one word that it is', async () => {
    const names = [
      ...[`Smith's "Best" & Co; touch pwned`, '$(touch pwned)', '`touch pwned`', `$\{HOME} $HOME`, '~root', '=ls'],
      ...['#1 {a,b} [x] * ?', 'back\\slash \\n', 'a!b !! !x', 'colon: a=b @c, |d> <e', 'Łódź 高橋 é', '%s %n ^a^b (x)'],
    ];
    const line = await open(shell);
    for (const name of names) {
      know(name);
      // To fish a tilde in front is a home, however it is put in.
      const first = shell === 'fish' && name.startsWith('~') ? idOf(0) : name;
      expect(await line('--sandbox oppty create --account \t')).toBe(first);
      expect(await line('--sandbox oppty create --account=\t')).toBe(`--account=${first}`);
      for (const quote of [`'`, '"']) expect(await line(`--sandbox accounts get ${quote}\t`)).toBe(first);
    }
    expect(existsSync(join(home.path, 'pwned'))).toBe(false);
  });

  it('goes on where a word was begun, in quotes or without', async () => {
    know('Ziemann and Sons', 'Acme $5 a=b', "Bob's: x@y.z");
    const line = await open(shell);
    for (const begun of ['Ziemann\\ and\\ S', "'Ziemann and S", '"Ziemann and S']) {
      expect(await line(`--sandbox accounts get ${begun}\t`)).toBe('Ziemann and Sons');
    }
    expect(await line('--sandbox accounts get Acme\\ \\$5\\ a\\=\t')).toBe('Acme $5 a=b');
    expect(await line(`--sandbox accounts get "Bob's: x@\t`)).toBe("Bob's: x@y.z");
  });

  it('offers no name that drives the terminal or hides from the eye, but the id', async () => {
    const line = await open(shell);
    for (const name of ['a\u001b[31mred', 'b\nc', 'd\te', 'f\u202eg', 'h\u200bi', 'j\rk', 'l\u0007m', 'n\u0000o']) {
      know(name);
      expect(await line('--sandbox accounts get \t')).toBe(idOf(0));
    }
  });
});

// Debian has no PowerShell, so that it is tried where somebody has installed it.
describe.runIf(isInstalled('pwsh'))('PowerShell', () => {
  it('completes commands, flags and names', async () => {
    know('Ziemann and Sons');
    const complete = (line: string) =>
      `[System.Management.Automation.CommandCompletion]::CompleteInput("${line}", ${line.length}, $null).CompletionMatches.CompletionText`;
    const script = [
      'pipeliner completion powershell | Out-String | Invoke-Expression',
      ...['pipeliner acc', 'pipeliner accounts --filt', 'pipeliner --sandbox accounts get Zie'].map(complete),
    ].join('\n');
    const { stdout } = await launch('pwsh', ['-NoProfile', '-Command', script], { home }).ended;
    expect(stdout.trim().split(/\r?\n/)).toEqual(['accounts', '--filter', "'Ziemann and Sons'"]);
  });
});
