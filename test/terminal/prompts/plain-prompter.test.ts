import { afterEach, describe, expect, it } from 'vitest';
import type { Choice } from '../../../src/terminal/prompts/prompter.ts';
import { closeFakeTerminals, type FakeTerminal, fakeTerminal, slowSource } from '../../support/fake-terminal.ts';

afterEach(closeFakeTerminals);

const HOSTILE = 'Evil\u001b[2J\u001b]0;title\u0007\r\n\u202egnp\u009b31m\u200b';
const BACK = 'To go back, answer < alone, or Esc and Enter. Ctrl-C stops.';
const no = () => undefined;
const named = (...names: string[]): Choice[] => names.map(name => ({ value: `id of ${name}`, name }));
const PIPELINES = named('Renewals', 'Test Pipeline', '葵の商談');

const plainTerminal = (redact?: (text: string) => string): FakeTerminal =>
  fakeTerminal({ plain: true, ...(redact ? { redact } : {}) });

/** How much had been written when a terminal's last answer was given. */
const answeredAt = new WeakMap<FakeTerminal, number>();

/** Waits until the text ends with these words anew, and answers with a line. */
async function reply(terminal: FakeTerminal, words: string, line: string): Promise<void> {
  const asked = () => terminal.raw().slice(answeredAt.get(terminal)).endsWith(`${words} `);
  await expect.poll(asked, { interval: 5 }).toBe(true);
  answeredAt.set(terminal, terminal.raw().length);
  terminal.press(`${line}\n`);
}

/** Each kind of question as it is first asked, and the words it waits behind. */
const ASKS: [string, (terminal: FakeTerminal) => Promise<unknown>, string][] = [
  ['a line', ({ prompter }) => prompter.text({ message: 'Name', check: no }), 'Name:'],
  [
    'a line that is not shown',
    ({ prompter }) => prompter.secret({ message: 'Password', check: no }),
    'is not shown.\nPassword:',
  ],
  ['yes or no', ({ prompter }) => prompter.confirm({ message: 'Sure?' }), 'Yes or no, Enter means no:'],
  ['a text of several lines', ({ prompter }) => prompter.longText({ message: 'Note' }), 'Line 1:'],
  [
    'several of a list',
    ({ prompter }) => prompter.several({ message: 'Which', choices: PIPELINES, initial: [] }),
    'Numbers or names, with commas:',
  ],
  ['a list', ({ prompter }) => prompter.choose({ message: 'Which', choices: PIPELINES }), 'Number or name:'],
  [
    'a search',
    ({ prompter }) => prompter.search({ message: 'Who', source: async () => ({ choices: PIPELINES, more: false }) }),
    'Number, or words to search for:',
  ],
];

describe.each(ASKS)('%s in plain lines', (_, ask, words) => {
  it.each([
    ['<', '<'],
    ['Esc', '\u001b'],
  ])('is left by %s alone, which is told once', async (_, line) => {
    const terminal = plainTerminal();
    for (const times of [1, 2]) {
      const answer = ask(terminal);
      await reply(terminal, words, line);
      expect(await answer).toBeUndefined();
      expect(terminal.raw().split(BACK)).toHaveLength(2);
      expect(terminal.raw().split(`${words} `)).toHaveLength(times + 1);
    }
  });

  it('is ended by the end of the input, and by signals', async () => {
    for (const [end, exit] of [
      [undefined, 130],
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ] as const) {
      const terminal = plainTerminal();
      const answer = ask(terminal);
      await terminal.shows(words);
      if (end) terminal.stop.abort(end);
      else terminal.stdin.end();
      await expect(answer).rejects.toMatchObject({ code: 'INTERRUPTED', exit });
      // What follows begins a line.
      expect(terminal.raw().endsWith(`${words} \n`)).toBe(true);
      expect(terminal.isRaw()).toBe(false);
    }
  });

  it('is not asked once the input has ended', async () => {
    const terminal = plainTerminal();
    terminal.stdin.end();
    terminal.stdin.resume();
    await new Promise(resolve => terminal.stdin.once('close', resolve));
    await expect(ask(terminal)).rejects.toMatchObject({ code: 'INTERRUPTED' });
  });

  it('writes whole lines that stay, without a sequence that moves or colours anything', async () => {
    const terminal = plainTerminal();
    const answer = ask(terminal);
    await reply(terminal, words, '<');
    await answer;
    expect(terminal.raw().replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });

  it('takes a line that was typed before it was asked, unless it is secret or final', async () => {
    const terminal = plainTerminal();
    terminal.press('<\n<\n');
    await terminal.pass(0);
    for (const _ of [1, 2]) {
      const answer = ask(terminal);
      if (/Password|Yes or no/.test(words)) {
        await reply(terminal, words, '<');
      }
      expect(await answer).toBeUndefined();
    }
  });
});

it('a line that was typed early is shown behind its question', async () => {
  const terminal = plainTerminal();
  terminal.press('Te\u001bst\nTest\n');
  await terminal.pass(0);
  expect(await terminal.prompter.text({ message: 'Name', check: no })).toBe('Test');
  expect(terminal.raw()).toMatch(/Name: Te\\e\w*st\n.*\nName: Test\n$/);
});

describe('a final list', () => {
  it('takes nothing that was typed before it was read out', async () => {
    const terminal = plainTerminal();
    terminal.press('1\n');
    await terminal.pass(0);
    const answer = terminal.prompter.choose({ message: 'Create?', choices: PIPELINES, final: true });
    await reply(terminal, 'Number or name:', '2');
    expect(await answer).toBe(PIPELINES[1]!.value);
  });
});

describe('a line', () => {
  it('that holds the sequence of an arrow is asked for again', async () => {
    const terminal = plainTerminal();
    const answer = terminal.prompter.text({ message: 'Name', check: no });
    await reply(terminal, 'Name:', 'Tset\u001b[D');
    await terminal.shows('Arrows and other such keys do nothing here. Type the whole line again.\n');
    await reply(terminal, 'Name:', 'Test');
    expect(await answer).toBe('Test');
  });

  it('tells the old answer, which Enter keeps, and how to have none', async () => {
    const terminal = plainTerminal();
    const answer = terminal.prompter.text({ message: 'Name', initial: HOSTILE, check: no });
    await reply(terminal, 'Answer:', '');
    expect(await answer).toBe(HOSTILE);
    expect(terminal.raw()).toContain(
      'Name\nEnter keeps: Evil\\e[2J\\e]0;title\\x07\\r\\n\\u{202e}gnp\\x9b31m\\u{200b}\nTwo quotes',
    );
    const none = terminal.prompter.text({ message: 'Name', initial: 'old', check: no });
    await reply(terminal, 'Answer:', '""');
    expect(await none).toBe('');
  });

  it('says what is wrong, and in the end what was understood', async () => {
    const terminal = plainTerminal();
    const check = (text: string) => (text === 'friday' ? undefined : `'${text}' is no date`);
    const answer = terminal.prompter.text({ message: 'Date', initial: 'x', check, preview: () => '2026-05-08' });
    await reply(terminal, 'Answer:', '');
    await terminal.shows("'x' is no date\n");
    await reply(terminal, 'Answer:', 'friday');
    expect(await answer).toBe('friday');
    expect(terminal.raw()).toContain('Understood as: 2026-05-08\n');
    expect(terminal.raw()).not.toContain('Two quotes');
  });

  it('may come in pieces, in letters of several bytes', async () => {
    const terminal = plainTerminal();
    const answer = terminal.prompter.text({ message: 'Name', check: no });
    await terminal.shows('Name: ');
    const bytes = Buffer.from('葵 & 👩‍👧\n');
    for (const byte of bytes) terminal.stdin.write(Buffer.from([byte]));
    expect(await answer).toBe('葵 & 👩‍👧');
  });
});

describe('a line that is not shown', () => {
  it('can be mended, comes back as it was typed, and is nowhere on the screen', async () => {
    const terminal = plainTerminal();
    const problems = ['too short', undefined];
    const answer = terminal.prompter.secret({ message: 'Password', check: () => problems.shift() });
    await terminal.shows('Password: what you type is not shown.\nPassword: ');
    expect(terminal.isRaw()).toBe(true);
    terminal.press('nope', '\u0015', 'hunter2x', '\u007f', '\r');
    await terminal.shows('too short\nPassword: ');
    for (const key of 'p葵\u001b[Dw') terminal.press(key);
    terminal.press('\r');
    // An arrow that comes key by key is an Esc and two letters.
    await terminal.shows('Arrows and other such keys');
    terminal.press('p葵w', '\u001b[D', '\r');
    expect(await answer).toBe('p葵w');
    expect(terminal.isRaw()).toBe(false);
    expect(terminal.raw()).not.toMatch(/hunter|葵|\*/);
  });

  it('is ended by Ctrl-C and Ctrl-D, which the terminal hands over as keys then', async () => {
    for (const key of ['\u0003', '\u0004']) {
      const terminal = plainTerminal();
      const answer = terminal.prompter.secret({ message: 'Password', check: no });
      await terminal.shows('Password: what');
      await terminal.pass(0);
      terminal.press('abc', key);
      await expect(answer).rejects.toMatchObject({ code: 'INTERRUPTED', exit: 130 });
      expect(terminal.isRaw()).toBe(false);
    }
  });
});

describe('a list', () => {
  it('is numbered, and takes a number, Enter, or a name or a part that fits one only', async () => {
    for (const [line, value] of [
      ['', 'Renewals'],
      ['2', 'Test Pipeline'],
      ['test pipeline', 'Test Pipeline'],
      ['TEST', 'Test Pipeline'],
      ['の商', '葵の商談'],
    ] as const) {
      const terminal = plainTerminal();
      const answer = terminal.prompter.choose({ message: 'Pipeline', choices: PIPELINES });
      await reply(terminal, 'Number or name:', line);
      expect(await answer).toBe(`id of ${value}`);
      expect(terminal.raw()).toBe(
        `${BACK}\nPipeline: 3 choices\n1: Renewals\n2: Test Pipeline\n3: 葵の商談\nEnter takes 1: Renewals\n` +
          `Number or name: Pipeline: ${value}\n`,
      );
    }
  });

  it('says what Enter keeps, what fits several, and what fits none', async () => {
    const terminal = plainTerminal();
    const answer = terminal.prompter.choose({
      message: 'Create it?',
      choices: PIPELINES,
      initial: 'id of Test Pipeline',
    });
    await terminal.shows('Create it? 3 choices\n');
    await terminal.shows('Enter keeps 2: Test Pipeline\n');
    for (const [line, told] of [
      ['e', 'Several choices match:\n1: Renewals\n2: Test Pipeline\n'],
      ['4', "No choice is called '4'.\n"],
      ['0', "No choice is called '0'.\n"],
      [' ', "No choice is called ' '.\n"],
      ['+', "No choice is called '+'.\n"],
    ] as const) {
      await reply(terminal, 'Number or name:', line);
      await terminal.shows(told);
    }
    await reply(terminal, 'Number or name:', '');
    expect(await answer).toBe('id of Test Pipeline');
  });

  it('that is long is read out in parts, and each number counts at once', async () => {
    const many = named(...Array.from({ length: 30 }, (_, n) => `Contact ${n + 1}`));
    const terminal = plainTerminal();
    const answer = terminal.prompter.choose({ message: 'Contact', choices: many });
    await terminal.shows('12: Contact 12\n18 more: answer + to hear them.\n');
    await reply(terminal, 'Number or name:', '+');
    await terminal.shows('24: Contact 24\n6 more: answer + to hear them.\n');
    await reply(terminal, 'Number or name:', '+');
    await terminal.shows('30: Contact 30\n');
    await reply(terminal, 'Number or name:', '29');
    expect(await answer).toBe('id of Contact 29');
  });

  it('tells those apart that look alike, and shows ids', async () => {
    const terminal = plainTerminal();
    const choices = [
      { value: 'one', name: 'Acme' },
      { value: 'two', name: 'Acme' },
      { value: 'owner', name: 'Owner: John', id: 'id-3' },
    ];
    const answer = terminal.prompter.choose({ message: 'Which', choices });
    await terminal.shows('1: Acme one\n2: Acme two\n3: Owner: John id-3\n');
    await reply(terminal, 'Number or name:', 'acme');
    await terminal.shows('Several choices match:\n1: Acme one\n2: Acme two\n');
    await reply(terminal, 'Number or name:', '2');
    expect(await answer).toBe('two');
  });
});

describe('a search', () => {
  it('takes words, then a number, then other words', async () => {
    const terminal = plainTerminal();
    const { source, asked, reply: found } = slowSource();
    const answer = terminal.prompter.search({ message: 'Who', source });
    await asked('');
    found('').found(named('Ana', 'Zoe'), true);
    await terminal.shows(
      'Who: 2 choices\n1: Ana\n2: Zoe\nThere are more: other words narrow them down.\nEnter takes 1: Ana\n',
    );
    await reply(terminal, 'Number, or words to search for:', 'q');
    await terminal.shows('Searching ...\n');
    await asked('q');
    found('q').found([]);
    await terminal.shows('Who: No results found\nEnter shows the first ones.\n');
    await reply(terminal, 'Words to search for:', '3');
    await asked('3');
    found('3').found(named('Route 3', 'Pier 3'));
    await reply(terminal, 'Number, or words to search for:', '2');
    expect(await answer).toBe('id of Pier 3');
    expect(terminal.raw().endsWith('Who: Pier 3\n')).toBe(true);
  });

  it('keeps the old answer by Enter', async () => {
    const terminal = plainTerminal();
    const asked: string[] = [];
    const source = async (text: string) => {
      asked.push(text);
      return { choices: named('Ana'), more: false };
    };
    const answer = terminal.prompter.search({ message: 'Who', initial: HOSTILE, source });
    await terminal.shows('Enter keeps 1: Ana\n');
    await reply(terminal, 'Number, or words to search for:', '');
    expect([await answer, asked]).toEqual(['id of Ana', [HOSTILE]]);
  });

  it('that fails says so, and is tried again by Enter', async () => {
    const terminal = plainTerminal();
    let times = 0;
    const source = async () => {
      times += 1;
      if (times < 3) throw new Error(`The server is gone\n${times}`);
      return { choices: named('Ana'), more: false };
    };
    const answer = terminal.prompter.search({ message: 'Who', source });
    await terminal.shows('The server is gone\\n1\nEnter tries again.\n');
    await reply(terminal, 'Words to search for:', '');
    await terminal.shows('The server is gone\\n2\nEnter tries again.\n');
    await reply(terminal, 'Words to search for:', 'a');
    await reply(terminal, 'Number, or words to search for:', '');
    expect(await answer).toBe('id of Ana');
  });

  it('is aborted by a signal while it runs', async () => {
    const terminal = plainTerminal();
    const { source, asked, wasAborted, reply: found } = slowSource();
    const answer = terminal.prompter.search({ message: 'Who', source });
    await asked('');
    terminal.stop.abort('SIGINT');
    expect(wasAborted('')).toBe(true);
    found('').fail(new Error('aborted'));
    await expect(answer).rejects.toMatchObject({ code: 'INTERRUPTED', exit: 130 });
  });
});

it('no secret is written, neither in a question nor between them', async () => {
  const terminal = plainTerminal(text => text.replaceAll('s3cret', '***'));
  await terminal.prompter.note('the s3cret note');
  const answer = terminal.prompter.text({ message: 'One s3cret', initial: 'a s3cret name', check: no });
  await reply(terminal, 'Answer:', '');
  expect(await answer).toBe('a s3cret name');
  expect(terminal.raw()).toContain('a *** name');
  expect(terminal.raw()).not.toContain('s3cret');
});

describe('yes or no', () => {
  it.each([
    ['', false],
    ['y', true],
    [' YES ', true],
    ['no', false],
  ])('%j is %s', async (line, value) => {
    const terminal = plainTerminal();
    const answer = terminal.prompter.confirm({ message: 'Remove it?', answers: ['No, keep it', 'Yes, remove it'] });
    await reply(terminal, 'Remove it?\nYes or no, Enter means no:', 'perhaps');
    await reply(terminal, 'Answer yes or no.\nYes or no, Enter means no:', line);
    expect(await answer).toBe(value);
    expect(terminal.raw().endsWith(value ? 'Yes, remove it\n' : 'No, keep it\n')).toBe(true);
  });
});

describe('several of a list', () => {
  const WORDS = 'Numbers or names, with commas:';
  const COMMA = named('Acme', 'Acme, Inc', 'Bolt', 'Bolt & Sons');

  it.each([
    ['3, 1', ['Acme', 'Bolt']],
    ['acme, inc', ['Acme, Inc']],
    ['acme,bolt & s', ['Acme', 'Bolt & Sons']],
    ['""', []],
    ['', ['Bolt']],
  ])('%j takes %j', async (line, names) => {
    const terminal = plainTerminal();
    const answer = terminal.prompter.several({ message: 'Which', choices: COMMA, initial: ['id of Bolt'] });
    await terminal.shows(
      'Which: 4 choices\n1: Acme\n2: Acme, Inc\n3: Bolt\n4: Bolt & Sons\nEnter keeps: Bolt\nTwo quotes',
    );
    await reply(terminal, WORDS, line);
    expect(await answer).toEqual(names.map(name => `id of ${name}`));
    expect(terminal.raw().endsWith(`Which: ${names.join(', ') || 'none'}\n`)).toBe(true);
  });

  it.each([
    ['9', "No choice is called '9'."],
    ['1,Nope', "No choice is called 'Nope'."],
    ['3,o', "Several choices match 'o': use their numbers."],
    ['""', 'Choose at least one.'],
  ])('%j is refused where one is required: %s', async (line, why) => {
    const terminal = plainTerminal();
    const answer = terminal.prompter.several({ message: 'Which', choices: COMMA, initial: [], required: true });
    await reply(terminal, WORDS, line);
    await terminal.shows(`${why}`);
    await reply(terminal, WORDS, '<');
    expect(await answer).toBeUndefined();
  });
});

describe('a text of several lines', () => {
  it.each([
    ['as it is typed', ['one', '', ' two', '.'], 'one\n\n two'],
    ['the old one at a dot', ['.'], 'old\ntext'],
    ['none for blanks', ['', '.'], ''],
  ])('is %s', async (_, lines, text) => {
    const terminal = plainTerminal();
    const answer = terminal.prompter.longText({ message: 'Note', initial: 'old\ntext' });
    await terminal.shows('Note: any number of lines. A dot alone on a line ends it.\nNow it is:\n| old\n| text\n');
    for (const [index, line] of lines.entries()) await reply(terminal, `Line ${index + 1}:`, line);
    expect(await answer).toBe(text);
  });

  it('that is refused is asked for again', async () => {
    const terminal = plainTerminal();
    const answer = terminal.prompter.longText({
      message: 'Note',
      check: text => (text ? undefined : 'Enter a value.'),
    });
    await reply(terminal, 'Line 1:', '.');
    await terminal.shows('Enter a value.\nLine 1: ');
    await reply(terminal, 'Line 1:', 'x');
    await reply(terminal, 'Line 2:', '.');
    expect(await answer).toBe('x');
  });
});
