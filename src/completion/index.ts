import type { Host } from '../host.ts';
import { isPrintable } from '../values/printable.ts';
import { SHELLS, type Shell } from '../values/shell.ts';
import { findCandidates } from './candidates.ts';
import { cursorContext } from './cursor.ts';
import { PROTOCOLS } from './shells.ts';
import type { CommandNode } from './tree.ts';

/** What is longer is no name to put in a line. */
const LONGEST = 200;

/**
 * What a shell is answered that asks what can stand at the cursor: a line that says what to do with the others (`words`,
 * `open` for words that go on, `files` for those of the shell's own), and one for each candidate. Nothing for whatever
 * cannot be answered: a shell has no place to show errors. Never asks a server.
 */
export async function complete([shell, ...args]: readonly string[], program: CommandNode, host: Host): Promise<string> {
  try {
    if (!SHELLS.includes(shell as Shell)) return '';
    const manners = PROTOCOLS[shell as Shell];
    const line = manners.read(args);
    if (!line) return '';
    const place = cursorContext(program, line.before, line.typed);
    const { '--profile': profile, '--sandbox': sandbox } = place.given;
    const where = {
      profile: typeof profile === 'string' ? profile : undefined,
      sandbox: sandbox === undefined ? undefined : true,
    };
    const found = await findCandidates(place, {
      program,
      open: async () => (await import('./knowledge.ts')).openKnowledge(where, host),
      takes: value => value.length <= LONGEST && (manners.takes?.(value) ?? true),
    });
    if (found === 'files') return 'files\n';
    const plain = found.every(({ value, about }) => isPrintable(value + about));
    const clean = plain ? (text: string) => text : (await import('../terminal/text/sanitize.ts')).clean;
    // Nothing that drives a terminal or hides from the eye.
    const harmless = found.filter(({ value }) => clean(value) === value);
    const open = harmless.length > 0 && harmless.every(({ value }) => /[=:]$/.test(value));
    const lines = harmless.map(({ value, about }) =>
      manners.write({ value, about: clean(about).slice(0, 80) }, place.prefix, line),
    );
    return [open ? 'open' : 'words', ...lines, ''].join('\n');
  } catch {
    return '';
  }
}
