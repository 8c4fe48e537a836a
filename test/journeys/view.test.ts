import { describe, expect, it } from 'vitest';
import { useHome } from '../support/hooks.ts';
import { createLine } from '../support/opportunity.ts';
import { errorObject, run } from '../support/run.ts';
import { inTerminal, KEYS } from '../support/terminal.ts';

const home = useHome('each');
const sandbox = (...args: string[]) => run(['--sandbox', ...args], { home });

describe('oppty view', () => {
  it.each([80, 40])('is a card on a terminal of %i columns, by the first characters of an id', async columns => {
    expect(await sandbox('oppty', 'view', '7d0c2d1f')).toMatchObject({ code: 5 });
    const listed = await sandbox('oppty', 'list', '--search', 'Conveyor', '--format', 'ids');
    const short = listed.stdout.split('\n')[0]!.slice(0, 8);
    const terminal = inTerminal(['--sandbox', 'oppty', 'view', short], { home, columns });
    expect(await terminal.exit()).toMatchObject({ code: 0 });
    const text = terminal.text();
    for (const word of ['Conveyor upgrade', '[First]', '12,500.00 USD', 'Ida wants the new conveyor'])
      expect(text).toContain(word);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(columns);
  });

  it('lets a person choose among those of one name, and refuses a script', async () => {
    for (const value of ['1000', '2000']) {
      const { code, stderr } = await sandbox(...createLine({ '--name': 'Twin', '--value': value }));
      expect({ code, stderr }).toMatchObject({ code: 0 });
    }
    const script = await sandbox('oppty', 'view', 'Twin', '--json');
    expect([script.code, script.stdout, errorObject(script).code]).toEqual([6, '', 'AMBIGUOUS']);
    const terminal = inTerminal(['--sandbox', 'oppty', 'view', 'Twin', '--json'], { home });
    await terminal.asks("Which 'Twin'");
    await terminal.offers('2,000.00 USD');
    const choices = terminal
      .choices()
      .split('\n')
      .filter(line => line.includes('Twin ('));
    const at = choices.findIndex(line => line.includes('2,000.00 USD'));
    terminal.press(...Array.from({ length: at }, () => KEYS.down), KEYS.enter);
    expect(await terminal.exit()).toMatchObject({ code: 0 });
    expect(terminal.text()).toMatch(/"base_value": 2000/);
  });
});
