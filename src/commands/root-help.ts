import type { CommandDefinition, ProgramDefinition } from './define.ts';
import { flagSyntax, HELP_FLAG } from './flags.ts';

/** The help of the program itself: its commands in their groups, the flags by name. commander adds what stands below. */
export function rootHelp(program: ProgramDefinition<CommandDefinition>, columns: number): string {
  const { commands, flags, name, summary } = program;
  const { sections = [{ heading: 'Commands', names: commands.map(command => command.name) }] } = program;
  const width = Math.max(...commands.map(command => command.name.length));
  const line = (commandName: string) => {
    const command = commands.find(one => one.name === commandName);
    if (!command) throw new Error(`there is no command ${commandName}`);
    return truncate(`  ${commandName.padEnd(width)}  ${command.summary}`, columns);
  };
  const flagNames = [HELP_FLAG, ...flags].map(flag => flagSyntax(flag).long);
  return [
    `Usage: ${name} [flags] <command>`,
    summary,
    ...sections.flatMap(({ heading, names }) => ['', `${heading}:`, ...names.map(line)]),
    '',
    `Flags of every command (${name} help --all explains them):`,
    ...wrapWords(flagNames, columns),
    '',
  ].join('\n');
}

/** The text as far as its line holds it, up to a comma or a colon. */
const truncate = (text: string, columns: number) =>
  text.length > columns ? text.slice(0, columns).replace(/[,:;][^,:;]*$|\s\S*$/, '') : text;

/** The words in lines that fit, each indented. */
function wrapWords(words: readonly string[], columns: number): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= columns) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`  ${word}`);
  }
  return lines;
}
