import { existsSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { useHome } from '../support/hooks.ts';
import { createdIn, createLine } from '../support/opportunity.ts';
import { errorObject, run, start } from '../support/run.ts';
import { inTerminal, KEYS } from '../support/terminal.ts';

const home = useHome();

/** `sandbox serve`, with the environment that leads to it. */
async function serve(...flags: string[]) {
  const running = start(['sandbox', 'serve', '--json', ...flags], { home });
  const { stdout } = await running.until(({ stdout }) => stdout.includes('\n'));
  return { running, env: JSON.parse(stdout) as Record<string, string> };
}

describe('sandbox serve', () => {
  it('can be worked with by the four variables it prints, and ends at Ctrl-C', async () => {
    const { running, env } = await serve();
    expect(Object.keys(env)).toEqual(['PIPELINER_URL', 'PIPELINER_SPACE', 'PIPELINER_USERNAME', 'PIPELINER_PASSWORD']);
    const list = await run(['accounts', '--limit', '2', '--json'], { home, env });
    expect(list.code).toBe(0);
    expect(JSON.parse(list.stdout)).toHaveLength(2);

    const made = await run([...createLine({ '--name': 'Over there' }).slice(1), '--json'], { home, env });
    expect(made.code).toBe(0);
    expect(made.stderr).toBe('Created opportunity Over there in sandbox.\n');
    expect(createdIn(home).map(({ id }) => id)).toEqual([JSON.parse(made.stdout).id]);

    const wrong = await run(['accounts', '--json'], { home, env: { ...env, PIPELINER_PASSWORD: 'guessed' } });
    expect(wrong).toMatchObject({ code: 4, stdout: '' });
    const elsewhere = await run(['accounts', '--json'], { home, env: { ...env, PIPELINER_SPACE: 'other' } });
    expect(elsewhere).toMatchObject({ code: 5, stdout: '' });
    expect(errorObject(elsewhere).message).toContain('Space not found');

    running.child.kill('SIGINT');
    const ended = await running.ended;
    expect(ended).toMatchObject({ code: 0, signal: null });
    expect(ended.stderr).toContain(`export PIPELINER_URL=${env.PIPELINER_URL}`);
    // Nothing is left that would answer.
    expect((await run(['accounts', '--json'], { home, env })).code).toBe(8);
  });

  it('takes the whole base URL as it stands in a browser', async () => {
    const { running, env } = await serve();
    const { PIPELINER_URL, PIPELINER_SPACE, ...rest } = env;
    const url = `${PIPELINER_URL}/api/v100/rest/spaces/${PIPELINER_SPACE}/`;
    const { code } = await run(['currencies', '--json'], { home, env: { ...rest, PIPELINER_URL: url } });
    expect(code).toBe(0);
    running.child.kill('SIGTERM');
    expect((await running.ended).signal).toBeNull();
  });

  it('shares its file with commands that do not know of it', async () => {
    const { running, env } = await serve();
    await run(createLine({ '--name': 'By file' }), { home });
    await run(createLine({ '--name': 'By server' }).slice(1), { home, env });
    await run(createLine({ '--name': 'By file again' }), { home });
    expect(createdIn(home).map(({ name }) => name)).toEqual(['By file', 'By server', 'By file again']);
    running.child.kill('SIGINT');
    await running.ended;
  });

  it('refuses a port that is taken', async () => {
    const { running, env } = await serve();
    const { port } = new URL(env.PIPELINER_URL!);
    const second = await run(['sandbox', 'serve', '--port', port, '--json'], { home });
    expect(second).toMatchObject({ code: 2, stdout: '' });
    expect(errorObject(second)).toMatchObject({ flag: '--port' });
    running.child.kill('SIGINT');
    await running.ended;
  });
});

describe('sandbox path', () => {
  it('prints where the file lies, or will', async () => {
    expect(await run(['sandbox', 'path'], { home })).toMatchObject({ code: 0, stdout: `${home.state}\n`, stderr: '' });
    expect(existsSync(home.state)).toBe(false);
    await run(createLine(), { home });
    expect(existsSync(home.state)).toBe(true);
    if (process.platform !== 'win32') expect(statSync(home.state).mode & 0o077).toBe(0);
  });
});

describe('sandbox reset', () => {
  it('puts the seed back with --yes', async () => {
    await run(createLine(), { home });
    expect(createdIn(home)).toHaveLength(1);
    expect(await run(['sandbox', 'reset', '--yes'], { home })).toMatchObject({ code: 0, stdout: '' });
    expect(createdIn(home)).toEqual([]);
  });

  it('leaves everything as it is when nobody can be asked', async () => {
    await run(createLine(), { home });
    expect(await run(['sandbox', 'reset'], { home, stdin: 'open' })).toMatchObject({ code: 2, stdout: '' });
    expect(createdIn(home)).toHaveLength(1);
  });

  it('asks a person, and takes Enter for no', async () => {
    await run(createLine(), { home });
    const careful = inTerminal(['sandbox', 'reset'], { home });
    await careful.asks('Forget everything');
    careful.press(KEYS.enter);
    expect(await careful.exit()).toMatchObject({ code: 0 });
    expect(createdIn(home)).toHaveLength(1);
    const sure = inTerminal(['sandbox', 'reset'], { home });
    await sure.asks('Forget everything');
    sure.press('y', KEYS.enter);
    expect(await sure.exit()).toMatchObject({ code: 0 });
    expect(createdIn(home)).toEqual([]);
  });

  it('repairs a file that is damaged, which nothing else overwrites', async () => {
    await run(createLine(), { home });
    writeFileSync(home.state, '{"version":1,');
    const ended = await run(['--sandbox', 'accounts', '--json'], { home });
    expect(ended).toMatchObject({ code: 3, stdout: '' });
    expect(errorObject(ended)).toMatchObject({ code: 'BAD_SETTINGS', hint: 'pipeliner sandbox reset' });
    await run(createLine(), { home });
    expect(statSync(home.state).size).toBe(13);
    expect((await run(['sandbox', 'reset', '--yes'], { home })).code).toBe(0);
    expect((await run(['--sandbox', 'accounts'], { home })).code).toBe(0);
  });
});

describe('sandbox tour', () => {
  it('shows lists and the wizard with its answers, and ends by itself where nobody can be asked', async () => {
    const ended = await run(['sandbox', 'tour'], { home, stdin: 'closed', env: { CI: '1' } });
    expect(ended).toMatchObject({ code: 0, signal: null });
    const { stdout, stderr } = ended;
    for (const noun of ['pipelines', 'accounts', 'contacts'])
      expect(stdout).toMatch(new RegExp(`^\\$ pipeliner --sandbox .*${noun}`, 'm'));
    expect(stderr).toMatch(/^Number or name: Test Pipeline$/m);
    expect(stderr).toMatch(/^Opportunity name: New machine$/m);
    expect(stdout).toMatch(/│ name +│ New machine +│/);
    expect(createdIn(home)).toMatchObject([{ name: 'New machine' }]);
    const lines = stderr.trimEnd().split('\n');
    expect(lines.slice(-5)).toEqual([
      'What to try next:',
      ...Array.from({ length: 4 }, () => expect.stringMatching(/^ {2}pipeliner /)),
    ]);
  });

  it('draws tables on a terminal, and ends in the wizard', async () => {
    const terminal = inTerminal(['sandbox', 'tour'], { home, columns: 120 });
    await terminal.asks('Owner');
    expect(terminal.text()).toMatch(/^name +city +country +e-mail +owner$/m);
    terminal.press(KEYS.ctrlC);
    expect(await terminal.exit()).toMatchObject({ code: 130 });
    expect(createdIn(home)).toEqual([]);
  });
});

describe('eight at once', () => {
  it('create eight opportunities and lose none', async () => {
    const names = Array.from({ length: 8 }, (_, i) => `Parallel ${i + 1}`);
    const all = await Promise.all(names.map(name => run([...createLine({ '--name': name }), '--json'], { home })));
    expect(all.map(({ code, stderr }) => (code === 0 ? 0 : stderr))).toEqual(names.map(() => 0));
    const ids = all.map(({ stdout }) => JSON.parse(stdout).id);
    expect(new Set(ids).size).toBe(8);
    expect(
      createdIn(home)
        .map(({ id }) => id)
        .sort(),
    ).toEqual([...ids].sort());
    expect(
      createdIn(home)
        .map(({ name }) => name)
        .sort(),
    ).toEqual([...names].sort());
    expect(home.storedRows('LeadOpptyAccountRelations').filter(row => ids.includes(row.lead_oppty_id))).toHaveLength(8);
  });
});

it('says that the disk is what fails where the sandbox cannot write its file', async () => {
  const env = { XDG_STATE_HOME: '/dev/null/nowhere' };
  const ended = await run(createLine({}, '--json'), { home, env });
  expect(ended).toMatchObject({ code: 11, stdout: '' });
  expect(errorObject(ended)).toMatchObject({ code: 'LOCAL_DISK', message: expect.stringContaining('sandbox.json') });
});
