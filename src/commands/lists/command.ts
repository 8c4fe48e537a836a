import { type Command, Option } from 'commander';
import type { Act, Named } from '../../cli.ts';
import { relationNames } from '../../wire/entities.ts';
import { list, repeated, wholeNumber } from '../flags.ts';
import { suggest, suggestValues } from '../suggestions.ts';
import type { Noun } from './nouns.ts';
import type { ListFlags } from './query.ts';

/**
 * Adds `clients`, `pipelines`, `accounts`, ... with `list` (the default) and `get <ref>`. Their flags are left out
 * unless the command line names it: they are many, and nobody could see them.
 */
export function addNoun(noun: Noun, program: Command, act: Act, named: Named): void {
  const command = program.command(noun.name).alias(noun.singular).description(`list ${noun.summary}`);
  if (!named.has(noun.name) && !named.has(noun.singular)) return;
  const listing = command
    .command('list', { isDefault: true })
    .description(`list ${noun.summary}`)
    .option('--search <text>', `whose ${searched(noun)} holds the text`)
    .option('--filter <condition>', 'field=value or field:operator=value; repeat it to narrow further', repeated)
    .addOption(
      new Option('--fields [names]', 'what to fetch and show, as a,b.c; without names: which there are').argParser(
        list,
      ),
    )
    .option('--expand <names>', 'relations to return as objects instead of links, as a,b.c', list)
    .option('--order-by <names>', 'as a,-b; - turns the order round', list)
    .addOption(new Option('--limit <n>', 'at most so many').argParser(wholeNumber(1)).conflicts('all'))
    .option('--all', 'every record, also on a terminal')
    .addOption(new Option('--page-size <1-100>', 'records in one request; default 100').argParser(wholeNumber(1, 100)))
    .addOption(onePage('--after <cursor>', 'one page only: what comes after the cursor').conflicts('before'))
    .addOption(onePage('--before <cursor>', 'one page only: what comes before it'))
    .addOption(
      onePage('--last <n>', 'one page only: its last records').argParser(wholeNumber(1, 100)).conflicts('limit'),
    )
    .option('--include-deleted', 'deleted records too')
    .action(
      act(async (context, flags: ListFlags) => {
        const { listRecords } = await import('./list.ts');
        return listRecords(noun, context, flags);
      }),
    );
  if (noun.scope) listing.option(noun.scope.flag, noun.scope.help);
  if (noun.ofAccount) {
    const account = new Option('--account <ref>', 'of this account only: those it is the primary account of first');
    listing.addOption(suggest(account.conflicts(NOT_OF_ACCOUNT), { records: 'Accounts' }));
  }
  const examples = (words = '') =>
    ['', 'Examples:', ...noun.examples.filter(line => line.includes(words)).map(line => `  pipeliner ${line}`)].join(
      '\n',
    );
  const names = { fields: noun.kind.entity };
  suggestValues(listing, {
    '--filter': { ...names, conditions: true },
    '--fields': names,
    '--expand': { words: relationNames(noun.kind.entity), list: true },
    '--order-by': names,
  });
  const get = command
    .command('get <ref>')
    .description(`show one ${noun.singular}, by id, exact name${noun.kind.emails ? ', e-mail' : ''} or link`)
    .addHelpText('after', examples(' get '))
    .action(
      act(async (context, ref: string) => {
        const { getRecord } = await import('./get.ts');
        return getRecord(noun, context, ref);
      }),
    );
  suggestValues(get, { operands: [{ records: noun.kind.entity }] });
  listing.addHelpText(
    'after',
    `\nOne ${noun.singular}: pipeliner ${noun.name} get <id, exact name${noun.kind.emails ? ', e-mail' : ''} or link>\n${examples()}`,
  );
  // What a reader of `accounts --help` wants are the flags of the list.
  command.outputHelp = (context?: unknown) => listing.outputHelp(context as undefined);
}

const onePage = (flag: string, help: string) => new Option(flag, help).conflicts('all');

/** The contacts of an account are read by way of its relations, which have other fields and cursors. */
const NOT_OF_ACCOUNT = ['search', 'filter', 'orderBy', 'expand', 'after', 'before', 'last', 'pageSize'];

const searched = ({ search }: Noun) => {
  const [plain, email] = [search('x').field, search('@').field];
  return plain === email ? plain : `${plain} (with an @: ${email})`;
};
