import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { useHome, useSandbox } from '../support/hooks.ts';
import { createdIn } from '../support/opportunity.ts';
import { run, STACK_TRACE } from '../support/run.ts';
import { inTerminal, KEYS } from '../support/terminal.ts';

const home = useHome();
const sandbox = useSandbox();

const folder = () => join(home.path, 'cache', 'pipeliner', 'known');
const file = () => join(folder(), readdirSync(folder()).find(name => name.endsWith('.json'))!);
const known = () => JSON.parse(readFileSync(file(), 'utf8'));
const NAMED = ['--name', 'New Opportunity', '--value', '100', '--closing-date', '2026-12-31'];
const wizard = (...flags: string[]) => inTerminal(['--sandbox', 'oppty', 'create', ...NAMED, ...flags], { home });

describe('what was read before', () => {
  it('is remembered by lists and by the wizard', async () => {
    await run(['--sandbox', 'accounts', '--search', 'ziem'], { home });
    expect(Object.keys(known().names)).toEqual(['Accounts']);
    const terminal = wizard();
    await terminal.asks('Owner');
    terminal.press(KEYS.ctrlC);
    await terminal.exit();
    expect(Object.keys(known().names).sort()).toEqual(['Accounts', 'Clients', 'Currencies', 'Pipelines', 'Steps']);
    expect(Object.keys(known().lists).sort()).toEqual(['currencies', 'owners', 'steps']);
  });

  it('is offered by the wizard, and asked for again before it is sent', async () => {
    await run(
      ['--sandbox', 'oppty', 'create', ...NAMED, '--dry-run', '--owner', 'x', '--step', 'x', '--account', 'x'],
      {
        home,
      },
    );
    const before = known();
    const [first] = before.lists.steps.list;
    // As if the step had been deleted in the last minutes.
    const ghost = { ...first, id: 'f0000001-6f23-0908-abfd-384aa0f62f9e', name: 'Ghost' };
    before.lists.steps.list.unshift(ghost);
    writeFileSync(file(), JSON.stringify(before));

    const terminal = wizard('--owner', 'john.doe@example.com', '--account', 'Ziemann and Sons', '--no-contact');
    await terminal.asks('Pipeline');
    terminal.press(KEYS.enter);
    await terminal.asks('Step');
    await terminal.offers('Ghost');
    terminal.press(KEYS.enter);
    await terminal.asks('More fields');
    terminal.press(KEYS.enter);
    // Looked up again before the review: nobody is asked to accept what is gone.
    await terminal.until("'Ghost' is not there any more");
    await terminal.asks('Step');
    await terminal.offers(first.name);
    expect(terminal.choices()).not.toContain('Ghost');
    expect(createdIn(home)).toEqual([]);
    terminal.press(KEYS.enter);
    await terminal.asks('Create this opportunity?');
    terminal.press(KEYS.enter);
    expect(await terminal.exit()).toMatchObject({ code: 0 });
    expect(createdIn(home)).toMatchObject([{ step_id: first.id }]);
  });

  it('is left out by --refresh', async () => {
    await run(['--sandbox', 'currencies'], { home });
    const planted = known();
    const ghost = { id: 'f0000001-6f23-0908-abfd-384aa0f62f9e', name: 'Ghost' };
    planted.lists.steps = {
      at: new Date().toISOString(),
      list: [{ ...ghost, pipeline: { ...ghost, name: 'Haunted' } }],
    };
    writeFileSync(file(), JSON.stringify(planted));
    const flags = ['--owner', 'john.doe@example.com'];
    const old = wizard(...flags);
    await old.asks('Pipeline');
    await old.offers('Haunted');
    old.press(KEYS.ctrlC);
    await old.exit();
    const fresh = wizard(...flags, '--refresh');
    await fresh.asks('Pipeline');
    await fresh.offers('Test Pipeline');
    expect(fresh.choices()).not.toContain('Haunted');
  });

  it('is no trouble where nothing can be kept, or what is kept is damaged', async () => {
    mkdirSync(folder(), { recursive: true, mode: 0o700 });
    await run(['--sandbox', 'currencies'], { home });
    writeFileSync(file(), '{"view":');
    const damaged = await run(['--sandbox', 'currencies', '--format', 'ids'], { home });
    expect(damaged).toMatchObject({ code: 0, stderr: '' });
    expect(known().names.Currencies.length).toBeGreaterThan(1);

    writeFileSync(join(home.path, 'no-folder'), '');
    const nowhere = await run(['--sandbox', 'currencies', '--format', 'ids'], {
      home,
      env: { XDG_CACHE_HOME: join(home.path, 'no-folder') },
    });
    expect(nowhere).toEqual(damaged);
    expect(nowhere.stderr).not.toMatch(STACK_TRACE);
  });

  it('is forgotten with the last profile that leads there', async () => {
    const { url, space, username, password } = sandbox;
    const login = (profile: string) =>
      run(
        [
          ...['auth', 'login', '--profile', profile, '--password-stdin'],
          ...['--url', url, '--space', space, '--username', username],
        ],
        { home, stdin: { text: password } },
      );
    expect(await login('one')).toMatchObject({ code: 0 });
    expect(await login('two')).toMatchObject({ code: 0 });
    await run(['currencies'], { home });
    expect(readdirSync(folder())).toHaveLength(1);
    await run(['auth', 'logout', '--profile', 'one', '--yes'], { home });
    expect(readdirSync(folder())).toHaveLength(1);
    await run(['auth', 'logout', '--profile', 'two', '--yes'], { home });
    expect(readdirSync(folder())).toEqual([]);
  });
});
