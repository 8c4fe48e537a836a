/**
 * Makes the pictures of the README and the pages here: types into the built program in a pseudo-terminal, and draws what stood on the screen as
 * SVG, light and dark. Run by `npm run pictures`; with names, as in `npm run pictures -- day`, it makes these alone.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';
import { draw, isBox } from './draw.js';

const here = import.meta.dirname;
const BIN = join(here, '..', 'bin', 'pipeliner.js');
const ENTER = '\r';
const DOWN = '\u001b[B';
const DEALS = `Deal,Account,Amount,Close date,Owner,Pipeline,Stage
New filler,Ziemann and Sons,"12,500.00",2027-03-31,john.doe@example.com,Test Pipeline,First
Labeller,Zieman and Sons,9000,2027-04-30,john.doe@example.com,Test Pipeline,First
Capper,Ziemann and Sons,7200.50,2027-05-31,john.doe@example.com,Test Pipeline,Qualified
`;
const names = process.argv.slice(2);

const home = mkdtempSync(join(tmpdir(), 'pipeliner-pictures-'));
try {
  // A space of its own with its first data.
  await record({ columns: 84, rows: 8 }, async ({ run }) => run('pipeliner --sandbox currencies'));
  await picture('wizard', 'The wizard asks for an opportunity, creates it and prints the record', {
    ...{ columns: 84, rows: 34, session: wizard },
  });
  await picture('day', 'Open opportunities as a list, one of them as a card, moved to the next step, and won', {
    ...{ columns: 106, rows: 28, session: day },
  });
  await picture('import', 'A file of opportunities: a dry run tells what is wrong, the right rows are imported', {
    ...{ columns: 106, rows: 24, session: importing },
  });
  await picture('report', 'The pipeline with bars, and a forecast by quarter against a target', {
    ...{ columns: 106, rows: 19, session: report },
  });
  await picture('lists', 'Accounts as a table, steps by jq, an id through a pipe', {
    ...{ columns: 100, rows: 14, session: lists, only: 'last' },
  });
} finally {
  rmSync(home, { recursive: true, force: true });
}

async function wizard({ run, asks, type, press, until }) {
  await run('pipeliner --sandbox oppty create', { wait: false });
  await asks('Owner');
  await type('john.d');
  await until(all => all.includes('❯ John Doe (') && !all.includes('Smith'));
  await press(ENTER);
  await asks('Pipeline');
  await press(ENTER);
  await asks('Step');
  await press(ENTER);
  await asks('Account');
  await type('ziem');
  await until(all => /^❯ Ziemann and Sons \(/m.test(all));
  await press(ENTER);
  await asks('Primary contact');
  await press(ENTER);
  await asks('Opportunity name');
  await type('New machine');
  await press(ENTER);
  await asks('Value');
  await type("12'500");
  await press(ENTER);
  await asks('Currency');
  await press(ENTER);
  await asks('Closing date');
  await type('eoy');
  await press(ENTER);
  await asks('More fields');
  await press(ENTER);
  await asks('Create this opportunity?', { still: true });
  await press(ENTER);
  await until(all => all.includes('The same as one command'));
}

async function day({ run, clear }) {
  await run('pipeliner --sandbox oppty list --closing +60d');
  await clear();
  await run("pipeliner --sandbox oppty view 'Bottle washer upgrade'", { still: true });
  await clear();
  await run("pipeliner --sandbox oppty move 'Bottle washer upgrade' --next");
  await clear();
  await run("pipeliner --sandbox oppty win 'Bottle washer upgrade'");
}

async function importing({ run, asks, press, until }) {
  writeFileSync(join(home, 'deals.csv'), DEALS);
  await run('pipeliner --sandbox oppty import deals.csv --failed wrong.csv', { wait: false });
  await asks('Is this what the columns fill?');
  await press(ENTER);
  await asks('What now?', { still: true });
  await press(DOWN);
  await press(ENTER);
  await until(all => all.includes('To take it back'));
}

async function report({ run, clear }) {
  await run('pipeliner --sandbox report pipeline', { still: true });
  await clear();
  await run('pipeliner --sandbox report forecast --by quarter --target 500000');
}

async function lists({ run }) {
  await run('pipeliner --sandbox accounts --filter country=Germany --fields name,city,owner.name');
  await run("pipeliner --sandbox pipelines --jq '.[0] | {name, steps: [.steps | sort_by(.sort_order)[].name]}'");
  await run('pipeliner --sandbox accounts --search ziemann --format ids | head -1');
}

async function picture(name, title, { session, only, ...size }) {
  if (names.length > 0 && !names.includes(name)) return;
  const frames = await record(size, session);
  const shown = only === 'last' ? frames.slice(-1) : frames;
  for (const theme of ['light', 'dark']) writeFileSync(join(here, `${name}-${theme}.svg`), draw(shown, theme, title));
}

/** Runs a session in a shell of its own; gives the screens that stood long enough to be seen, each with its time in ms. */
async function record({ columns, rows }, session) {
  const screen = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  const shell = spawn('bash', ['--norc', '--noprofile'], {
    name: 'xterm-256color',
    cols: columns,
    rows,
    cwd: home,
    env: {
      PATH: process.env.PATH,
      HOME: home,
      LANG: 'C.UTF-8',
      TERM: 'xterm-256color',
      PS1: '$ ',
      'BASH_FUNC_pipeliner%%': `() { ${process.execPath} ${BIN} "$@"; }`,
    },
  });
  // The buffer does not tell whether the cursor shows.
  let hasCursor = true;
  for (const [final, shows] of [
    ['h', true],
    ['l', false],
  ]) {
    screen.parser.registerCsiHandler({ prefix: '?', final }, parameters => {
      if (parameters.includes(25)) hasCursor = shows;
      return false;
    });
  }
  const frames = [];
  const waiting = new Set();
  shell.onData(data => screen.write(data, () => [...waiting].map(look => look())));
  const lines = () =>
    Array.from({ length: rows }, (_, row) => screen.buffer.active.getLine(screen.buffer.active.viewportY + row));
  const text = () =>
    lines()
      .map(line => line.translateToString(true))
      .join('\n');
  const until = condition =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`Waited for ${condition}. The screen:\n${text()}`)), 20_000);
      const look = () => {
        if (!condition(text())) return;
        clearTimeout(timer);
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  const keep = (ms, still = false) =>
    frames.push({
      columns,
      rows,
      ms,
      still,
      lines: lines().map(runsOf),
      cursor: hasCursor ? cursorOf(screen) : undefined,
    });
  const last = () => text().trimEnd().split('\n').at(-1) ?? '';
  const type = async typed => {
    for (const [at, letter] of [...typed].entries()) {
      shell.write(letter);
      await until(all => all.includes(typed.slice(0, at + 1).trimEnd()));
      keep(70);
    }
  };
  const press = async key => {
    keep(700);
    const before = text();
    shell.write(key);
    await until(all => all !== before);
  };
  await until(() => last() === '$');
  await session({
    type,
    press,
    until: condition => until(condition).then(() => keep(500)),
    // As Ctrl-L does, once it was read.
    clear: async () => {
      keep(3500);
      await press('\f');
    },
    asks: (words, { still = false } = {}) =>
      until(all => all.split('\n').some(line => line.startsWith(`? ${words}`))).then(() => keep(300, still)),
    run: async (line, { wait = true, still = false } = {}) => {
      await type(line);
      await press(ENTER);
      if (wait) await until(() => last() === '$');
      if (still) keep(100, true);
    },
  });
  await until(() => last() === '$');
  keep(4000);
  const ended = new Promise(resolve => shell.onExit(resolve));
  shell.write('exit\r');
  await ended;
  return frames;
}

function cursorOf(screen) {
  const { cursorX, cursorY, viewportY, baseY } = screen.buffer.active;
  return { column: cursorX, row: cursorY + baseY - viewportY };
}

/** A line as stretches of cells that look alike. */
function runsOf(line) {
  const runs = [];
  let cell;
  for (let column = 0; column < line.length; column++) {
    cell = line.getCell(column, cell);
    if (cell.getWidth() === 0) continue;
    const characters = cell.getChars() || ' ';
    const look = {
      box: isBox(characters),
      colour: cell.isFgPalette() ? cell.getFgColor() : undefined,
      bold: cell.isBold() !== 0,
      dim: cell.isDim() !== 0,
      underline: cell.isUnderline() !== 0,
      wide: cell.getWidth() > 1,
    };
    const run = runs.at(-1);
    if (run && JSON.stringify(run.look) === JSON.stringify(look)) {
      run.text += characters;
      run.width += cell.getWidth();
    } else runs.push({ column, width: cell.getWidth(), text: characters, look });
  }
  return runs.flatMap(run => {
    const left = run.text.length - run.text.trimStart().length;
    const shown = run.text.trim();
    const width = run.width - (run.text.length - shown.length);
    return shown === '' ? [] : [{ ...run, column: run.column + left, width, text: shown }];
  });
}
