import { describe, expect, it } from 'vitest';
import { useFakeSpace, useHome } from '../support/hooks.ts';
import { createdIn, IDS } from '../support/opportunity.ts';
import { run, STACK_TRACE } from '../support/run.ts';
import type { Received } from '../support/server.ts';
import { inTerminal, KEYS, shellInTerminal, type Terminal } from '../support/terminal.ts';
import { ANSWERS, answerWizard, summarizeOpportunity } from '../support/tutorial-answers.ts';

const home = useHome();

const wizard = ['--sandbox', 'oppty', 'create'];
/** The wizard in a shell that tells afterwards how it left the terminal. */
const told = (env: Record<string, string>, columns = 100) =>
  shellInTerminal('trap : INT; pipeliner --sandbox oppty create; echo "code $?"; stty -a', { home, env, columns });
const expectCooked = (terminal: Terminal) => {
  expect(terminal.raw()).toMatch(/[ ;]icanon[ ;]/);
  expect(terminal.raw()).toMatch(/[ ;]echo[ ;]/);
};

/** How much had been written when the last answer was given. */
const answeredAt = new WeakMap<Terminal, number>();

/** Answers a question in plain lines, once its words are anew the last thing that was written. */
async function reply(terminal: Terminal, words: string | RegExp, line: string): Promise<void> {
  const news = () => terminal.raw().slice(answeredAt.get(terminal)).replaceAll('\r\n', '\n');
  await terminal.until(() => (typeof words === 'string' ? news().endsWith(`${words} `) : words.test(news())));
  answeredAt.set(terminal, terminal.raw().length);
  terminal.press(`${line}\r`);
}

const NUMBER = 'Number or name:';
const SEARCH = 'Number, or words to search for:';

/** The tutorial's opportunity, in plain lines. */
async function answerInPlainLines(terminal: Terminal): Promise<void> {
  await terminal.until('Owner: ');
  await reply(terminal, SEARCH, 'john.doe');
  await terminal.until('Enter takes 1: John Doe');
  await reply(terminal, SEARCH, '1');
  await terminal.until('Pipeline: 2 choices');
  await reply(terminal, NUMBER, 'test');
  await terminal.until('Step: ');
  await reply(terminal, NUMBER, '<');
  await terminal.until('Enter keeps 2: Test Pipeline');
  await reply(terminal, NUMBER, '2');
  await reply(terminal, NUMBER, '1');
  await terminal.until('Account: ');
  await reply(terminal, SEARCH, 'ziemann');
  await reply(terminal, SEARCH, '1');
  await terminal.until('Primary contact: ');
  await reply(terminal, NUMBER, 'Ida Ziemann');
  await reply(terminal, 'Opportunity name:', 'New Opportunity');
  await reply(terminal, /Value.*: $/, '1.234');
  await terminal.until('1.234 could mean 1234 or 1.234');
  await reply(terminal, /Value.*: $/, '12500');
  await terminal.until('Currency: ');
  await reply(terminal, NUMBER, '1');
  await reply(terminal, /Closing date.*: $/, '2026-12-31');
  await terminal.until('More fields: ');
  await reply(terminal, NUMBER, '1');
  await terminal.until('Create this opportunity? ');
  await reply(terminal, NUMBER, 'yes');
}

describe('the wizard in plain lines', () => {
  it.each([
    [40, { PIPELINER_ACCESSIBLE: '1' }],
    [100, { ACCESSIBLE: '1' }],
    [200, { TERM: 'dumb' }],
  ])('of %i columns ends in the record: %j', async (columns, env) => {
    const terminal = told(env, columns);
    await answerInPlainLines(terminal);
    await terminal.exit();
    expect(terminal.raw().replaceAll('\r\n', ' ')).toContain('Created opportunity New Opportunity in the sandbox.');
    expect(terminal.text()).toContain('code 0');
    expectCooked(terminal);
    // Not a single sequence, and nothing drawn over: but for its own answers the terminal shows what was written.
    expect(terminal.raw().replaceAll('\r\n', '')).not.toMatch(/\p{Cc}/u);
    const [made, ...others] = createdIn(home);
    expect(others).toEqual([]);
    expect(summarizeOpportunity(home, made)).toMatchObject({
      name: 'New Opportunity',
      owner_id: IDS.johnDoe,
      closing_date: '2026-12-31',
      value: { base_value: 12500, currency_id: IDS.usDollar },
      accounts: [[IDS.ziemann, true]],
    });
  });

  it.each([
    ['Ctrl-C', KEYS.ctrlC],
    ['Ctrl-D', KEYS.ctrlD],
  ])('ends with 130 by %s, and leaves the terminal as it was', async (_, key) => {
    const terminal = told({ ACCESSIBLE: '1' });
    await terminal.until(text => text.trimEnd().endsWith(SEARCH));
    terminal.press(key);
    await terminal.exit();
    expect(terminal.text()).toContain('Nothing was created');
    expect(terminal.text()).toContain('code 130');
    expectCooked(terminal);
    expect(terminal.raw()).not.toMatch(STACK_TRACE);
  });

  it('goes with its terminal', async () => {
    const terminal = inTerminal(wizard, { home, env: { ACCESSIBLE: '1' } });
    await terminal.until(text => text.trimEnd().endsWith(SEARCH));
    terminal.close();
    await expect.poll(() => terminal.alive(), { timeout: 10_000 }).toBe(false);
    expect(createdIn(home)).toEqual([]);
  });
});

describe('auth login', () => {
  const SECRET = 'Pa55 w"ord/+%';
  const space = useFakeSpace();

  it('in plain lines asks for all four, lets a refused answer be mended, and shows the password nowhere', async () => {
    const right = `Basic ${Buffer.from(`eu_robot:${SECRET}`).toString('base64')}`;
    space.on('GET /Clients', ({ headers }: Received) =>
      headers.authorization === right
        ? { body: { success: true, data: [], page_info: { has_next_page: false } } }
        : { status: 401, body: { success: false, message: 'no', http_status: 401 } },
    );
    const terminal = shellInTerminal('pipeliner auth login; echo "code $?"; stty -a', {
      home,
      env: { PIPELINER_ACCESSIBLE: '1' },
    });
    await reply(terminal, 'Service URL:', `${space.url}/api/v100/rest/spaces/my_space`);
    await terminal.until('Space ID\nEnter keeps: my_space');
    await reply(terminal, 'Answer:', '');
    await reply(terminal, 'User name:', 'eu_robotx');
    await reply(terminal, 'not shown.\nPassword:', 'not-the-pa55word');
    await terminal.until('refused the user name or the password');
    await terminal.until('Enter keeps: eu_robotx');
    await reply(terminal, 'Answer:', 'eu_robot');
    await reply(terminal, 'not shown.\nPassword:', SECRET);
    await terminal.exit();
    expect(terminal.text()).toContain('Signed in to my_space as eu_robot.');
    expect(terminal.text()).toContain('code 0');
    expectCooked(terminal);
    expect(terminal.raw()).not.toMatch(/Pa55|pa55/);
    expect(terminal.raw().replaceAll('\r\n', '')).not.toMatch(/\p{Cc}/u);
    expect((await run(['clients', '--json'], { home })).stdout).toBe('[]\n');
  });

  it('shows no key that is pressed while it signs in, and stops by Ctrl-C', async () => {
    space.on('GET /Clients', () => undefined);
    const flags = ['--url', space.url, '--space', 'my_space', '--username', 'eu_robot'];
    const terminal = shellInTerminal(`pipeliner auth login ${flags.join(' ')}; echo "code $?"; stty -a`, { home });
    await terminal.asks('Password');
    terminal.press(...SECRET, KEYS.enter);
    await terminal.until('Signing in');
    await expect.poll(() => space.received.length).toBe(1);
    terminal.press(...'xyzzy', KEYS.enter, KEYS.ctrlC);
    await terminal.exit();
    expect(terminal.text()).toContain('code 130');
    expect(terminal.raw()).not.toContain('xyzzy');
    expectCooked(terminal);
  });
});

describe('a terminal whose width changes', () => {
  it.each([
    [80, 40],
    [40, 80],
    [200, 40],
    // The system joins changes that come close together, and then nothing is drawn that could be waited for.
  ])('from %i to %i columns at each question keeps no piece of a question', { retry: 2 }, async (before, after) => {
    const terminal = inTerminal(wizard, { home, columns: before, rows: 50 });
    for (const [question, typed, offered] of ANSWERS) {
      await terminal.asks(question);
      if (typed) await terminal.type(typed);
      if (offered) await terminal.until(() => terminal.choices().split('\n')[0]?.includes(offered) === true);
      for (const columns of [after, before]) {
        // The rest of a picture that arrives after the change was drawn for the width before it.
        await terminal.until(isPictureWhole(terminal));
        const { length } = terminal.raw();
        terminal.resize(columns);
        // What is drawn for another width begins with all below erased, from the first column on.
        await terminal.until(() => terminal.raw().includes('\u001b[1G\u001b[J', length));
        await terminal.asks(question, typed);
      }
      await terminal.until(isPictureWhole(terminal));
      terminal.press(KEYS.enter);
    }
    expect(await terminal.exit()).toMatchObject({ code: 0 });
    const asked = terminal
      .text()
      .split('\n')
      .filter(line => /^[✔?⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏❯] /.test(line));
    expect(asked).toEqual(ANSWERS.map(([question]) => expect.stringMatching(`^✔ ${question.replace('?', '\\?')}`)));
    expect(createdIn(home)).toHaveLength(1);
  });
});

/** Whether the last picture has come to its end, where the cursor is shown or hidden. */
const isPictureWhole = (terminal: { raw(): string }) => () => /\u001b\[\?25[hl]$/.test(terminal.raw());

describe('Ctrl-Z', () => {
  const SHOW_CURSOR = '\u001b[?25h';
  const HIDE_CURSOR = '\u001b[?25l';

  it('gives the terminal to the shell below the question, and fg brings the question back', async () => {
    const line =
      'set -m; pipeliner --sandbox oppty create --owner john.doe@example.com; stty -a; echo "in the shell"; fg';
    const terminal = shellInTerminal(line, { home });
    await terminal.asks('Pipeline');
    await terminal.until('⏎ select');
    terminal.press('\u001a');
    await terminal.until(/^in the shell$/m);
    expectCooked(terminal);
    const left = terminal.raw().slice(0, terminal.raw().indexOf('in the shell'));
    expect(left.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(left.lastIndexOf(HIDE_CURSOR));
    expect(left.lastIndexOf('\u001b[?2004l')).toBeGreaterThan(left.lastIndexOf('\u001b[?2004h'));
    await terminal.until(text => text.split('⏎ select').length === 3);
    const [before, after] = terminal.text().split('in the shell');
    for (const part of [before, after]) expect(part).toContain('? Pipeline\n❯ Renewals\n  Test Pipeline\n');
    terminal.press(KEYS.down, KEYS.enter);
    await terminal.asks('Step');
    terminal.press(KEYS.ctrlC);
    await terminal.exit();
    expect(terminal.text()).toContain('✔ Pipeline Test Pipeline\n');
  });
});

describe('the screen', () => {
  const KEYS_LINE = '↑↓ navigate • ⏎ select';

  it.each([40, 80, 200])('of %i columns shows each kind of question', async columns => {
    const terminal = inTerminal(wizard, { home, columns, rows: 40, env: { NO_COLOR: '1' } });
    /** The question and what stands below it. */
    const open = () => {
      const lines = terminal.text().trimEnd().split('\n');
      return lines.slice(lines.findLastIndex(line => line.startsWith('? ')));
    };
    const looks = (...lines: string[]) => expect.poll(open, { timeout: 10_000 }).toEqual(lines);
    await terminal.asks('Owner');
    await terminal.type('aoi');
    await looks('? Owner aoi', '❯ 葵 山本 (aoi.yamamoto@example.com)', '', KEYS_LINE);
    terminal.press(KEYS.enter);
    await looks('? Pipeline', '❯ Renewals', '  Test Pipeline', '', KEYS_LINE);
    await answerWizard(terminal, 'Account', 'Pipeline');
    await terminal.type('müller');
    await looks(
      '? Account müller',
      columns === 40
        ? '❯ Müller & Söhne Präzisionstechnik (Tü…'
        : '❯ Müller & Söhne Präzisionstechnik (Tübingen, kontakt@mueller-soehne.example)',
      '',
      KEYS_LINE,
    );
    terminal.press(KEYS.enter);
    await answerWizard(terminal, 'Value', 'Primary contact');
    await terminal.type('1.234');
    terminal.press(KEYS.enter);
    await looks(
      '? Value 1.234',
      ...(columns === 40
        ? ['> 1.234 could mean 1234 or 1.234: write', ' 1234 or 1.2340']
        : ['> 1.234 could mean 1234 or 1.234: write 1234 or 1.2340']),
    );
    terminal.press(KEYS.ctrlC);
    expect(await terminal.exit()).toMatchObject({ code: 130 });
  });
});

describe('a terminal that reports 0 columns', () => {
  it.each([
    ['', 80],
    ['COLUMNS=60', 60],
  ])('gets a table and a question of its usual width: %s', async (variable, columns) => {
    const line = `stty cols 0; export ${variable} NO_COLOR=1; pipeliner --sandbox steps --limit 3; pipeliner sandbox reset`;
    const terminal = shellInTerminal(line, { home, columns: 200 });
    await terminal.asks('Forget');
    const widths = terminal
      .text()
      .split('\n')
      .map(one => one.length);
    expect(Math.max(...widths)).toBeLessThanOrEqual(columns);
    expect(terminal.text()).toContain('Contacted ');
    terminal.press(KEYS.esc);
    expect((await terminal.exit()).code).toBe(0);
  });
});
