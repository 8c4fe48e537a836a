import { usage } from '../errors.ts';
import { ownValue } from '../values/own-value.ts';
import { splitWords } from '../values/shell.ts';
import type { ProgramDefinition } from './define.ts';
import { unknownName } from './route.ts';

/**
 * The words of a command line, with those that an alias stands for in its place. `readAliases` is called only where the
 * line names no command. Throws USAGE for a damaged alias.
 */
export async function expandAlias(
  program: ProgramDefinition,
  words: readonly string[],
  readAliases: () => Promise<Readonly<Record<string, string>>>,
): Promise<readonly string[]> {
  const position = unknownName(program, words);
  if (position === undefined) return words;
  const name = words[position]!;
  const line = ownValue(await readAliases(), name);
  if (line === undefined) return words;
  const own = splitWords(line);
  if (!own) throw usage(`A quote in the alias '${name}' is not closed`);
  return words.toSpliced(position, 1, ...own);
}
