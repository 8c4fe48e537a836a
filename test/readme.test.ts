import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROGRAM } from '../src/cli.ts';
import { EXIT_CODES } from '../src/commands/help/exit-codes.ts';
import { type Sandbox, startSandbox } from '../src/sandbox/http/server.ts';

const root = join(import.meta.dirname, '..');

/** The README and the pages it leads to, as paths from the root, with their texts. */
const pages = new Map(
  await Promise.all(
    [
      'README.md',
      ...(await readdir(join(root, 'docs'))).filter(name => name.endsWith('.md')).map(name => `docs/${name}`),
    ].map(async path => [path, await readFile(join(root, path), 'utf8')] as const),
  ),
);
const readme = pages.get('README.md')!;
const blocksOf = (page: string) => [...page.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, text]) => text!);
const [setUp] = blocksOf(readme);

/** The blocks of commands of a page, each with its first line. */
const commandsOf = (path: string) =>
  blocksOf(pages.get(path)!)
    .filter(block => block !== setUp)
    .map(block => [block.split('\n')[0]!, block] as const);

let home: string;
let space: Sandbox;

/** Folders and a space of its own for each page, whose commands follow each other. */
function usePage(): void {
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'pipeliner-readme-'));
    space = await startSandbox({ statePath: join(home, 'space.json'), now: () => new Date() });
  });

  afterAll(async () => {
    await space.close();
    await rm(home, { recursive: true, force: true });
  });
}

describe('the README', () => {
  it('is read in a few minutes', () => expect(readme.trimEnd().split('\n').length).toBeLessThanOrEqual(120));

  it('has the two commands that CI runs', async () => {
    const ci = await readFile(join(root, '.ci', 'run'), 'utf8');
    const [demo, test] = setUp!.trim().split('\n');
    expect(ci).toContain(`${demo} </dev/null`);
    expect(demo!.startsWith('npm ci && ')).toBe(true);
    // The second begins with an npm ci of its own, which CI has just done.
    expect(ci).toContain(`\n${test!.replace('npm ci && ', '')}\n`);
  });

  it('names every command once in its table', () => {
    const names = [...readme.matchAll(/^\| (`[^|]+) \|/gm)].flatMap(([, cell]) =>
      [...cell!.matchAll(/`(\w+)`/g)].map(([, name]) => name!),
    );
    expect(names.sort()).toEqual(PROGRAM.commands.map(({ name }) => name).sort());
  });

  it('leads to every page', () => {
    const links = [...readme.matchAll(/\]\((docs\/[\w-]+\.md)\)/g)].map(([, path]) => path!);
    expect([...new Set(links)].sort()).toEqual([...pages.keys()].filter(path => path !== 'README.md').sort());
  });
});

describe('the pages', () => {
  it('have links that lead somewhere', () => {
    const broken = [...pages].flatMap(([path, text]) =>
      [...text.matchAll(/(?:\]\(|src="|srcset=")([^)"#]+)/g)]
        .map(([, link]) => link!)
        .filter(link => !/^https?:/.test(link) && !existsSync(join(root, dirname(path), link)))
        .map(link => `${path}: ${link}`),
    );
    expect(broken).toEqual([]);
  });

  it('show a day, an import, lists, a report and the wizard as they are in a terminal, light and dark', async () => {
    const pictures = [...pages].flatMap(([path, text]) =>
      [...text.matchAll(/(?:src|srcset)="([^"]+)"/g)].map(([, link]) => join(dirname(path), link!)),
    );
    const names = [...new Set(pictures)].sort();
    expect(names).toEqual(
      ['day', 'import', 'lists', 'report', 'wizard'].flatMap(name => [
        `docs/${name}-dark.svg`,
        `docs/${name}-light.svg`,
      ]),
    );
    const drawn = await Promise.all(names.map(path => readFile(join(root, path), 'utf8')));
    const words = drawn.map(svg => [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text!).join('\n'));
    expect(words[0]).toContain('step  Qualified 25 % -&gt; Won 100 %');
    expect(words[2]).toContain('leave out the one that is wrong');
    expect(words[4]).toContain('Kestrel Optics');
    expect(words[6]).toContain('Target 500,000.00 USD');
    expect(words[8]).toContain('Create this opportunity?');
    const [light, dark] = [0, 1].map(theme => words.filter((_, index) => index % 2 === theme));
    expect(light).toEqual(dark);
  });

  it('tell of every exit code', () => {
    const told = [...pages.get('docs/scripts.md')!.matchAll(/^\| ([\d, ]+) \|/gm)].flatMap(([, exits]) =>
      exits!.split(', ').map(Number),
    );
    expect(told).toEqual([...EXIT_CODES.map(({ exit }) => exit), 143]);
  });

  it('have commands to run', () => expect([...pages.values()].flatMap(blocksOf).length).toBeGreaterThan(15));
});

describe.each([...pages.keys()].filter(path => commandsOf(path).length > 0))('%s', path => {
  usePage();

  it.each(commandsOf(path))('has commands that work: %s', async (_, block) => {
    const { code, stdout, stderr } = await bash(onSandbox(block));
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringContaining('Error') });
    expect(stdout).not.toBe('');
  });
});

describe('the program of the module', () => {
  usePage();

  it('works', async () => {
    const [, program] = /^```js\n(.*?)^```$/ms.exec(pages.get('docs/module.md')!)!;
    await mkdir(join(home, 'node_modules'));
    await symlink(root, join(home, 'node_modules', 'pipeliner-cli'), 'dir');
    await writeFile(join(home, 'program.mjs'), program!);
    const where = Object.entries(variables()).map(([name, value]) => `${name}=${value}`);
    const { code, stdout, stderr } = await bash(`${where.join(' ')} ${process.execPath} program.mjs`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('Kestrel Optics Jena\n');
    const kept = JSON.parse(await readFile(join(home, 'space.json'), 'utf8')).entities.Accounts;
    expect(kept.at(-1)).toMatchObject({ name: 'New customer', city: 'Kassel' });
  });
});

const variables = (): Record<string, string> => ({
  PIPELINER_URL: space.url,
  PIPELINER_SPACE: space.space,
  PIPELINER_USERNAME: space.username,
  PIPELINER_PASSWORD: space.password,
});

/** The block with the credentials of a space that is there. */
function onSandbox(block: string): string {
  const values = variables();
  return block.replace(/^export (\w+)=\S+/gm, (_, name: string) => `export ${name}=${values[name]}`);
}

async function bash(script: string): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const whole = `set -e -o pipefail; pipeliner() { ${process.execPath} ${root}/bin/pipeliner.js "$@"; }\n${script}`;
  const env = { PATH: process.env.PATH, HOME: home, LANG: 'C.UTF-8', PIPELINER_NO_KEYRING: '1' };
  const child = spawn('bash', ['-c', whole], { cwd: home, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', chunk => {
    stdout += chunk;
  });
  child.stderr.on('data', chunk => {
    stderr += chunk;
  });
  const [code] = await once(child, 'close');
  return { code, stdout, stderr };
}
