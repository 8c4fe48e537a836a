import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { useFolder } from '../support/hooks.ts';
import { type Outcome, runHere } from '../support/host.ts';
import { createLine, TUTORIAL } from '../support/opportunity.ts';
import { storeSandboxSetting } from '../support/sandbox-setting.ts';

const folder = useFolder('each');
const here = (words: readonly string[], env: Record<string, string> = {}) =>
  runHere(words, { env, folder: folder.path });
const sandbox = (...words: string[]) => here(['--sandbox', ...words]);

/** The command lines of this tool that stand on a line of their own. */
const commandsIn = ({ stderr }: Outcome) =>
  [...stderr.replace(/^\{"error".*$/m, '').matchAll(/^ *(?:Set it: )?(pipeliner .*)$/gm)].map(([, line]) => line!);

/** The words that a shell reads, without the name of the program; a place for an answer becomes the answer. */
const shellWords = (line: string, answers: Readonly<Record<string, string>> = {}) =>
  execFileSync('sh', ['-c', `printf '%s\\n' ${line}`], { encoding: 'utf8' })
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((word, index, words) => (word.startsWith('<') ? (answers[words[index - 1]!] ?? word) : word));

describe('a command that a message prints', () => {
  it.each([
    ['accounts get Nowhere', {}],
    ['currencies get XXX', {}],
    ['accounts --filter nothing_like_it=1', {}],
    ['config get default-owner', { 'default-owner': 'john.doe@example.com' }],
    ['oppty create --resume', {}],
    [
      'oppty create --owner john.doe@example.com --name X --value 1 --closing-date 2026-12-31 --dry-run',
      { '--pipeline': 'Renewals', '--step': 'first', '--account': 'Ziemann and Sons' },
    ],
    ['oppty create --name X --client-key 7', { 'client-key-field': 'cf_contract_no' }],
  ])('runs in the same space: %s', async (line, answers) => {
    const printed = commandsIn(await sandbox(...line.split(' ')));
    expect(printed).not.toEqual([]);
    for (const command of printed) {
      const words = shellWords(command, answers);
      expect(words[0]).toBe('--sandbox');
      // What asks a person says which answers it has no one to ask for.
      const ended = await here(words);
      expect(ended).toMatchObject(
        words.join(' ') === '--sandbox oppty create'
          ? { code: 2 }
          : { code: 0, stderr: expect.not.stringMatching(/^Error/) },
      );
    }
  });

  it('runs as it is where it has a line for each flag, on a narrow screen', async () => {
    const line = [
      '--owner',
      'john.doe@example.com',
      '--name',
      'Two words',
      '--value',
      '1',
      '--closing-date',
      '2026-12-31',
    ];
    const { stderr } = await runHere(['--sandbox', 'oppty', 'create', '--dry-run', ...line], {
      ...{ env: { CI: '1' }, folder: folder.path, columns: 60 },
    });
    const [, printed = ''] = /^ *(pipeliner (?:.* \\\n)+.*)$/m.exec(stderr) ?? [];
    expect(printed.split('\n').length).toBeGreaterThan(6);
    for (const row of printed.split('\n')) expect(row.length).toBeLessThanOrEqual(60);
    const answers = { '--pipeline': 'Renewals', '--step': 'first', '--account': 'Ziemann and Sons' };
    expect(await here(shellWords(printed, answers))).toMatchObject({ code: 0 });
  });

  it('leads to the profile of the command', async () => {
    const env = { PIPELINER_URL: '', HOME: folder.path };
    const { stderr } = await here(['--profile', 'my work', 'accounts', '--filter', 'nothing_like_it=1'], env);
    expect(stderr).toContain("pipeliner --profile 'my work' accounts --fields\n");
  });

  it('finds the record of a lost answer, whatever the command itself was to print', async () => {
    const env = { PIPELINER_SANDBOX_FAULT: 'POST Opportunities: commit-then-reset' };
    const lost = await here([...createLine(), '--format', 'csv'], env);
    expect(lost).toMatchObject({ code: 9 });
    const [search, resume] = commandsIn(lost).map(command => shellWords(command));
    const [row, ...others] = JSON.parse((await here(search!)).stdout).data;
    expect([row.name, others]).toEqual([TUTORIAL['--name'], []]);
    const resumed = await here(resume!);
    expect([resumed.code, resumed.stdout]).toEqual([0, expect.stringContaining(row.id)]);
    expect(JSON.parse((await here(search!)).stdout).data).toHaveLength(1);
  });

  it('takes a default away that means nothing', async () => {
    await storeSandboxSetting(folder.path, 'default-owner', 'Nobody');
    const refused = await sandbox(
      'oppty',
      'create',
      '--name',
      'X',
      '--pipeline',
      'Renewals',
      '--step',
      'first',
      '--account',
      'Ziemann and Sons',
      '--value',
      '1',
      '--closing-date',
      '2026-12-31',
    );
    const [unset] = commandsIn(refused);
    expect(unset).toBe('pipeliner --sandbox config unset default-owner');
    expect(await here(shellWords(unset!))).toMatchObject({ code: 0 });
  });
});

/** Texts that are about the tool and no space: help, and where words explain the sandbox itself. */
const ABOUT_THE_TOOL =
  /^(cli|main|manual|completion|commands\/(help|completion|oppty\/create\.ts|drafts\/index\.ts|config\/(keys|list)\.ts))/;

it('no message writes a command of a space by hand, which would leave the space', () => {
  const src = join(import.meta.dirname, '..', '..', 'src');
  const byHand = readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.ts') && !ABOUT_THE_TOOL.test(file))
    .flatMap(file => {
      const code = readFileSync(join(src, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
      return [...code.matchAll(/pipeliner (?:oppty|config|api|[a-z]+s --|accounts|clients|contacts).*/g)].map(
        ([text]) => `${file}: ${text}`,
      );
    });
  expect(byHand).toEqual([]);
});
