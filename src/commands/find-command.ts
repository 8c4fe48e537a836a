import { usage } from '../errors.ts';
import { nearest } from '../values/names.ts';
import { type CommandDefinition, findNamed, isLoadedGroup, type LoadedGroup, type LoadedProgram } from './define.ts';

/** The command or group of these words with its own name; none for no words. Throws USAGE with the nearest name. */
export function findCommand(
  program: LoadedProgram,
  words: readonly string[],
  topics: readonly string[] = [],
): (CommandDefinition | LoadedGroup)[] {
  const path: (CommandDefinition | LoadedGroup)[] = [];
  for (const word of words) {
    const last = path.at(-1);
    const below = last === undefined ? program.commands : isLoadedGroup(last) ? last.commands : [];
    const entry = findNamed<CommandDefinition | LoadedGroup>(below, word);
    if (!entry) {
      const close = nearest(word, [...below.map(({ name }) => name), ...(last ? [] : topics)]);
      throw usage(`There is no command${topics.length > 0 ? ' or topic' : ''} '${words.join(' ')}'`, {
        hint: close ? `Did you mean '${close}'?` : 'See pipeliner --help.',
      });
    }
    path.push(entry);
  }
  return path;
}
