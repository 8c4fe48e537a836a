import type { Command, Option } from 'commander';

/** The help of one command as data. */
export interface Page {
  /** As `pipeliner oppty create`. */
  name: string;
  aliases: readonly string[];
  /** With operands and the word for flags. */
  usage: string;
  description: string;
  operands: readonly Entry[];
  flags: readonly Entry[];
  /** An earlier page whose flags it takes, too, unless its own are called the same. */
  like?: string;
  /** What stands below: explanations and examples. */
  more: string;
}

/** A thing and what it is for. */
export interface Entry {
  term: string;
  about: string;
}

/** The pages of a command and of all below it, in the order help shows them. Flags of all commands are with the first. */
export function pagesOf(program: Command): Page[] {
  const pages: Page[] = [];
  const visit = (command: Command, before: string) => {
    const name = `${before}${command.name()}`;
    const help = command.createHelp();
    const hidden = (option: Option) => option.hidden || option.long === '--help';
    pages.push({
      name,
      aliases: command.aliases(),
      usage: `${name} ${command.usage()}`.trim(),
      description: command.description(),
      operands: command.registeredArguments
        .filter(({ description }) => description)
        .map(one => ({ term: help.argumentTerm(one), about: help.argumentDescription(one) })),
      ...shared(
        pages,
        command.options
          .filter(option => !hidden(option))
          .map(one => ({ term: help.optionTerm(one), about: help.optionDescription(one) })),
      ),
      more: textAfter(command),
    });
    for (const sub of command.commands) visit(sub, `${name} `);
  };
  visit(program, '');
  return pages;
}

/** So many flags that two pages have in common are told once. */
const MANY = 8;

/** The flags of a page: only what they have more than those of an earlier one, if nearly all are the same. */
function shared(pages: readonly Page[], flags: readonly Entry[]): Pick<Page, 'flags' | 'like'> {
  const isIn =
    ({ flags: others }: Page) =>
    (flag: Entry) =>
      others.some(({ term, about }) => term === flag.term && about === flag.about);
  const like = pages.find(page => !page.like && flags.filter(isIn(page)).length >= MANY);
  return like ? { flags: flags.filter(flag => !isIn(like)(flag)), like: like.name } : { flags };
}

/** What commander writes below the help of a command. */
function textAfter(command: Command): string {
  let text = '';
  const write = (more: string) => {
    text += more;
  };
  (command as unknown as NodeJS.EventEmitter).emit('afterHelp', { error: false, command, write });
  return text.replace(/^\n+|\s+$/g, '');
}
