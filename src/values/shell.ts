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

/** A command line of this tool that the user's shell runs as it is: the command `words` in that space. */
export const formatCommand = (
  words: readonly string[],
  { sandbox, profile }: SpaceFlags,
  platform: NodeJS.Platform,
): string => {
  const space = sandbox ? ['--sandbox'] : profile === undefined ? [] : ['--profile', profile];
  return quoteForShell(['pipeliner', ...space, ...words], platform);
};

// A leading = is a path lookup in zsh.
const forPosix = (word: string) =>
  /^[\w@%+:,./-][\w@%+=:,./-]*$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

// PowerShell splits a bare -word at its first dot, and takes the typographic quotes for plain ones.
const forPowerShell = (word: string) =>
  /^(?:\w[\w:=+./\\-]*|-[\w=+/-]*)$/.test(word) ? word : `'${word.replace(/['\u2018-\u201b]/g, '$&$&')}'`;
