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
  /** Another page whose flags it takes, too, unless its own have the same name. */
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
    pages.push(pageOf(definition, name));
    if (!isLoadedGroup(definition)) continue;
    for (const command of definition.commands) pages.push(pageOf(command, `${name} ${definition.name}`));
  }
  return pages.map(page => withOwnFlags(page, pages));
}

function pageOf(definition: CommandDefinition | LoadedGroup, parent: string): ManualPage {
  const name = `${parent} ${definition.name}`;
  const { arguments: definitions = [], flags = [] } = isLoadedGroup(definition) ? {} : definition;
  return {
    name,
    aliases: definition.aliases ?? [],
    usage: `${name} ${usageOf(definition)}`,
    summary: definition.summary,
    arguments: definitions.filter(({ summary }) => summary).map(argumentEntry),
    flags: flags.map(flagEntry),
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

/** The page with only the flags that it has more than the page that stands for the others, if there is one. */
function withOwnFlags(page: ManualPage, pages: readonly ManualPage[]): ManualPage {
  const common = commonPage(page, pages);
  return common ? { ...page, flags: page.flags.filter(flag => !hasFlag(common, flag)), like: common.name } : page;
}

const hasFlag = ({ flags }: ManualPage, { term, summary }: ManualEntry) =>
  flags.some(flag => flag.term === term && flag.summary === summary);

/** The page whose flags this one takes, all of them by name and many as they are described there. */
function commonPage(page: ManualPage, pages: readonly ManualPage[]): ManualPage | undefined {
  const terms = page.flags.map(({ term }) => term);
  return pages.find((other, index) => {
    const isSmaller = other.flags.length < terms.length;
    const isBefore = other.flags.length === terms.length && index < pages.indexOf(page);
    return (
      (isSmaller || isBefore) &&
      other.flags.every(({ term }) => terms.includes(term)) &&
      page.flags.filter(flag => hasFlag(other, flag)).length >= MANY &&
      !commonPage(other, pages)
    );
  });
}
