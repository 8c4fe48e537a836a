import { constants, promises } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Answer } from '../../answer.ts';
import type { Context } from '../../context.ts';
import { CliError, usage } from '../../errors.ts';
import { formatPage } from '../../report/page.ts';
import { localDay } from '../../values/dates.ts';
import { type ReportContent, remarksOf, textsOf } from './answer.ts';
import type { ReportFlags } from './flags.ts';

/** Throws USAGE where the page that --html names is there already: before anything is read. */
export async function checkPage({ html, overwrite = false }: ReportFlags): Promise<void> {
  if (html === undefined || overwrite || !(await promises.lstat(html).catch(() => undefined))) return;
  throw usage(`${html} is there already`, { flag: '--html', hint: 'Give another name, or add --overwrite.' });
}

/** Writes the page that --html names, and gives the answer. Throws USAGE for a file that is there, LOCAL_DISK. */
export async function writePage(
  content: ReportContent,
  answer: Answer,
  { html, overwrite = false }: ReportFlags,
  context: Context,
): Promise<Answer> {
  if (html === undefined) return answer;
  await writeFile(html, pageOf(content, context), overwrite);
  await context.say(`The page is in ${html}`);
  return answer;
}

function pageOf(content: ReportContent, { host }: Context): string {
  const { headings, lines, shares } = textsOf(content);
  const barIndex = headings.findIndex(({ path }) => path === content.barPath);
  const isText = headings.map(({ kind }) => kind === 'text');
  const filters = Object.entries(content.filters).map(([name, value]) => (value === true ? name : `${name}: ${value}`));
  return formatPage({
    title: content.title,
    subtitle: [`In ${content.currency.code}, made on ${localDay(host.now())}`, ...filters].join('; '),
    headings: headings.map(({ heading, kind }) => ({ text: heading, isNumber: kind !== 'text' })),
    lines,
    chart: {
      heading: headings[barIndex]?.heading ?? '',
      bars: lines.slice(0, -1).map((cells, index) => ({
        label: cells.filter((_, column) => isText[column]).join(', '),
        value: cells[barIndex] ?? '',
        share: shares[index] ?? 0,
      })),
    },
    remarks: remarksOf(content),
  });
}

/** Writes the file whole or not at all: beside its place first. */
async function writeFile(path: string, text: string, overwrite: boolean): Promise<void> {
  const temporary = join(dirname(path), `.${process.pid}.report.tmp`);
  try {
    const file = await promises.open(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o644);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await (overwrite ? promises.rename(temporary, path) : promises.link(temporary, path));
  } catch (cause) {
    throw new CliError('LOCAL_DISK', `${path} could not be written: ${(cause as Error).message}`, {
      flag: '--html',
      cause,
    });
  } finally {
    await promises.rm(temporary, { force: true });
  }
}
