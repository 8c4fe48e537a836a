import { quoteForShell, type Shell } from '../values/shell.ts';
import type { Candidate } from './candidates.ts';
import { type CommandLine, parseBash, parseFishWord, parsePowerShell } from './line.ts';

/** How a shell asks and what answer it takes: lines, the first of which says how to read the others. */
export interface ShellProtocol {
  /** The line at the cursor; undefined for one that cannot be completed. */
  parseLine(args: readonly string[]): CommandLine | undefined;
  /** Whether it puts a value in unchanged; absent: it does with every value. */
  isUsable?(value: string): boolean;
  /** A candidate as a line. `prefix` is the text before it in the same word. */
  write(candidate: Candidate, prefix: string, line: CommandLine): string;
}

export const PROTOCOLS: Readonly<Record<Shell, ShellProtocol>> = {
  // It asks with its line and the characters it ends words at, and puts the answer in unchanged.
  bash: {
    parseLine: ([line = '', breaks = '']) => parseBash(line, breaks),
    write: ({ value }, prefix, { consumed, quote }) => forBash((prefix + value).slice(consumed.length), quote),
  },
  // These two ask with words, and quote what they put in.
  zsh: {
    parseLine: words => ({ words: words.slice(0, -1), partialWord: words.at(-1) ?? '', quote: '', consumed: '' }),
    write: ({ value, description }) => `${value}\t${description}`,
  },
  fish: {
    parseLine: words => ({
      words: words.slice(0, -1),
      partialWord: parseFishWord(words.at(-1) ?? ''),
      quote: '',
      consumed: '',
    }),
    // A tilde in front is always a home folder to it.
    isUsable: value => !value.startsWith('~'),
    write: ({ value, description }, prefix) => `${prefix}${value}\t${description}`,
  },
  // How it passes quotes on depends on its version, so the line comes as base64.
  powershell: {
    parseLine: ([line = '']) => parsePowerShell(Buffer.from(line, 'base64').toString()),
    write: ({ value, description }, prefix) =>
      [quoteForShell([prefix + value], 'win32'), value, description || value].join('\t'),
  },
};

/** The text escaped for bash, in the quotes that are open. */
function forBash(text: string, quote: CommandLine['quote']): string {
  if (quote === "'") return text.replaceAll("'", "'\\''");
  // In double quotes an exclamation mark recalls an old command, even after a backslash.
  if (quote === '"') return text.replace(/[\\"$`]/g, '\\$&').replaceAll('!', `"'!'"`);
  return text.replace(/[^\w@%+=:,./\u00a1-\uffff-]|[\u1680\u2000-\u200a\u202f\u205f\u3000]/g, '\\$&');
}
