import { usage } from '../../errors.ts';
import { hasControl } from '../../values/printable.ts';
import { splitWords } from '../../values/shell.ts';
import { findNamed, type ProgramDefinition } from '../define.ts';
import { findRoute } from '../route.ts';

/** What a shell would read as its own. */
const SHELL = /^(?:[|&;<>].*|.*;)$|[`]|\$[({]/;

/** The line as it is stored, without the name of the program. Throws USAGE for a name or a line that cannot be. */
export async function checkAlias(program: ProgramDefinition, name: string, line: string): Promise<string> {
  if (!/^[A-Za-z][\w-]{0,39}$/.test(name)) {
    throw usage(`'${name}' cannot be an alias`, { hint: 'Write letters, digits and dashes.' });
  }
  if (findNamed(program.commands, name)) throw usage(`'${name}' is a command itself`, { hint: 'Take another word.' });
  const text = line.trim().replace(/^pipeliner\s+/, '');
  const words = splitWords(text);
  if (!words) throw usage(`A quote in '${line}' is not closed`);
  if (words.length === 0 || hasControl(text)) throw usage('An alias stands for a command line in one value');
  const ofShell = words.find(word => SHELL.test(word));
  if (ofShell !== undefined) {
    throw usage(`'${ofShell}' is for a shell, and an alias is a line of pipeliner`, {
      hint: 'A function of your shell can do that.',
    });
  }
  if (words[0] === name) throw usage(`'${name}' would stand for itself`);
  const { group, command } = await findRoute(program, words);
  if (!group && !command) throw usage(`'${words[0]}' is no command`, { hint: 'An alias begins with one; see --help.' });
  return text;
}
