import { afterEach, describe, expect, it } from 'vitest';
import type { Choice } from '../../../src/terminal/prompts/prompter.ts';
import { closeFakeTerminals, type FakeTerminal, fakeTerminal } from '../../support/fake-terminal.ts';

afterEach(closeFakeTerminals);

const no = () => undefined;

/** A terminal at which one question was answered. */
async function between() {
  const terminal = fakeTerminal();
  const answer = terminal.prompter.text({ message: 'First', check: no });
  await terminal.looks('? First');
  terminal.press('a\r');
  await answer;
  return terminal;
}

describe('between two questions', () => {
  it('the terminal shows no keys, and what is typed is for the next question', async () => {
    const terminal = await between();
    expect(terminal.isRaw()).toBe(true);
    terminal.press('x', 'y');
    await terminal.pass(0);
    expect(terminal.lines()).toEqual(['✔ First a']);
    const next = terminal.prompter.text({ message: 'Next', check: no });
    await terminal.looks('✔ First a', '? Next xy');
    terminal.press('\r');
    expect(await next).toBe('xy');
  });

  it('keys for several questions reach each of them in turn', async () => {
    const terminal = await between();
    terminal.press('x\r', 'b\r\u001b', 'zz');
    const [choices, answers] = [['Alpha', 'Beta'].map(name => ({ value: name, name })), []] as [Choice[], unknown[]];
    answers.push(await terminal.prompter.text({ message: 'Text', check: no }));
    answers.push(await terminal.prompter.choose({ message: 'Which', choices }));
    answers.push(await terminal.prompter.search({ message: 'Who', source: async () => ({ choices, more: false }) }));
    const last = terminal.prompter.text({ message: 'Last', check: no });
    await terminal.looks('✔ First a', '✔ Text x', '✔ Which Beta', '? Last zz');
    expect(answers).toEqual(['x', 'Beta', undefined]);
    terminal.press('\u0003');
    await expect(last).rejects.toMatchObject({ code: 'INTERRUPTED' });
  });

  it.each<[string, (terminal: FakeTerminal) => Promise<unknown>]>([
    [
      'a final list',
      ({ prompter }) => prompter.choose({ message: 'Final', choices: [{ value: 'yes', name: 'Yes' }], final: true }),
    ],
    ['a yes or no', ({ prompter }) => prompter.confirm({ message: 'Final', initial: true })],
  ])('no key that was pressed before it showed answers %s', async (_, ask) => {
    const terminal = await between();
    terminal.press('x\r\r\r', '\u001b[200~y\r');
    await terminal.prompter.text({ message: 'Text', check: no });
    const answer = ask(terminal);
    // The terminal had them before the question showed.
    terminal.press('\r', '\u001b[201~', '\r');
    await terminal.shows('Final');
    for (let round = 0; round < 5; round++) await terminal.pass(0);
    expect(terminal.lines()[2]).toMatch(/^\? Final/);
    terminal.press('\r');
    expect(await answer).toBeTruthy();
  });

  it('every key that is pressed once a final question shows answers it, however soon', async () => {
    const terminal = await between();
    terminal.output.once('data', () => terminal.press('\r'));
    const choices = [{ value: 'yes', name: 'Yes' }];
    expect(await terminal.prompter.choose({ message: 'Final', choices, final: true })).toBe('yes');
  });

  it('Ctrl-Z stops the command with the terminal as it was, until it goes on', async () => {
    const terminal = await between();
    terminal.press('\u001a');
    await expect.poll(terminal.isStopped).toBe(true);
    expect([terminal.isRaw(), terminal.raw().endsWith('\u001b[?2004l')]).toEqual([false, true]);
    terminal.goOn();
    expect([terminal.isRaw(), terminal.raw().endsWith('\u001b[?2004h')]).toEqual([true, true]);
  });

  it('Ctrl-C still stops the command', async () => {
    const terminal = await between();
    terminal.press('\u0003');
    await expect.poll(() => terminal.stop.signal.reason).toBe('SIGINT');
    await expect(terminal.prompter.text({ message: 'Next', check: no })).rejects.toMatchObject({ code: 'INTERRUPTED' });
  });
});

describe('the terminal', () => {
  it('echoes no key from the start, and what is typed is for the first question', async () => {
    const terminal = fakeTerminal();
    expect(terminal.isRaw()).toBe(true);
    terminal.press('early\r');
    await terminal.pass(0);
    expect(await terminal.prompter.text({ message: 'First', check: no })).toBe('early');
    await terminal.looks('✔ First early');
  });

  it.each([true, false])('serves a second command after the first, in plain lines: %j', async plain => {
    const terminal = fakeTerminal({ plain });
    terminal.prompter.close();
    const { stdin, ...second } = fakeTerminal({ plain, stdin: terminal.stdin });
    const answer = second.prompter.text({ message: 'Name', check: no });
    await second.shows('Name');
    stdin.write('a\r');
    expect(await answer).toBe('a');
  });

  it('is given back at the end', async () => {
    const terminal = await between();
    terminal.prompter.close();
    expect(terminal.isRaw()).toBe(false);
  });

  it('is given back when the process dies with a question open', async () => {
    const terminal = fakeTerminal();
    terminal.prompter.choose({ message: 'Which', choices: [{ value: 'a', name: 'A' }] }).catch(() => {});
    await terminal.shows('❯ A');
    expect([terminal.isRaw(), terminal.raw().endsWith('\u001b[?25l')]).toEqual([true, true]);
    terminal.die();
    expect([terminal.isRaw(), terminal.raw().endsWith('\u001b[?25h')]).toEqual([false, true]);
    terminal.press('\r');
  });
});

describe('Esc', () => {
  it('is told apart from the keys that begin with it, also after other keys', async () => {
    const terminal = fakeTerminal();
    const answer = terminal.prompter.text({ message: 'Name', check: no });
    await terminal.looks('? Name');
    terminal.press('abc\u001b[Dx');
    await terminal.looks('? Name abxc');
    terminal.press('y\u001b');
    expect(await answer).toBeUndefined();
    await terminal.looks('');
  });
});

describe('what is pasted', () => {
  const paste = (text: string) => `\u001b[200~${text}\u001b[201~`;

  it('is one line in the line that is open, and answers nothing', async () => {
    const terminal = fakeTerminal();
    const answer = terminal.prompter.text({ message: 'Name', check: no });
    await terminal.looks('? Name');
    terminal.press(`a ${paste('Müller\t& Söhne\r\n\u0004the \u001bnext line\r\n\r\n')} b`);
    await terminal.looks('? Name a Müller & Söhne the  next line b');
    terminal.press('\r');
    expect(await answer).toBe('a Müller & Söhne the  next line b');
  });

  it('chooses nothing from a list either', async () => {
    const terminal = fakeTerminal();
    const choices = ['None', 'Draft', 'Final'].map(name => ({ value: name, name }));
    const answer = terminal.prompter.choose({ message: 'Which', choices });
    await terminal.shows('❯ None');
    terminal.press(paste('\r\nDra\r'));
    await terminal.shows('❯ Draft');
    terminal.press('\u001b[B\r');
    expect(await answer).toBe('Final');
  });

  it('may come in pieces that end anywhere', async () => {
    const terminal = fakeTerminal();
    const answer = terminal.prompter.text({ message: 'Name', check: no });
    await terminal.looks('? Name');
    terminal.press('\u001b[200~');
    for (const byte of Buffer.from('Zoë\r[é\u001b[201~')) terminal.stdin.write(Buffer.from([byte]));
    terminal.press('\r');
    expect(await answer).toBe('Zoë [é');
  });

  it('is drawn once, however long it is', async () => {
    const terminal = fakeTerminal();
    const answer = terminal.prompter.text({ message: 'Name', check: no });
    await terminal.looks('? Name');
    const before = terminal.raw().length;
    const text = 'long '.repeat(2000);
    terminal.press(paste(`${text}end`));
    await terminal.shows('end');
    expect(terminal.raw().length - before).toBeLessThan(80 * 24 * 2);
    terminal.press('\r');
    expect(await answer).toBe(`${text}end`);
  });

  it('before a question opens is for that question, with what still comes of it', async () => {
    const terminal = await between();
    const [begins, ends] = paste('one|two').split('|');
    terminal.press(begins!);
    const next = terminal.prompter.text({ message: 'Next', check: no });
    await terminal.looks('✔ First a', '? Next');
    terminal.press(ends!, 'y', '\r');
    expect(await next).toBe('onetwoy');
  });

  it('in a question that is answered meanwhile is for nobody', async () => {
    const terminal = fakeTerminal();
    const first = terminal.prompter.text({ message: 'First', check: no });
    await terminal.looks('? First');
    const [begins, ends] = paste('lost|lost').split('|');
    terminal.press('a\r');
    terminal.press(begins!);
    expect(await first).toBe('a');
    const next = terminal.prompter.text({ message: 'Next', check: no });
    await terminal.looks('✔ First a', '? Next');
    terminal.press(ends!, 'y', '\r');
    expect(await next).toBe('y');
  });

  it('without an end does not keep Ctrl-C from stopping the command', async () => {
    const terminal = fakeTerminal();
    const answer = terminal.prompter.text({ message: 'Name', check: no });
    await terminal.looks('? Name');
    terminal.press('\u001b[200~for ever', '\u0003');
    await expect(answer).rejects.toMatchObject({ code: 'INTERRUPTED' });
  });

  it('is marked by the terminal only as long as the command asks', async () => {
    for (const end of ['close', 'die']) {
      const terminal = await between();
      const isMarked = () => terminal.raw().lastIndexOf('\u001b[?2004h') > terminal.raw().lastIndexOf('\u001b[?2004l');
      expect(isMarked()).toBe(true);
      if (end === 'close') terminal.prompter.close();
      else terminal.die();
      expect(isMarked()).toBe(false);
    }
  });
});
