import type { Command } from 'commander';
import type { Act } from '../cli.ts';
import { usage } from '../errors.ts';
import { nearest } from '../values/names.ts';
import { TOPICS } from './topics.ts';

/** `pipeliner help [command or topic]`. */
export function addHelp(program: Command, act: Act): void {
  program
    .helpCommand(false)
    .command('help [words...]')
    .description('show the help of a command, or a topic')
    .addHelpText('after', '\nExamples:\n  pipeliner help filters\n  pipeliner help oppty create')
    .action(
      act(async (_, words: string[]) => {
        const topic = Object.hasOwn(TOPICS, words.join(' ')) ? TOPICS[words.join(' ')] : undefined;
        if (topic) {
          const page = typeof topic.text === 'string' ? topic.text : await topic.text();
          const text = page.replace(/^\n/, '');
          return { kind: 'text', text, row: { topic: words[0], text } };
        }
        // Ends here: commander throws what it wrote.
        return commandOf(program, words).help();
      }),
    );
  const lines = Object.entries(TOPICS).map(([name, { summary }]) => `  ${name.padEnd(17)}${summary}`);
  program.addHelpText('after', `\nTopics, by pipeliner help <topic>:\n${lines.join('\n')}`);
}

function commandOf(program: Command, words: readonly string[]): Command {
  let at = program;
  for (const word of words) {
    const found = at.commands.find(one => one.name() === word || one.aliases().includes(word));
    if (!found) {
      const close = nearest(word, [...at.commands.map(one => one.name()), ...Object.keys(TOPICS)]);
      throw usage(`There is no help on '${words.join(' ')}'`, {
        hint: close ? `Did you mean '${close}'?` : 'See pipeliner --help.',
      });
    }
    at = found;
  }
  return at;
}
