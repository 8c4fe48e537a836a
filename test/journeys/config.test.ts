import { describe, expect, it } from 'vitest';
import { useHome } from '../support/hooks.ts';
import { createdIn, createLine, IDS } from '../support/opportunity.ts';
import { run } from '../support/run.ts';
import { storeSandboxSetting } from '../support/sandbox-setting.ts';
import { inTerminal, KEYS } from '../support/terminal.ts';

const home = useHome();

const set = async (key: string, value: string) =>
  expect(await run(['--sandbox', 'config', 'set', key, value], { home })).toMatchObject({ code: 0 });
const named = (entity: string, name: string) => home.storedRows(entity).find(row => row.name === name)?.id;
const stepsOf = (pipeline: string) =>
  home
    .storedRows('Steps')
    .filter(({ pipeline_id }) => pipeline_id === named('Pipelines', pipeline))
    .map(({ id }) => id);

/** What the tests leave open, and what fills it. */
const OPEN = { '--owner': undefined, '--pipeline': undefined, '--step': undefined, '--currency': undefined };
const setAll = async () => {
  await set('default-owner', 'john.doe@example.com');
  await set('default-pipeline', 'Renewals');
  await set('default-currency', 'EUR');
  await set('default-unit', 'South');
};

describe('what is set once', () => {
  it('is offered by the wizard, taken by Enter, and given way where something else is chosen', async () => {
    await setAll();
    const terminal = inTerminal([...createLine(OPEN), '--no-contact'], { home });
    await terminal.asks('Owner', 'John Doe');
    await terminal.offers('john.doe@example.com');
    terminal.press(KEYS.enter);
    // The cursor stands on the pipeline that is set; the one above it is taken instead.
    await terminal.asks('Pipeline');
    await terminal.offers('❯ Renewals');
    terminal.press(KEYS.down);
    await terminal.offers('❯ Test Pipeline');
    terminal.press(KEYS.enter);
    await terminal.asks('Step');
    terminal.press(KEYS.enter);
    await terminal.asks('Currency');
    await terminal.offers('❯ EUR');
    terminal.press(KEYS.enter);
    await terminal.asks('More fields');
    await terminal.offers('Sales unit: South');
    terminal.press(KEYS.enter);
    await terminal.asks('Create this opportunity?');
    await terminal.offers('Sales unit: South');
    terminal.press(KEYS.enter);
    expect(await terminal.exit()).toMatchObject({ code: 0 });
    const made = createdIn(home);
    expect(made).toMatchObject([{ owner_id: IDS.johnDoe, value: { value_foreign: 100 } }]);
    expect(made[0]).toMatchObject({ unit_id: named('SalesUnits', 'South') });
    expect(stepsOf('Test Pipeline')).toContain(made[0]!.step_id);
    // The command line stands for itself, whatever is set later.
    expect(terminal.raw().replaceAll('\r', '')).toMatch(
      /The same as one command:\n.* --owner john\.doe@example\.com .*--pipeline 'Test Pipeline' .*--step \w.* --currency EUR .*--unit South/s,
    );
  });

  it('that means nothing any more is told at its question, which is asked', async () => {
    await storeSandboxSetting(home.env.XDG_CONFIG_HOME!, 'default-owner', 'gone@example.com');
    await storeSandboxSetting(home.env.XDG_CONFIG_HOME!, 'default-unit', 'Nowhere');
    const terminal = inTerminal([...createLine({ '--owner': undefined }), '--no-contact', '--yes'], { home });
    await terminal.asks('Sales unit');
    await terminal.until(/! default-unit in .*config\.json for the\s+sandbox: No\s/);
    await terminal.until('pipeliner --sandbox config unset default-unit');
    terminal.press(KEYS.enter);
    await terminal.asks('Owner');
    await terminal.until(/! default-owner in .*config\.json for the\s+sandbox: No\s/);
    await terminal.type('john.doe');
    await terminal.until(() => terminal.choices().includes('John Doe'));
    terminal.press(KEYS.enter);
    await terminal.until('Created opportunity');
    expect(await terminal.exit()).toMatchObject({ code: 0 });
    expect(createdIn(home)).toMatchObject([{ owner_id: IDS.johnDoe }]);
  });

  it('counts as given in a script', async () => {
    await setAll();
    const ended = await run([...createLine({ ...OPEN, '--step': 'first' }), '--json'], { home, stdin: 'null' });
    expect(ended).toMatchObject({ code: 0 });
    expect(createdIn(home)).toMatchObject([
      {
        id: JSON.parse(ended.stdout).id,
        ...{ owner_id: IDS.johnDoe, step_id: stepsOf('Renewals')[0], unit_id: named('SalesUnits', 'South') },
        value: { value_foreign: 100 },
      },
    ]);
  });
});
