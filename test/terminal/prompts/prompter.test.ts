import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { Choice } from '../../../src/terminal/prompts/prompter.ts';
import { closeFakeTerminals, type FakeTerminal, fakeTerminal } from '../../support/fake-terminal.ts';

const ID = '00000001-6f23-0908-abfd-384aa0f62f9e';
const OTHER = '00000002-6f23-0908-abfd-384aa0f62f9e';
const ENTER = '\r';
const ESC = '\u001b';
const HOSTILE = 'Evil\u001b[2J\u001b]0;title\u0007\r\n\u202egnp\u009b31m\u200b';

afterEach(closeFakeTerminals);

const no = () => undefined;
const choices: Choice[] = [
  { value: ID, name: 'One' },
  { value: OTHER, name: 'Two' },
];
const source = async () => ({ choices, more: false });

/** Each kind of question, as it is first asked. */
const ASKS: [string, (terminal: FakeTerminal) => Promise<unknown>][] = [
  ['a line', ({ prompter }) => prompter.text({ message: 'Name', check: no })],
  ['a line that is not shown', ({ prompter }) => prompter.secret({ message: 'Name', check: no })],
  ['yes or no', ({ prompter }) => prompter.confirm({ message: 'Name' })],
  ['a list', ({ prompter }) => prompter.choose({ message: 'Name', choices })],
  ['a list of marks', ({ prompter }) => prompter.several({ message: 'Name', choices, initial: [] })],
  ['a text without an editor', ({ prompter }) => prompter.longText({ message: 'Name' })],
  ['a search', ({ prompter }) => prompter.search({ message: 'Name', source })],
];

describe.each(ASKS)('%s', (_, ask) => {
  it('is left by Esc at once, and leaves nothing on the screen', async () => {
    const terminal = fakeTerminal();
    const answer = ask(terminal);
    await terminal.shows('Name');
    terminal.press(ESC);
    expect(await answer).toBeUndefined();
    expect(terminal.text()).not.toContain('✔');
  });

  it('is ended by Ctrl-D, Ctrl-C and the end of the input', async () => {
    for (const end of ['\u0004', '\u0003', undefined]) {
      const terminal = fakeTerminal();
      const answer = ask(terminal);
      await terminal.shows('Name');
      if (end) terminal.press(end);
      else terminal.stdin.end();
      await expect(answer).rejects.toMatchObject({ code: 'INTERRUPTED', exit: 130 });
    }
  });

  it('is not asked once the input has ended', async () => {
    const terminal = fakeTerminal();
    terminal.stdin.end();
    terminal.stdin.resume();
    await new Promise(resolve => terminal.stdin.once('close', resolve));
    await expect(ask(terminal)).rejects.toMatchObject({ code: 'INTERRUPTED' });
  });

  it('is ended by a signal, with the status of that signal', async () => {
    const terminal = fakeTerminal();
    const answer = ask(terminal);
    await terminal.shows('Name');
    terminal.stop.abort('SIGTERM');
    await expect(answer).rejects.toMatchObject({ code: 'INTERRUPTED', exit: 143 });
  });
});

describe('hostile words', () => {
  /** What questions themselves send: it moves the cursor, erases, hides and shows, and has pastes marked. */
  const OWN = /\u001b\[(\d*[ABCDGJK]|\?(25|2004)[hl])/g;
  const tame = (raw: string) =>
    expect(raw.replace(OWN, '').replace(/\r?\n/g, '')).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);

  it('stay words wherever they stand', async () => {
    const bad: Choice = { value: ID, name: HOSTILE, id: HOSTILE };
    const asks: ((terminal: FakeTerminal) => Promise<unknown>)[] = [
      ({ prompter }) => prompter.text({ message: HOSTILE, initial: HOSTILE, check: () => HOSTILE }),
      ({ prompter }) => prompter.confirm({ message: HOSTILE, answers: [HOSTILE, HOSTILE] }),
      ({ prompter }) => prompter.secret({ message: HOSTILE, check: () => HOSTILE }),
      ({ prompter }) => prompter.choose({ message: HOSTILE, choices: [bad, bad], initial: ID }),
      ({ prompter }) => prompter.several({ message: HOSTILE, choices: [bad, bad], initial: [ID] }),
      ({ prompter }) => prompter.longText({ message: HOSTILE, initial: HOSTILE }),
      ({ prompter }) =>
        prompter.search({ message: HOSTILE, initial: HOSTILE, source: async () => ({ choices: [bad], more: true }) }),
      ({ prompter }) =>
        prompter.search({
          message: HOSTILE,
          source: async () => {
            throw new Error(HOSTILE);
          },
        }),
    ];
    for (const ask of asks) {
      const terminal = fakeTerminal();
      const answer = ask(terminal).catch(() => {});
      await terminal.shows('Evil\\e[2J');
      terminal.press('\t', ENTER);
      await sleep(30);
      tame(terminal.raw());
      terminal.press('\u0004');
      await answer;
      tame(terminal.raw());
    }
  });

  it('between the questions are clean too', async () => {
    const { prompter, raw, text } = fakeTerminal();
    await prompter.note(`one\n${HOSTILE}`);
    expect(text().startsWith('one\nEvil\\e[2J')).toBe(true);
    tame(raw());
  });

  it('come back as they were when nobody edits them', async () => {
    const terminal = fakeTerminal();
    const checked: string[] = [];
    const check = (text: string) => {
      checked.push(text);
      return undefined;
    };
    const answer = terminal.prompter.text({ message: 'Name', initial: HOSTILE, check });
    await terminal.shows('Name Evil');
    terminal.press(ENTER);
    expect([await answer, checked]).toEqual([HOSTILE, [HOSTILE]]);

    const asked: string[] = [];
    const found = fakeTerminal();
    const chosen = found.prompter.search({
      message: 'Name',
      initial: HOSTILE,
      source: async text => {
        asked.push(text);
        return { choices, more: false };
      },
    });
    await found.shows('One');
    found.press(ENTER);
    expect([await chosen, asked]).toEqual([ID, [HOSTILE]]);
  });
});

describe('a line', () => {
  it('holds the old text, to be edited', async () => {
    const terminal = fakeTerminal();
    const answer = terminal.prompter.text({ message: 'Name', initial: 'Deal', check: no });
    await terminal.shows('Name Deal');
    terminal.press('!', ENTER);
    expect(await answer).toBe('Deal!');
  });

  it('that was emptied is empty', async () => {
    const terminal = fakeTerminal();
    const answer = terminal.prompter.text({ message: 'Name', initial: 'Deal', check: no });
    await terminal.shows('Name Deal');
    terminal.press('\u0015');
    await sleep(20);
    terminal.press(ENTER);
    expect(await answer).toBe('');
  });

  it('that was emptied is refused where something has to stand', async () => {
    const terminal = fakeTerminal();
    const check = (text: string) => (text ? undefined : 'Nothing there');
    const answer = terminal.prompter.text({ message: 'Name', initial: 'Deal', check });
    await terminal.shows('Name Deal');
    terminal.press('\u0015');
    await sleep(20);
    terminal.press(ENTER);
    await terminal.shows('Nothing there');
    terminal.press('x', ENTER);
    expect(await answer).toBe('x');
  });
});

describe('a choice', () => {
  const LONG = 'Ziemann and Sons Machine Works of Kassel and Surroundings, Limited Partnership, and some more of it';

  it.each([80, 40])('shows its id whole in %i columns', async columns => {
    for (const name of ['Owner: John Doe', LONG, '葵'.repeat(60)]) {
      const terminal = fakeTerminal({ columns });
      const answer = terminal.prompter.choose({ message: 'Which', choices: [{ value: 'owner', name, id: ID }] });
      await terminal.shows(ID);
      const line = terminal.text().split('\n');
      for (const one of line) expect(one.trimEnd().length).toBeLessThan(columns);
      expect(terminal.text()).toContain(name.slice(0, 10));
      terminal.press(ENTER);
      expect(await answer).toBe('owner');
    }
  });

  it('that looks like another shows its id', async () => {
    const alike: [string, string, boolean][] = [
      ['Acme', 'Acme', true],
      ['Acme', 'Acne', false],
      [`${LONG} 1`, `${LONG} 2`, true],
      ['A\u200b', 'A\\u{200b}', true],
    ];
    for (const [one, two, shown] of alike) {
      const terminal = fakeTerminal();
      const list = [
        { value: ID, name: one },
        { value: OTHER, name: two },
      ];
      const answer = terminal.prompter.search({
        message: 'Which',
        source: async () => ({ choices: list, more: false }),
      });
      await terminal.shows(one.slice(0, 1));
      await terminal.shows('❯');
      expect([terminal.raw().includes(ID), terminal.raw().includes(OTHER)]).toEqual([shown, shown]);
      terminal.press(ESC);
      await answer;
    }
  });

  it('leaves one line behind', async () => {
    const terminal = fakeTerminal({ columns: 40 });
    const answer = terminal.prompter.choose({ message: 'Which', choices: [{ value: 'a', name: LONG, id: ID }] });
    await terminal.shows(ID);
    terminal.press(ENTER);
    await answer;
    const left = terminal.text().slice(terminal.text().lastIndexOf('✔'));
    expect(left.trimEnd()).toMatch(/^✔ Which Ziemann and Sons.*…$/);
    expect(left.trimEnd().length).toBeLessThan(40);
  });
});

describe('a search', () => {
  it('takes an Enter pressed while it loads for the only result, and for none of several', async () => {
    for (const several of [false, true]) {
      const terminal = fakeTerminal();
      let arrive!: () => void;
      const arrived = new Promise<void>(resolve => {
        arrive = resolve;
      });
      const answer = terminal.prompter.search({
        message: 'Who',
        source: async () => {
          await arrived;
          return { choices: several ? choices : choices.slice(0, 1), more: false };
        },
      });
      await terminal.shows('Who');
      terminal.press(ENTER);
      await sleep(20);
      arrive();
      if (several) {
        await terminal.shows('❯ One');
        await sleep(30);
        expect(terminal.text()).not.toContain('✔');
        terminal.press('\u001b[B');
        await terminal.shows('❯ Two');
        terminal.press(ENTER);
      }
      expect(await answer).toBe(several ? OTHER : ID);
    }
  });

  it('that fails says why, and goes on with other words', async () => {
    const terminal = fakeTerminal();
    const answer = terminal.prompter.search({
      message: 'Who',
      source: async text => {
        if (!text) throw new Error('The server is gone\nfor good');
        return { choices: choices.slice(0, 1), more: false };
      },
    });
    await terminal.shows('The server is gone\\nfor good');
    terminal.press('x');
    await terminal.shows('❯ One');
    terminal.press(ENTER);
    expect(await answer).toBe(ID);
  });

  it('shows no answer that was overtaken', async () => {
    const terminal = fakeTerminal();
    const slow = new Map<string, (choices: Choice[]) => void>();
    const answer = terminal.prompter.search({
      message: 'Who',
      source: (text, signal) =>
        text === ''
          ? source()
          : new Promise((resolve, reject) => {
              slow.set(text, found => resolve({ choices: found, more: false }));
              signal.addEventListener('abort', () => reject(signal.reason));
            }),
    });
    await terminal.shows('❯ One');
    terminal.press('a');
    await expect.poll(() => slow.has('a')).toBe(true);
    terminal.press('b');
    await expect.poll(() => slow.has('ab')).toBe(true);
    slow.get('a')!([{ value: ID, name: 'Overtaken' }]);
    slow.get('ab')!([{ value: OTHER, name: 'Newest' }]);
    await terminal.shows('❯ Newest');
    terminal.press(ENTER);
    expect([await answer, terminal.raw().includes('Overtaken')]).toEqual([OTHER, false]);
  });

  it('says that there are more', async () => {
    const terminal = fakeTerminal();
    const answer = terminal.prompter.search({ message: 'Who', source: async () => ({ choices, more: true }) });
    await terminal.shows('more ... type to narrow them down');
    terminal.press(ESC);
    await answer;
  });
});

it('writes no secret, neither in a question nor between them', async () => {
  const terminal = fakeTerminal({ redact: text => text.replaceAll('s3cret', '***') });
  const { prompter } = terminal;
  await prompter.note('the s3cret note');
  const name = 'a s3cret name';
  const line = prompter.text({ message: 'One s3cret', initial: name, check: no });
  await terminal.shows('a *** name');
  terminal.press(ENTER);
  expect(await line).toBe(name);
  const list = prompter.choose({ message: 'Two', choices: [{ value: ID, name }] });
  await terminal.shows('❯ a *** name');
  terminal.press(ENTER);
  await list;
  const marked = prompter.several({ message: 'Many', choices: [{ value: ID, name }], initial: [ID] });
  await terminal.shows('❯ [x] a *** name');
  terminal.press(ENTER);
  await marked;
  const sure = prompter.confirm({ message: name, answers: [name, name] });
  await terminal.shows('? a *** name (y/N)');
  terminal.press(ENTER);
  await sure;
  const search = prompter.search({
    message: 'Three',
    source: async () => {
      throw new Error(name);
    },
  });
  await terminal.shows('> a *** name');
  terminal.press(ESC);
  await search;
  expect(terminal.raw()).not.toContain('s3cret');
});

describe('a line that is not shown', () => {
  it('takes a paste, and says in one line what is wrong with it', async () => {
    const terminal = fakeTerminal();
    const problems = [HOSTILE, undefined];
    const answer = terminal.prompter.secret({ message: 'Password', check: () => problems.shift() });
    await terminal.shows('Password');
    terminal.press('\u001b[200~hunter2\r\n\u001b[201~');
    expect(terminal.text()).not.toContain('✔');
    terminal.press(ENTER);
    await expect.poll(() => terminal.lines().at(-1)).toMatch(/^> Evil\\e\[2J\\e\]0;title\\x07\\r\\n/);
    expect(terminal.lines()).toHaveLength(2);
    terminal.press(ENTER);
    expect(await answer).toBe('hunter2');
    expect(terminal.text()).not.toContain('hunter');
  });

  it('is shown by no key, while it is typed or after, and comes back as it was typed', async () => {
    const terminal = fakeTerminal();
    const problems = ['too short', undefined];
    const answer = terminal.prompter.secret({ message: 'Password', check: () => problems.shift() });
    await terminal.shows('Password');
    for (const letter of 'hunter2') terminal.press(letter);
    terminal.press('\u0014', ENTER);
    await terminal.shows('too short');
    // What was typed stays, to be mended.
    terminal.press('\u0014', '3', '\u0014', ENTER);
    expect(await answer).toBe('hunter23');
    await terminal.shows('✔ Password');
    for (const part of ['hunter', 'unter2', '*']) expect(terminal.text()).not.toContain(part);
  });
});
