import { quoteForShell, type Shell } from '../values/shell.ts';
import type { Candidate } from './candidates.ts';
import { type CommandLine, readBash, readFishWord, readPowerShell } from './line.ts';

/** How a shell asks, and how it wants to be answered: lines, the first of which says how to take the others. */
export interface ShellProtocol {
  /** The line at the cursor; undefined for one that nobody can complete. */
  read(args: readonly string[]): CommandLine | undefined;
  /** Whether it puts in a value as what it is; without it, any. */
  takes?(value: string): boolean;
  /** A candidate as a line. `prefix` stands before it in the same word. */
  write(candidate: Candidate, prefix: string, line: CommandLine): string;
}

export const PROTOCOLS: Readonly<Record<Shell, ShellProtocol>> = {
  // It asks with its line and the characters it ends words at, and puts in what it gets as it is.
  bash: {
    read: ([line = '', breaks = '']) => readBash(line, breaks),
    write: ({ value }, prefix, { done, quote }) => forBash((prefix + value).slice(done.length), quote),
  },
  // These two ask with words, and quote what they put in.
  zsh: {
    read: words => ({ before: words.slice(0, -1), typed: words.at(-1) ?? '', quote: '', done: '' }),
    write: ({ value, about }) => `${value}\t${about}`,
  },
  fish: {
    read: words => ({ before: words.slice(0, -1), typed: readFishWord(words.at(-1) ?? ''), quote: '', done: '' }),
    // A tilde in front is a home to it, whatever is done.
    takes: value => !value.startsWith('~'),
    write: ({ value, about }, prefix) => `${prefix}${value}\t${about}`,
  },
  // Its way of handing on quotes depends on its version, so the line comes as base64.
  powershell: {
    read: ([line = '']) => readPowerShell(Buffer.from(line, 'base64').toString()),
    write: ({ value, about }, prefix) => [quoteForShell([prefix + value], 'win32'), value, about || value].join('\t'),
  },
};

/** The text as bash takes it for itself, in the quotes that are open. */
function forBash(text: string, quote: CommandLine['quote']): string {
  if (quote === "'") return text.replaceAll("'", "'\\''");
  // In double quotes nothing keeps an exclamation mark from recalling an old command.
  if (quote === '"') return text.replace(/[\\"$`]/g, '\\$&').replaceAll('!', `"'!'"`);
  return text.replace(/[^\w@%+=:,./\u00a1-\uffff-]|[\u1680\u2000-\u200a\u202f\u205f\u3000]/g, '\\$&');
}
