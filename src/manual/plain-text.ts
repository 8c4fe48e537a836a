import type { ManualEntry, ManualPage, ManualTopic } from './pages.ts';

/** The manual as text. */
export function plainText(
  [program, ...commands]: readonly ManualPage[],
  topics: readonly ManualTopic[],
  version: string,
): string {
  if (!program) return '';
  return [
    heading(`${program.name} ${version}`),
    program.summary,
    table('Flags of every command:', program.flags),
    ...commands.flatMap(page => [
      heading(page.usage),
      page.summary,
      page.aliases.length > 0 ? `Also: ${page.aliases.join(', ')}` : '',
      table('Operands:', page.arguments),
      table('Flags:', page.flags),
      page.like ? `The other flags are those of ${page.like}.` : '',
      page.more,
    ]),
    ...topics.flatMap(({ name, summary, text }) => [heading(`${name}: ${summary}`), text]),
  ]
    .filter(Boolean)
    .join('\n\n');
}

const heading = (text: string) => `${text}\n${'='.repeat(text.length)}`;

function table(title: string, entries: readonly ManualEntry[]): string {
  if (entries.length === 0) return '';
  const width = Math.max(...entries.map(({ term }) => term.length)) + 2;
  return [title, ...entries.map(({ term, summary }) => `  ${term.padEnd(width)}${summary}`)].join('\n');
}
