import { sanitize } from './sanitize.ts';
import { width, wrapWords } from './width.ts';

/** Command lines and addresses to copy, which a line break of ours would cut in two; --debug has a line for each request. */
const COPIED = /^ *(?:pipeliner |-[\w-]+(?:[ =]|$))| \\$| `$|\bhttps?:\/\//;

/** A line of any text, clean, in lines of the terminal. */
export const wrapMessage = (text: string, columns: number | undefined): string[] => wrapLine(sanitize(text), columns);

/** A clean line in lines of the terminal: broken between words, with the same margin. Commands and addresses stay whole. */
export function wrapLine(line: string, columns: number | undefined): string[] {
  if (columns === undefined || width(line) <= columns || COPIED.test(line)) return [line];
  const [margin = ''] = /^ */.exec(line) ?? [];
  return wrapWords(line.slice(margin.length), columns - margin.length).map(part => margin + part);
}

/** The same for a text of several lines. */
export const wrapMessages = (text: string, columns: number | undefined): string =>
  text
    .split('\n')
    .flatMap(line => wrapMessage(line, columns))
    .join('\n');
