import { afterEach, describe, expect, it } from 'vitest';
import {
  closeFakeTerminals,
  type FakeTerminal,
  type FakeTerminalOptions,
  fakeTerminal,
} from '../../support/fake-terminal.ts';

afterEach(closeFakeTerminals);

const no = () => undefined;
const ABOVE = 'What was there before';

/** Answers two questions of one step each, and opens a third. */
async function answered(options: FakeTerminalOptions = {}): Promise<FakeTerminal> {
  const terminal = fakeTerminal(options);
  const { prompter } = terminal;
  await prompter.note(ABOVE);
  for (const [depth, message] of ['One', 'Two'].entries()) {
    prompter.markStep(depth);
    await prompter.note(`About ${message}`);
    const answer = prompter.text({ message, check: no });
    await terminal.shows(`? ${message}`);
    terminal.press(`the answer to ${message}\r`);
    await answer;
  }
  prompter.markStep(2);
  return terminal;
}

/** Leaves the question that is open now. */
async function goBack(terminal: FakeTerminal): Promise<void> {
  const answer = terminal.prompter.text({ message: 'Three', check: no });
  await terminal.shows('Three');
  terminal.press('\u001b');
  await answer;
}

describe('what Esc leaves', () => {
  it.each([80, 20])('is gone from the screen with its notes, and nothing else is: %i columns', async columns => {
    const terminal = await answered({ columns });
    await goBack(terminal);
    terminal.prompter.eraseSteps(1);
    const lines = terminal.lines();
    expect(lines.slice(0, 2)).toEqual(columns === 80 ? [ABOVE, 'About One'] : ['What was there', 'before']);
    expect(lines.at(-1)).toBe(columns === 80 ? '✔ One the answer to One' : ' One');
    terminal.prompter.eraseSteps(0);
    await terminal.prompter.note('next');
    expect(terminal.lines()).toEqual([...lines.slice(0, columns === 80 ? 1 : 2), 'next']);
  });

  it('is gone, too, after the terminal became narrower', async () => {
    const terminal = await answered();
    await goBack(terminal);
    terminal.resize(20);
    terminal.prompter.eraseSteps(0);
    expect(terminal.lines().join('')).toBe(ABOVE);
  });

  it('stays where a step began anew after it', async () => {
    const terminal = await answered();
    terminal.prompter.markStep(0);
    await terminal.prompter.note('Refused');
    terminal.prompter.eraseSteps(0);
    await terminal.looks(ABOVE, 'About One', '✔ One the answer to One', 'About Two', '✔ Two the answer to Two');
  });

  it('stays once another program has written below it', async () => {
    const terminal = await answered();
    terminal.press('\u001a');
    await expect.poll(terminal.isStopped).toBe(true);
    terminal.goOn();
    terminal.prompter.eraseSteps(0);
    expect(terminal.lines().at(-1)).toBe('✔ Two the answer to Two');
  });

  it('takes with it no line above the screen', async () => {
    const terminal = fakeTerminal({ rows: 5 });
    terminal.prompter.markStep(0);
    await terminal.prompter.note('1\n2\n3\n4\n5\n6\n7');
    terminal.prompter.eraseSteps(0);
    expect(terminal.lines()).toEqual(['1', '2', '3']);
  });
});

describe('an earlier answer', () => {
  it('looks like one of now, and is erased like one', async () => {
    const terminal = fakeTerminal({ columns: 30 });
    terminal.prompter.markStep(0);
    await terminal.prompter.showAnswer('Owner', 'John\u001b[2J');
    await terminal.looks('✔ Owner John\\e[2J');
    terminal.prompter.eraseSteps(0);
    await terminal.looks('');
  });

  it('is a line in plain lines', async () => {
    const terminal = fakeTerminal({ plain: true });
    await terminal.prompter.showAnswer('Owner', 'John');
    expect(terminal.raw()).toBe('Owner: John\n');
  });
});

describe('a wait for a key', () => {
  it.each(['x', '\r', '\u001b', ' '])('ends at any key: %j', async key => {
    const terminal = fakeTerminal();
    terminal.press('early');
    let isOver = false;
    const wait = terminal.prompter.waitForKey('Press any key').then(() => {
      isOver = true;
    });
    await terminal.looks('Press any key');
    expect(isOver).toBe(false);
    terminal.press(key);
    await wait;
    await terminal.looks('');
  });

  it('ends at Enter in plain lines', async () => {
    const terminal = fakeTerminal({ plain: true });
    terminal.press('\n');
    await terminal.pass(0);
    const wait = terminal.prompter.waitForKey('Press any key');
    await terminal.shows('Enter goes on: ');
    terminal.press('\n');
    await wait;
  });
});

it('an answered line shows what was understood', async () => {
  const terminal = fakeTerminal();
  const answer = terminal.prompter.text({ message: 'Date', check: no, answer: () => '2026-12-04,\u0007 Friday' });
  await terminal.looks('? Date');
  terminal.press('fri\r');
  expect(await answer).toBe('fri');
  await terminal.looks('✔ Date 2026-12-04,\\x07 Friday');
});
