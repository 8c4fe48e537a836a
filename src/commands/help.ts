import type { Command } from 'commander';
import type { Act } from '../cli.ts';
import { usage } from '../errors.ts';
import { nearest } from '../values/names.ts';
import { offering } from './offers.ts';
import { TOPICS } from './topics.ts';

/** `pipeliner help [command or topic]`. */
export function addHelp(program: Command, act: Act): void {
  const help = program
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
  offering(help, {
    operands: [
      { words: async ({ operands }) => [...namesAt(program, operands), ...(operands.length > 0 ? [] : topics)] },
    ],
  });
  const lines = Object.entries(TOPICS).map(([name, { summary }]) => `  ${name.padEnd(17)}${summary}`);
  program.addHelpText('after', `\nTopics, by pipeliner help <topic>:\n${lines.join('\n')}`);
}

const topics = Object.keys(TOPICS);

/** The names of the commands below these words. */
export function namesAt(program: Command, words: readonly string[]): string[] {
  const at = words.reduce<Command | undefined>(
    (found, word) => found?.commands.find(one => isCalled(one, word)),
    program,
  );
  return at?.commands.map(one => one.name()) ?? [];
}

const isCalled = (command: Command, word: string) => command.name() === word || command.aliases().includes(word);

function commandOf(program: Command, words: readonly string[]): Command {
  let at = program;
  for (const word of words) {
    const found = at.commands.find(one => isCalled(one, word));
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
