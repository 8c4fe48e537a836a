import { type CliError, usage } from '../errors.ts';
import { nearest } from '../values/names.ts';
import type { CommandDefinition, LoadedGroup } from './define.ts';
import { type FlagDefinition, flagSyntax } from './flags.ts';

/** A command line with more words than its command takes. */
export interface SurplusLine {
  /** All words of the line. */
  words: readonly string[];
  /** Those that the command has no place for, in the same order. */
  surplus: readonly string[];
  group: LoadedGroup | undefined;
  command: CommandDefinition;
  /** The flags of the command and those of every command. */
  flags: readonly FlagDefinition[];
}

/** The error for a line with too many words: names the first of them, and the line that was probably meant. */
export function surplusError(line: SurplusLine): CliError {
  const { surplus, group, command } = line;
  const name = [group?.name, command.name].filter(Boolean).join(' ');
  const takes = (command.arguments ?? []).map(({ argument }) => argument).join(' ') || 'no words besides its flags';
  const corrections = [withPlainDashes, withJoinedValues, withDashes, withNearestCommand, withSearch];
  const intended = corrections.reduce<string[] | undefined>((found, correct) => found ?? correct(line), undefined);
  if (!intended && isUnknownVerb(line)) {
    return usage(`There is no command '${group?.name} ${surplus[0]}'`, {
      hint: `There are ${group?.commands.map(({ name }) => `${group.name} ${name}`).join(', ')}.`,
    });
  }
  return usage(`'${surplus[0]}' is a word too many: ${name} takes ${takes}`, {
    hint: intended ? 'Did you mean:' : 'See --help.',
    command: intended,
  });
}

/** Whether the first surplus word stands where a group has its verbs, and the group fell back to its default one. */
const isUnknownVerb = ({ words, surplus, group, command }: SurplusLine) =>
  group?.default === command.name &&
  words.some((word, index) => [group.name, ...(group.aliases ?? [])].includes(word) && words[index + 1] === surplus[0]);

/** Dashes that are none of the keyboard's: editors and chats put them in. */
const PASTED_DASH = /^[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]+/;

/** The line with the dashes of the keyboard before the names of flags. */
const withPlainDashes = (line: SurplusLine) => withFlagNames(line, word => word.replace(PASTED_DASH, '--'));

/** The line with dashes before surplus words that are names of flags. */
const withDashes = (line: SurplusLine) => withFlagNames(line, word => `--${word}`);

/** The line with each surplus word corrected that is a flag then; undefined if there is none. */
function withFlagNames({ words, surplus, flags }: SurplusLine, correct: (word: string) => string) {
  const names = flags.map(flag => flagSyntax(flag).long);
  const corrected = words.map(word => {
    const flag = correct(word);
    return surplus.includes(word) && names.includes(flag.split('=')[0]!) ? flag : word;
  });
  return corrected.join() === words.join() ? undefined : corrected;
}

/** Arguments that can be a name of several words. */
const NAMES_WITH_SPACES = ['<ref>', '<value>'];

/** The line with each value or argument and the surplus words that follow it as one word. */
function withJoinedValues({ words, surplus, command, flags }: SurplusLine): string[] | undefined {
  const textFlags = flags.filter(({ takes }) => (takes?.kind ?? 'text') !== 'integer').map(flagSyntax);
  const takesText = (word: string) => textFlags.some(({ long, short, value }) => value && [long, short].includes(word));
  const { argument = '', mayBeFlags = false } = command.arguments?.at(-1) ?? {};
  const hasSpaces = NAMES_WITH_SPACES.includes(argument);
  const rest = [...surplus];
  const joined: string[] = [];
  let isValue = false;
  for (const [index, word] of words.entries()) {
    if (isValue && word === rest[0]) {
      joined.push([joined.pop(), rest.shift()].join(' '));
      continue;
    }
    joined.push(word);
    const isArgument = hasSpaces && words[index + 1] === surplus[0] && (mayBeFlags || !word.startsWith('-'));
    isValue = isArgument || takesText(words[index - 1] ?? '') || takesText(/^(--[\w-]+)=/.exec(word)?.[1] ?? '');
  }
  return rest.length === 0 ? joined : undefined;
}

/** The line with the command of the group that the word is a slip of. */
function withNearestCommand({ words, surplus, group }: SurplusLine): string[] | undefined {
  const [first = ''] = surplus;
  const close =
    group &&
    nearest(
      first,
      group.commands.map(({ name }) => name),
    );
  return close ? words.with(words.indexOf(first), close) : undefined;
}

/** The line that searches for the words, where the command can. */
function withSearch({ words, surplus, command }: SurplusLine): string[] | undefined {
  if (!command.flags?.some(({ flag }) => flag.startsWith('--search '))) return undefined;
  return [...words.filter(word => !surplus.includes(word)), '--search', surplus.join(' ')];
}
