import {
  type CommandDefinition,
  isLoadedGroup,
  type LoadedGroup,
  type LoadedProgram,
  textBelow,
  usageOf,
} from '../commands/define.ts';
import { type ArgumentDefinition, type FlagDefinition, summaryWithChoices } from '../commands/flags.ts';

/** A page that is not of a command. */
export interface ManualTopic {
  name: string;
  summary: string;
  text: string;
}

/** The page of one command. */
export interface ManualPage {
  /** As `pipeliner oppty create`. */
  name: string;
  aliases: readonly string[];
  /** The name with the words for flags and arguments. */
  usage: string;
  summary: string;
  arguments: readonly ManualEntry[];
  flags: readonly ManualEntry[];
  /** An earlier page whose flags it takes, too, unless its own have the same name. */
  like?: string;
  /** The text below: explanations and examples. */
  more: string;
}

/** A term and its explanation. */
export interface ManualEntry {
  term: string;
  summary: string;
}

/** The pages of the program and of all commands, in the order help shows them. Flags of all commands are with the first. */
export function manualPages(program: LoadedProgram): ManualPage[] {
  const { name, summary, flags } = program;
  const pages: ManualPage[] = [
    { name, aliases: [], usage: name, summary, arguments: [], flags: flags.map(flagEntry), more: '' },
  ];
  for (const definition of program.commands) {
    pages.push(pageOf(definition, name, pages));
    if (!isLoadedGroup(definition)) continue;
    for (const command of definition.commands) pages.push(pageOf(command, `${name} ${definition.name}`, pages));
  }
  return pages;
}

function pageOf(
  definition: CommandDefinition | LoadedGroup,
  parent: string,
  earlierPages: readonly ManualPage[],
): ManualPage {
  const name = `${parent} ${definition.name}`;
  const { arguments: definitions = [], flags = [] } = isLoadedGroup(definition) ? {} : definition;
  return {
    name,
    aliases: definition.aliases ?? [],
    usage: `${name} ${usageOf(definition)}`,
    summary: definition.summary,
    arguments: definitions.filter(({ summary }) => summary).map(argumentEntry),
    ...ownFlags(earlierPages, flags.map(flagEntry)),
    more: textBelow(definition),
  };
}

const flagEntry = (flag: FlagDefinition): ManualEntry => ({ term: flag.flag, summary: summaryWithChoices(flag) });

/** An argument without the brackets of the usage. */
const argumentEntry = (argument: ArgumentDefinition): ManualEntry => ({
  term: argument.argument.replace(/^[<[](.*?)(\.\.\.)?[>\]]$/, '$1'),
  summary: summaryWithChoices(argument),
});

/** Pages that share so many flags print them once. */
const MANY = 8;

/** The flags of a page: only what they have more than those of an earlier one, if nearly all are the same. */
function ownFlags(
  earlierPages: readonly ManualPage[],
  flags: readonly ManualEntry[],
): Pick<ManualPage, 'flags' | 'like'> {
  const isIn =
    ({ flags: pageFlags }: ManualPage) =>
    (flag: ManualEntry) =>
      pageFlags.some(({ term, summary }) => term === flag.term && summary === flag.summary);
  const like = earlierPages.find(page => !page.like && flags.filter(isIn(page)).length >= MANY);
  return like ? { flags: flags.filter(flag => !isIn(like)(flag)), like: like.name } : { flags };
}
