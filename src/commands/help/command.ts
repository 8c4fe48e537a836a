import type { Context } from '../../context.ts';
import { usage } from '../../errors.ts';
import type { Command, CommandInput } from '../act.ts';
import { helpText } from '../command-line.ts';
import { loadProgram } from '../define.ts';
import { findCommand } from '../find-command.ts';
import { readTopic, readTopics, TOPICS } from './topics.ts';

interface HelpFlags {
  all?: boolean;
  man?: boolean;
}

/** `pipeliner help [command or topic]`, and `--all` for the whole manual. */
export const help: Command<HelpFlags> = {
  name: 'help',
  summary: 'show the help of a command or a topic',
  arguments: [{ argument: '[words...]', suggest: { commands: true, or: Object.keys(TOPICS) } }],
  flags: [
    { flag: '--all', summary: 'show all commands and topics' },
    { flag: '--man', summary: 'print the same as the source of a man page', conflicts: ['--all'] },
  ],
  examples: ['help filters', 'help oppty create', 'help --all | less'],
  writes: 'nothing',
  schemas: async () => (await import('./schemas.ts')).helpSchemas,
  run: async (context, input) => {
    const isManual = input.flags.all || input.flags.man;
    const topic = isManual ? 'all' : input.args.join(' ') || 'pipeliner';
    const text = isManual ? await manual(input) : await page(context, input);
    return { kind: 'text', text, row: { topic, text } };
  },
};

async function manual({ args, flags, program }: CommandInput<HelpFlags>): Promise<string> {
  if (args.length > 0) {
    throw usage('The whole manual takes no command or topic', { flag: flags.all ? '--all' : '--man' });
  }
  const { formatManual } = await import('../../manual/index.ts');
  return formatManual(await loadProgram(program), await readTopics(), flags.man ? 'man' : 'text');
}

async function page({ host }: Context, { args, program }: CommandInput): Promise<string> {
  const topic = await readTopic(args.join(' '));
  if (topic) return topic.text;
  const path = findCommand(await loadProgram(program), args, Object.keys(TOPICS));
  const text = await helpText(
    program,
    path.map(({ name }) => name),
    host.stdout.columns || 80,
  );
  return text.trimEnd();
}
