import stringWidth from 'string-width';
import { expect, it } from 'vitest';
import { useHome } from '../support/hooks.ts';
import { run, shell } from '../support/run.ts';
import { inTerminal } from '../support/terminal.ts';

const home = useHome('all');

// The seed has won and lost ones, whose days are always the same.
const PAST = ['--status', 'all', '--closing', '2025-09-01..2025-12-31'];

it.each([40, 80, 100, 200])('a list of opportunities fits on a terminal of %i columns', async columns => {
  const terminal = inTerminal(['--sandbox', 'oppty', 'list', ...PAST, '--search', 'Oven retrofit'], {
    home,
    columns,
    rows: 50,
  });
  await terminal.exit();
  const lines = terminal.text().split('\n');
  for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
  expect(terminal.text()).toMatch(/\d+ shown, [\d,]+\.\d\d USD/);
  expect(terminal.text()).toContain('21,000.00 EUR');
  expect(lines.some(line => /^name +account +step +value +closing/.test(line))).toBe(columns >= 80);
});

it('a saved view is a list of its own, and completes a line', async () => {
  const set = await run(['--sandbox', 'config', 'set', 'view.past', PAST.join(' ')], { home });
  expect(set).toMatchObject({ code: 0, stdout: '' });
  const [view, line] = await Promise.all([
    run(['--sandbox', 'deals', '--view', 'past', '--format', 'ids', '--limit', '3'], { home }),
    run(['--sandbox', 'deals', ...PAST, '--format', 'ids', '--limit', '3'], { home }),
  ]);
  expect(view).toEqual(line);
  expect(view.stdout.trim().split('\n')).toHaveLength(3);
});

it('a list through a pipe ends with its reader, and needs no stdin', async () => {
  const piped = await shell('pipeliner --sandbox oppty list --status all | head -1', { home, stdin: 'closed' });
  expect(piped).toMatchObject({ code: 0, stderr: '' });
  expect(piped.stdout.trimEnd().split('\t')).toHaveLength(10);
  const json = await run(['--sandbox', 'oppty', '--mine', '--json'], { home });
  expect(json).toMatchObject({ code: 2, stdout: '' });
  expect(JSON.parse(json.stderr.trimEnd().split('\n').at(-1)!).error).toMatchObject({ code: 'USAGE', flag: '--mine' });
});
