import { relationNames } from '../../wire/entities.ts';
import type { Command, Group } from '../act.ts';
import type { FlagDefinition } from '../flags.ts';
import type { ListFlags } from './list-flags.ts';
import type { Noun } from './noun.ts';

/** `clients`, `pipelines`, `accounts`, ... with `list`, which runs by itself, `get <ref>`, and the verbs that write. */
export const nounGroup = (noun: Noun): Group => ({
  name: noun.name,
  aliases: [noun.singular],
  summary: `${noun.writable ? 'list and change' : 'list'} ${noun.summary}`,
  default: 'list',
  load: async () => ({ commands: [listCommand(noun), getCommand(noun), ...(await writingCommands(noun))] }),
});

async function writingCommands(noun: Noun): Promise<readonly Command[]> {
  if (!noun.writable) return [];
  const { recordCommands } = await import('../records/index.ts');
  return recordCommands(noun, noun.writable);
}

/** `list` of a noun. */
export const listCommand = (noun: Noun): Command<ListFlags> => ({
  name: 'list',
  summary: `list ${noun.summary}`,
  flags: listFlags(noun),
  explanation: noun.explanation ?? `One ${noun.singular}: pipeliner ${noun.name} get <${references(noun)}>`,
  examples: noun.examples,
  writes: 'nothing',
  schemas: async () => (await import('./schemas.ts')).listSchemas(noun.kind.entity),
  run: async (context, { flags, program }) => {
    const { listRecords } = await import('./list.ts');
    return listRecords(noun, context, flags, program);
  },
});

const getCommand = (noun: Noun): Command => ({
  name: 'get',
  summary: `show one ${noun.singular}, by ${references(noun)}`,
  arguments: [
    {
      argument: '<ref>',
      label: noun.singular,
      means: noun.kind.emails ? 'name, e-mail or id' : 'name or id',
      suggest: { records: noun.kind.entity },
    },
  ],
  examples: noun.examples.filter(line => line.includes(' get ')),
  writes: 'nothing',
  schemas: async () => (await import('./schemas.ts')).getSchemas(noun.kind.entity),
  run: async (context, { args: [ref = ''] }) => {
    const { getRecord } = await import('./get.ts');
    return getRecord(noun, context, ref);
  },
});

/** The conditions that every list takes. */
export const conditionFlags = (noun: Noun): FlagDefinition[] => [
  { flag: '--search <text>', summary: `only records with this text in their ${searchedFields(noun)}` },
  {
    flag: '--filter <condition>',
    summary: 'only records with field=value or field:operator=value; repeatable',
    takes: { kind: 'repeated' },
    suggest: { fields: noun.kind.entity, conditions: true },
  },
];

function listFlags(noun: Noun): FlagDefinition[] {
  const { entity } = noun.kind;
  const fields = { fields: entity };
  return [
    ...(noun.selectionFlags ?? []),
    ...conditionFlags(noun),
    {
      flag: '--fields [names]',
      summary: 'fields to fetch and show, as a,b.c; without names: print the names there are',
      takes: { kind: 'list' },
      suggest: fields,
    },
    { flag: '--ids', summary: 'show the ids on a terminal, too', conflicts: ['--fields'] },
    {
      flag: '--expand <names>',
      summary: 'relations to return as objects instead of links, as a,b.c',
      takes: { kind: 'list' },
      suggest: { words: relationNames(entity), list: true },
    },
    {
      flag: '--order-by <names>',
      summary: 'fields to sort by, as a,-b; - for descending order; a pipe that gets all goes by created',
      takes: { kind: 'list' },
      suggest: fields,
    },
    {
      flag: '--limit <n>',
      summary: 'print at most this many records',
      takes: { kind: 'integer', min: 1 },
      conflicts: ['--all'],
    },
    { flag: '--all', summary: 'print every record, on a terminal too' },
    { flag: '--page-size <1-100>', summary: 'records per request; default 100', takes: PAGE_SIZE },
    ...ONE_PAGE_FLAGS,
    { flag: '--include-deleted', summary: 'include deleted records' },
    ...(noun.scope ? [{ flag: noun.scope.flag, summary: noun.scope.help }] : []),
    ...(noun.ofAccount ? [ACCOUNT] : []),
  ];
}

const PAGE_SIZE = { kind: 'integer', min: 1, max: 100 } as const;

const onePage = (flag: string, summary: string, options: Omit<FlagDefinition, 'flag' | 'summary'> = {}) => ({
  ...{ flag, summary: `one page only: ${summary}`, ...options },
  conflicts: ['--all', ...(options.conflicts ?? [])],
});

const ONE_PAGE_FLAGS: readonly FlagDefinition[] = [
  onePage('--after <cursor>', 'the records after this cursor', { conflicts: ['--before'] }),
  onePage('--before <cursor>', 'the records right before this cursor'),
  onePage('--last <n>', 'the last records', { takes: PAGE_SIZE, conflicts: ['--limit', '--page-size'] }),
];

const ACCOUNT: FlagDefinition = {
  flag: '--account <ref>',
  summary: 'only contacts of this account, those with it as primary account first',
  suggest: { records: 'Accounts' },
  // The contacts of an account are read from its relations, which have other fields and cursors.
  conflicts: ['--search', '--filter', '--order-by', '--expand', '--after', '--before', '--last', '--page-size'],
};

const references = ({ kind }: Noun) => `id, exact name${kind.emails ? ', e-mail' : ''} or link`;

function searchedFields({ search }: Noun): string {
  const fieldsOf = (text: string) =>
    search(text)
      .anyOf.map(({ field }) => field)
      .join(' or ');
  const [plain, email] = [fieldsOf('x'), fieldsOf('@')];
  return plain === email ? plain : `${plain} (${email} for a text with @)`;
}
