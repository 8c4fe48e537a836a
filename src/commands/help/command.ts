import { type Command, Option } from 'commander';
import type { Act } from '../../cli.ts';
import { usage } from '../../errors.ts';
import { nearest } from '../../values/names.ts';
import { suggestValues } from '../suggestions.ts';
import { TOPICS } from './topics.ts';

/** `pipeliner help [command or topic]`, and `--all` for the whole manual. `whole` gives the tree with every flag in it. */
export function addHelp(program: Command, act: Act, whole: () => Promise<Command>): void {
  const help = program
    .command('help [words...]')
    .description('show the help of a command, or a topic')
    .option('--all', 'everything: all commands and topics')
    .addOption(new Option('--man', 'the same as the source of a man page').conflicts('all'))
    .addHelpText('after', EXAMPLES)
    .action(
      act(async (_, words: string[], { all, man }: { all?: boolean; man?: boolean }) => {
        if (all || man) {
          if (words.length > 0) throw usage('All of the manual is no single page', { flag: all ? '--all' : '--man' });
          const { manual } = await import('../../manual/index.ts');
          const text = await manual(await whole(), man ? 'man' : 'text');
          return { kind: 'text', text, row: { topic: 'all', text } };
        }
        const topic = Object.hasOwn(TOPICS, words.join(' ')) ? TOPICS[words.join(' ')] : undefined;
        if (topic) {
          const page = typeof topic.text === 'string' ? topic.text : await topic.text();
          const text = page.replace(/^\n/, '');
          return { kind: 'text', text, row: { topic: words[0], text } };
        }
        // Ends here: commander throws what it wrote.
        return commandOf(program, words, Object.keys(TOPICS)).help();
      }),
    );
  suggestValues(help, { operands: [{ commands: true, or: Object.keys(TOPICS) }] });
  const lines = Object.entries(TOPICS).map(([name, { summary }]) => `  ${name.padEnd(17)}${summary}`);
  program.addHelpText('after', `\nTopics, by pipeliner help <topic>:\n${lines.join('\n')}`);
}

const EXAMPLES = `
Examples:
  pipeliner help filters
  pipeliner help oppty create
  pipeliner help --all | less`;

const isCalled = (command: Command, word: string) => command.name() === word || command.aliases().includes(word);

/** The command of these words. Throws USAGE with the nearest one, or the nearest of the `topics` that would do as well. */
export function commandOf(program: Command, words: readonly string[], topics: readonly string[] = []): Command {
  let at = program;
  for (const word of words) {
    const found = at.commands.find(one => isCalled(one, word));
    if (!found) {
      const close = nearest(word, [...at.commands.map(one => one.name()), ...(at === program ? topics : [])]);
      throw usage(`There is no command${topics.length > 0 ? ' or topic' : ''} '${words.join(' ')}'`, {
        hint: close ? `Did you mean '${close}'?` : 'See pipeliner --help.',
      });
    }
    at = found;
  }
  return at;
}
