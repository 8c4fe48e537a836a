import type { ManualEntry, ManualPage, ManualTopic } from './pages.ts';

/** Topics that manuals have a name of their own for. */
const SECTIONS: Readonly<Record<string, string>> = { environment: 'ENVIRONMENT', 'exit-codes': 'EXIT STATUS' };

/** The manual as the source of a man page. Without a date: the same sources make the same page. */
export function manPage(
  [program, ...commands]: readonly ManualPage[],
  topics: readonly ManualTopic[],
  version: string,
): string {
  if (!program) return '';
  const lines = [
    `.TH ${program.name.toUpperCase()} 1 "" "${program.name} ${version}" "User Commands"`,
    '.SH NAME',
    `${escaped(program.name)} \\- ${escaped(program.summary.replace(/\.$/, ''))}`,
    '.SH SYNOPSIS',
    commands
      .filter(({ usage }) => !usage.endsWith('[command]'))
      .map(({ usage }) => line(usage))
      .join('\n.br\n'),
    '.SH OPTIONS',
    'Every command takes these.',
    ...entries(program.flags),
    '.SH COMMANDS',
    ...commands.flatMap(page => [
      `.SS ${quoted(page.usage)}`,
      line(page.aliases.length > 0 ? `${page.summary} (also: ${page.aliases.join(', ')})` : page.summary),
      ...entries(page.arguments),
      ...entries(page.flags),
      ...(page.like ? ['.PP', line(`The other flags are those of ${page.like}.`)] : []),
      ...preformatted(page.more),
    ]),
    ...topics.flatMap(({ name, summary, text }) => [
      `.SH ${quoted(SECTIONS[name] ?? name.replaceAll('-', ' ').toUpperCase())}`,
      line(`${summary}:`),
      ...preformatted(text),
    ]),
  ];
  return lines.join('\n');
}

const entries = (manualEntries: readonly ManualEntry[]) =>
  manualEntries.flatMap(({ term, summary }) => ['.TP', `.B ${line(term)}`, line(summary)]);

/** Text that keeps its lines and spaces. */
const preformatted = (text: string) =>
  text === ''
    ? []
    : ['.PP', '.nf', ...text.split('\n').map(exampleLine => (exampleLine === '' ? '.sp' : line(exampleLine))), '.fi'];

/** A line of text that is no request. */
const line = (text: string) => escaped(text).replace(/^[.\u0027]/, '\\&$&');

const quoted = (text: string) => `"${escaped(text).replaceAll('"', '\\(dq')}"`;

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\e',
  '-': '\\-',
  "'": '\\(aq',
  '`': '\\(ga',
  '^': '\\(ha',
  '~': '\\(ti',
};

/** Characters that would be typeset as others, as what they are. */
const escaped = (text: string) => text.replace(/[\\\-'`^~]/g, character => ESCAPES[character]!);
