import { afterEach, expect, it } from 'vitest';
import { chooseFirst } from '../../src/commands/choose-first.ts';
import { closeFakeTerminals, fakeTerminal } from '../support/fake-terminal.ts';

afterEach(closeFakeTerminals);

it('says once that nothing comes before the first question, however often Esc is pressed', async () => {
  const terminal = fakeTerminal();
  const choices = [{ value: 'a', name: 'Alpha' }];
  const choice = chooseFirst({ prompter: async () => terminal.prompter }, 'Which', choices);
  const screen = ['? Which', '❯ Alpha', '', '↑↓ navigate • ⏎ select'];
  await terminal.looks(...screen);
  for (let times = 0; times < 3; times++) {
    terminal.press('\u001b');
    await terminal.pass(0);
    await terminal.looks('This is the first question. Ctrl-C ends.', ...screen);
  }
  terminal.press('\r');
  expect(await choice).toBe('a');
});
