import type { Host } from '../host.ts';
import { isPrintable } from '../values/printable.ts';
import { SHELLS, type Shell, splitWords } from '../values/shell.ts';
import { findCandidates } from './candidates.ts';
import { cursorContext, findNode } from './cursor.ts';
import { PROTOCOLS } from './shells.ts';
import type { CommandNode } from './tree.ts';

/** A longer value is no name to put in a line. */
const MAX_LENGTH = 200;

/** The words of a line, with those that an alias stands for in its place. */
async function withAlias(words: readonly string[], program: CommandNode, host: Host): Promise<readonly string[]> {
  const [name] = cursorContext(program, words, '').args;
  if (name === undefined || words.some(word => findNode(program, word))) return words;
  const knowledge = (await import('./knowledge.ts')).openKnowledge({ profile: undefined, sandbox: undefined }, host);
  const alias = (await knowledge.aliases()).find(({ value }) => value === name);
  return alias ? words.toSpliced(words.indexOf(name), 1, ...(splitWords(alias.description) ?? [])) : words;
}

/**
 * Answers a shell's question what can stand at the cursor: a first line that says what to do with the others (`words`,
 * `open` for words that go on, `files` for those of the shell's own), then a line for each candidate. The answer is
 * empty where something fails: a shell has no place to show errors. Never asks a server.
 */
export async function complete([shell, ...args]: readonly string[], program: CommandNode, host: Host): Promise<string> {
  try {
    if (!SHELLS.includes(shell as Shell)) return '';
    const protocol = PROTOCOLS[shell as Shell];
    const line = protocol.parseLine(args);
    if (!line) return '';
    const words = await withAlias(line.words, program, host);
    const cursor = cursorContext(program, words, line.partialWord);
    const { '--profile': profile, '--sandbox': sandbox } = cursor.flagValues;
    const spaceFlags = {
      profile: typeof profile === 'string' ? profile : undefined,
      sandbox: sandbox === undefined ? undefined : true,
    };
    const candidates = await findCandidates(cursor, {
      program,
      openKnowledge: async () => (await import('./knowledge.ts')).openKnowledge(spaceFlags, host),
      isUsable: value => value.length <= MAX_LENGTH && (protocol.isUsable?.(value) ?? true),
    });
    if (candidates === 'files') return 'files\n';
    const printable = candidates.every(({ value, description }) => isPrintable(value + description));
    const clean = printable ? (text: string) => text : (await import('../terminal/text/sanitize.ts')).sanitize;
    // A value must not drive a terminal or hide from the eye.
    const harmless = candidates.filter(({ value }) => clean(value) === value);
    const open = harmless.length > 0 && harmless.every(({ value }) => /[=:]$/.test(value));
    const lines = harmless.map(({ value, description }) =>
      protocol.write({ value, description: clean(description).slice(0, 80) }, cursor.prefix, line),
    );
    return [open ? 'open' : 'words', ...lines, ''].join('\n');
  } catch {
    return '';
  }
}
