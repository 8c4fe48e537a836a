import type { Context } from '../../context.ts';
import { usage } from '../../errors.ts';
import type { Command, CommandInput } from '../act.ts';
import { helpText } from '../command-line.ts';
import { loadProgram } from '../define.ts';
import { findCommand } from '../find-command.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { readTopic, readTopics, TOPICS } from './topics.ts';

interface HelpFlags {
  all?: boolean;
  man?: boolean;
  skill?: boolean;
}

/** `pipeliner help [command or topic]`, and `--all` for the whole manual. */
export const help: Command<HelpFlags> = {
  name: 'help',
  summary: 'show the help of a command or a topic',
  arguments: [{ argument: '[words...]', suggest: { commands: true, or: Object.keys(TOPICS) } }],
  flags: [
    { flag: '--all', summary: 'show all commands and topics' },
    { flag: '--man', summary: 'print the same as the source of a man page', conflicts: ['--all'] },
    { flag: '--skill', summary: 'print what an agent should know, as SKILL.md', conflicts: ['--all', '--man'] },
  ],
  examples: ['help filters', 'help oppty create', 'help --all | less'],
  writes: 'nothing',
  schemas: async () => (await import('./schemas.ts')).helpSchemas,
  run: async (context, input) => {
    const { all, man, skill } = input.flags;
    const isManual = all || man || skill;
    const topic = skill ? 'skill' : isManual ? 'all' : input.args.join(' ') || 'pipeliner';
    const text = isManual ? await manual(input) : await page(context, input);
    return { kind: 'text', text, row: { topic, text } };
  },
};

async function manual({ args, flags, program }: CommandInput<HelpFlags>): Promise<string> {
  if (args.length > 0) {
    const flag = flags.all ? '--all' : flags.man ? '--man' : '--skill';
    throw usage('The whole manual takes no command or topic', { flag });
  }
  const { formatManual, formatSkill } = await import('../../manual/index.ts');
  if (flags.skill) return formatSkill(await loadProgram(program), EXIT_CODES);
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
