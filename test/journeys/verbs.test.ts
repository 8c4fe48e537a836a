import { describe, expect, it } from 'vitest';
import { useHome } from '../support/hooks.ts';
import { run, start } from '../support/run.ts';
import { inTerminal, KEYS, type Terminal } from '../support/terminal.ts';

const home = useHome();

const DEAL = 'Conveyor upgrade';
const onTerminal = (args: readonly string[], columns = 80, env: Record<string, string> = {}) =>
  inTerminal(['--sandbox', 'oppty', ...args], { home, columns, rows: 50, env });
const stored = (name = DEAL) => home.storedRows('Opportunities').find(row => row.name === name);

/** Moves down to the line that begins so, and takes it. */
async function take(terminal: Terminal, line: string): Promise<void> {
  for (let step = 0; !terminal.text().includes(`❯ ${line}`); step++) {
    if (step > 30) throw new Error(`there is no ${line} in\n${terminal.text()}`);
    const before = terminal.text();
    terminal.press(KEYS.down);
    await expect.poll(() => terminal.text(), { timeout: 5000 }).not.toBe(before);
  }
  terminal.press(KEYS.enter);
}

describe('a person on a terminal', () => {
  it('chooses a step, and sees the record afterwards', async () => {
    const terminal = onTerminal(['move', DEAL]);
    await terminal.asks(`Move '${DEAL}' to which step?`);
    await terminal.until('❯ First 15 % (now)');
    await take(terminal, 'Qualified');
    expect(await terminal.exit()).toMatchObject({ code: 0 });
    expect(terminal.text()).toContain('step  First 15 % -> Qualified 25 %');
    expect(terminal.text()).toMatch(/│ steps +│ First › \[Qualified\] › Proposal/);
    expect(stored()).toMatchObject({ revision: 2 });
  });

  it('is asked why a deal is lost', async () => {
    const terminal = onTerminal(['lose', DEAL, '--comment', 'too dear'], 100);
    await terminal.asks(`Why is '${DEAL}' lost?`);
    await take(terminal, 'Competitor');
    expect(await terminal.exit()).toMatchObject({ code: 0 });
    expect(terminal.text()).toContain('reason of close  none -> Competitor');
    expect(stored()).toMatchObject({ is_archived: true, reason_of_close_description: 'too dear' });
  });

  it('is asked for what the form for won deals demands', async () => {
    const terminal = onTerminal(['win', 'Licence renewal'], 40);
    await terminal.asks('Contract number');
    await terminal.type('2026-17');
    terminal.press(KEYS.enter);
    expect(await terminal.exit()).toMatchObject({ code: 0 });
    expect(stored('Licence renewal')).toMatchObject({ cf_contract_no: '2026-17' });
  });

  it('edits a record by the review, and what nobody changed is not sent', async () => {
    const terminal = onTerminal(['update', DEAL], 100);
    await terminal.asks('Save these changes?');
    await take(terminal, 'Opportunity name');
    await terminal.asks('Opportunity name');
    await terminal.type(' 2');
    terminal.press(KEYS.enter);
    await terminal.until(`Opportunity name: ${DEAL} 2`);
    await take(terminal, 'Yes, save them');
    expect(await terminal.exit()).toMatchObject({ code: 0 });
    expect(terminal.text()).toContain(`${DEAL}\n  name  ${DEAL} -> ${DEAL} 2\n`);
    expect(stored(`${DEAL} 2`)).toMatchObject({ revision: 2 });
  });

  it.each([
    ['Esc', KEYS.esc],
    ['Ctrl-C', KEYS.ctrlC],
  ])('changes nothing at %s in the review', async (_, key) => {
    const terminal = onTerminal(['update', DEAL]);
    await terminal.asks('Save these changes?');
    terminal.press(key);
    expect(await terminal.exit()).toMatchObject({ code: 130 });
    expect(home.storedRows('Opportunities')).toEqual([]);
  });

  it.each([
    ['y', 0, true],
    ['n', 0, false],
    [KEYS.ctrlC, 130, false],
  ])('is asked before a record is deleted: %j', async (key, code, isDeleted) => {
    const terminal = onTerminal(['delete', DEAL]);
    await terminal.until(`Delete '${DEAL}'? (y/N)`);
    terminal.press(key);
    if (key !== KEYS.ctrlC) terminal.press(KEYS.enter);
    expect(await terminal.exit()).toMatchObject({ code });
    expect(stored()?.is_deleted ?? false).toBe(isDeleted);
  });

  it('is shown a record again that somebody else has changed meanwhile', async () => {
    const terminal = onTerminal(['delete', DEAL], 100);
    await terminal.until(`Delete '${DEAL}'? (y/N)`);
    expect(await run(['--sandbox', 'oppty', 'update', DEAL, '--value', '1'], { home })).toMatchObject({ code: 0 });
    terminal.press('y');
    terminal.press(KEYS.enter);
    await terminal.until(/This is how it is now:[\s\S]*\(y\/N\)/);
    terminal.press('n');
    terminal.press(KEYS.enter);
    expect(await terminal.exit()).toMatchObject({ code: 0 });
    expect([stored()?.is_deleted ?? false, stored()?.revision]).toEqual([false, 2]);
  });

  it('can answer in plain lines', async () => {
    const terminal = onTerminal(['move', DEAL], 80, { TERM: 'dumb' });
    await terminal.until('Number or name:');
    await terminal.type('2');
    terminal.press(KEYS.enter);
    expect(await terminal.exit()).toMatchObject({ code: 0 });
    expect(stored()).toMatchObject({ revision: 2 });
  });
});

describe('a write whose answer is lost', () => {
  const lost = (fault: string, ...args: string[]) =>
    run(['--sandbox', 'oppty', ...args, '--json'], { home, env: { PIPELINER_SANDBOX_FAULT: fault } });

  it.each([
    ['move', ['move', DEAL, '--next'], 'PATCH Opportunities/*: commit-then-reset'],
    ['update', ['update', DEAL, '--value', '1'], 'PATCH Opportunities/*: commit-then-503'],
    ['lose', ['lose', DEAL, '--reason', 'Price'], 'PATCH Opportunities/*: cut'],
  ])('is done when the record tells: %s', async (_, args, fault) => {
    const { code, stdout, stderr } = await lost(fault, ...args);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ name: DEAL, revision: 2 });
    expect(stderr).toContain('No answer came; the record tells.');
  });

  it('is told as deleted when the record is gone', async () => {
    const { code, stdout } = await lost('DELETE Opportunities/*: commit-then-reset', 'delete', DEAL, '--yes');
    expect([code, JSON.parse(stdout)]).toMatchObject([0, { deleted: true }]);
  });

  it('is unknown when there is no time to see', async () => {
    const fault = 'PATCH Opportunities/*: reset\nGET Opportunities #2-: 503';
    const { code, stdout, stderr } = await lost(fault, 'move', DEAL, '--next', '--timeout', '5');
    expect([code, stdout]).toEqual([9, '']);
    expect(stderr).toContain('oppty view');
    expect(home.storedRows('Opportunities')).toEqual([]);
  });

  it('leaves nothing half done when the process is killed', async () => {
    const running = start(['--sandbox', 'oppty', 'move', DEAL, '--next'], {
      home,
      env: { PIPELINER_SANDBOX_FAULT: 'PATCH Opportunities/*: stall' },
    });
    await running.until(({ stderr }) => stderr.includes('-> Qualified'));
    running.child.kill('SIGKILL');
    expect(await running.ended).toMatchObject({ signal: 'SIGKILL' });
    expect(await run(['--sandbox', 'oppty', 'move', DEAL, '--next'], { home })).toMatchObject({ code: 0 });
    expect(stored()).toMatchObject({ revision: 2 });
  });
});

it('completion offers the reasons of a loss, once they were looked at', async () => {
  await run(['--sandbox', 'oppty', 'lose', DEAL, '--reason', 'Price', '--dry-run'], { home });
  const { stdout } = await run(['__complete', 'zsh', '--sandbox', 'oppty', 'lose', 'x', '--reason', ''], {
    home,
  });
  expect(stdout).toContain('No budget');
});
