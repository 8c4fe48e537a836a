/** The shells in which command lines of this tool can be completed. */
export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;

export type Shell = (typeof SHELLS)[number];

/** A command line that the user's shell reads back as these words: PowerShell on Windows, a POSIX shell elsewhere. */
export const quoteForShell = (words: readonly string[], platform: string): string =>
  words.map(platform === 'win32' ? forPowerShell : forPosix).join(' ');

/** The flags that lead to a space; without any, what is set on this machine decides. */
export interface SpaceFlags {
  sandbox?: boolean | undefined;
  profile?: string | undefined;
}

/**
 * A command line of this tool that the user's shell runs as it is: the command `words` in that space. One that is longer
 * than a screen of `columns` has a line for each flag.
 */
export function formatCommand(
  words: readonly string[],
  { sandbox, profile }: SpaceFlags,
  platform: NodeJS.Platform,
  columns?: number,
): string {
  const space = sandbox ? ['--sandbox'] : profile === undefined ? [] : ['--profile', profile];
  const line = quoteForShell(['pipeliner', ...space, ...words], platform);
  if (columns === undefined || INDENT.length + line.length <= columns) return line;
  const [command = [], ...flags] = flagGroups(words);
  const head = quoteForShell(['pipeliner', ...space, ...command], platform);
  const mark = platform === 'win32' ? ' `' : ' \\';
  return [head, ...flags.map(group => `${FLAG_INDENT}${quoteForShell(group, platform)}`)].join(`${mark}\n`);
}

/** How messages indent a command, and the flags of a long one. */
const INDENT = '  ';
const FLAG_INDENT = '    ';

/** The words up to the first flag of the command, then each flag with its values. */
function flagGroups(words: readonly string[]): string[][] {
  // Flags may stand before the command, as in `--json oppty create`.
  const command = words.findIndex(word => !word.startsWith('-'));
  const groups: string[][] = [[]];
  for (const [index, word] of words.entries()) {
    if (index > command && word.startsWith('-')) groups.push([word]);
    else groups.at(-1)!.push(word);
  }
  return groups;
}

/**
 * The words of a text, as a POSIX shell splits it: quotes of both kinds hold words together, a backslash takes the next
 * character as it is. Undefined if a quote is not closed.
 */
export function splitWords(text: string): string[] | undefined {
  const words: string[] = [];
  let rest = text.trimStart();
  while (rest !== '') {
    const [match = ''] = /^(?:'[^']*'|"(?:[^"\\]|\\.)*"|\\.|[^\s'"\\])+/su.exec(rest) ?? [];
    const after = rest.slice(match.length);
    if (match === '' || /^\S/.test(after)) return undefined;
    words.push(
      match.replace(QUOTED, (_, single, double, escaped) => single ?? double?.replace(/\\(.)/gs, '$1') ?? escaped),
    );
    rest = after.trimStart();
  }
  return words;
}

const QUOTED = /'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)/gs;

// A leading = is a path lookup in zsh.
const forPosix = (word: string) =>
  /^[\w@%+:,./-][\w@%+=:,./-]*$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

// PowerShell splits a bare -word at its first dot, and takes the typographic quotes for plain ones.
const forPowerShell = (word: string) =>
  /^(?:\w[\w:=+./\\-]*|-[\w=+/-]*)$/.test(word) ? word : `'${word.replace(/['\u2018-\u201b]/g, '$&$&')}'`;
