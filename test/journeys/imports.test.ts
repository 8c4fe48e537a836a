import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { expect, it } from 'vitest';
import { useHome } from '../support/hooks.ts';
import { run } from '../support/run.ts';
import { DAY_STYLE, workbook } from '../support/workbook.ts';

const home = useHome();

const HEADINGS = ['Deal', 'Company', 'Amount', 'Close date', 'Owner', 'Pipeline', 'Stage'];
const DEAL = ['Größe €', 'Ziemann and Sons', '12.5', '2027-03-31', 'john.doe@example.com', 'Test Pipeline', 'First'];
const CSV = [HEADINGS, DEAL].map(cells => cells.join(';')).join('\r\n');
const day = { number: '46477', style: DAY_STYLE };

/** Forms that a file of its own reads, and the others. */
it.each([
  ['a workbook', workbook({ Deals: [HEADINGS, [...DEAL.slice(0, 2), { number: '12.5' }, day, ...DEAL.slice(4)]] })],
  ['Windows-1252', iconv.encode(CSV, 'windows-1252')],
  ['UTF-16', Buffer.from(`\ufeff${CSV}`, 'utf16le')],
  ['JSON', Buffer.from(JSON.stringify([Object.fromEntries(HEADINGS.map((name, index) => [name, DEAL[index]]))]))],
])('the built program imports %s', async (_, content) => {
  const file = join(home.path, 'deals');
  writeFileSync(file, content);
  const { code, stdout, stderr } = await run(['--sandbox', 'oppty', 'import', file, '--yes', '--json'], { home });
  expect({ code, rows: JSON.parse(stdout || '[]') }, stderr).toMatchObject({ code: 0, rows: [{ outcome: 'created' }] });
  expect(home.storedRows('Opportunities').filter(({ name }) => name === 'Größe €')).toMatchObject([
    { closing_date: '2027-03-31' },
  ]);
});

it.each([
  ['a ZIP that is no workbook', Buffer.from('PK\u0003\u0004 and no more'), [], 'is no workbook that can be read'],
  ['a sheet that is not there', workbook({ Deals: [HEADINGS] }), ['--sheet', 'Third'], "no sheet 'Third'"],
])('the built program refuses %s', async (_, content, flags, message) => {
  const file = join(home.path, 'deals');
  writeFileSync(file, content);
  const words = ['--sandbox', 'oppty', 'import', file, '--yes', ...flags];
  expect(await run(words, { home })).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(message) });
});

it('the built program imports what comes on the standard input, and tells a closed one what is wrong', async () => {
  const words = ['--sandbox', 'oppty', 'import', '-', '--yes'];
  expect((await run(words, { home, stdin: { text: CSV } })).code).toBe(0);
  expect(await run(words, { home, stdin: 'closed' })).toMatchObject({ code: 2, stdout: '' });
});
