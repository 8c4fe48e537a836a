import type { ImportEntity } from '../../import/columns/targets.ts';
import type { Command } from '../act.ts';
import type { FlagDefinition } from '../flags.ts';
import { PLAN_FLAG } from '../writes/flags.ts';
import type { ImportFlags } from './flags.ts';

const repeated = { kind: 'repeated' } as const;
const files = { files: true } as const;

const FLAGS: readonly FlagDefinition[] = [
  { flag: '--map <column=field>', summary: 'what a column fills; nothing behind = leaves it out', takes: repeated },
  { flag: '--mapping <file>', summary: 'read what columns fill from a file, or save it to a new one', suggest: files },
  { flag: '--set <field=text>', summary: 'the same for all rows', takes: repeated },
  { flag: '--key <column=field>', summary: 'what makes a row the same record; repeat it for more', takes: repeated },
  {
    flag: '--on-match <what>',
    summary: 'for rows whose key a record has; default fail',
    takes: { kind: 'choice', words: ['update', 'skip', 'fail'] },
  },
  {
    flag: '--create-missing <kinds>',
    summary: 'create what rows name and is not there: accounts, contacts, or both with a comma between',
    takes: { kind: 'list' },
    suggest: { words: ['accounts', 'contacts', 'accounts,contacts'] },
    conflicts: ['--plan'],
  },
  { flag: '--dry-run', summary: 'judge every row, but send nothing' },
  PLAN_FLAG,
  { flag: '--results <file>', summary: 'write what became of each row to a new CSV file', suggest: files },
  { flag: '--failed <file>', summary: 'write the failed rows with their reasons to a new CSV file', suggest: files },
  { flag: '--delimiter <mark>', summary: 'the mark between cells: a character, or tab' },
  { flag: '--encoding <name>', summary: 'the encoding of the file, as windows-1252' },
  { flag: '--sheet <name>', summary: 'the sheet of a workbook, by name or number; default the first' },
  {
    flag: '--dates <order>',
    summary: 'which number of a date comes first',
    takes: { kind: 'choice', words: ['dmy', 'mdy', 'ymd'] },
  },
  {
    flag: '--decimal <mark>',
    summary: 'the mark before decimals',
    takes: { kind: 'choice', words: ['comma', 'point'] },
  },
  { flag: '--header-row <n>', summary: 'the line of the headings', takes: { kind: 'integer', min: 1 } },
  { flag: '--clear-with <word>', summary: 'the cell that empties a field; default #CLEAR' },
  { flag: '--max-errors <n>', summary: 'stop when more rows than these fail', takes: { kind: 'integer', min: 0 } },
  {
    flag: '--batch-size <n>',
    summary: 'rows in one request, where they have a key; default 100',
    takes: { kind: 'integer', min: 1, max: 100 },
  },
  {
    flag: '--max-requests <n>',
    summary: 'requests at once; default 4, and fewer while the server asks for fewer',
    takes: { kind: 'integer', min: 1, max: 16 },
  },
  { flag: '--no-verify', summary: 'do not read back what was written by many rows at once' },
  { flag: '--yes', summary: 'skip the question; rows that are wrong are left out' },
  { flag: '--resume', summary: 'carry on an import of this file that was stopped' },
  { flag: '--again', summary: 'import a file that was imported already' },
];

const EXPLANATION = `\
A file is CSV, TSV, JSON, JSON lines or XLSX, whatever its name; - reads the standard input. Columns are known by their
headings: the flags of create, names of the API, labels of the space. An empty cell leaves the field as it is.

Every row becomes exactly one record, whatever stops the import: it can be carried on with --resume and taken back with
undo. With --key rows find their records again, on later days and other machines too, and are sent many at a time. On
one machine imports with the same key wait for each other; of two machines at once, both could create a record.`;

const EXAMPLES: Readonly<Record<ImportEntity, readonly string[]>> = {
  Opportunities: [
    'oppty import deals.csv --dry-run',
    'oppty import deals.csv --set owner=john.doe@example.com --yes',
    "oppty import deals.xlsx --map 'Deal title=name' --key 'Contract=cf_contract_no' --on-match update --yes",
  ],
  Accounts: [
    'accounts import companies.csv --dry-run',
    'accounts import companies.csv --key Name=name --on-match skip --yes',
  ],
  Contacts: [
    'contacts import people.csv --dry-run',
    'contacts import people.csv --key E-mail=email --on-match update --yes',
  ],
};

/** `import` of a noun, whose records are of this collection. */
export const importCommand = (entity: ImportEntity): Command<ImportFlags> => ({
  name: 'import',
  summary: `create and update ${entity.toLowerCase()} from a file with many rows`,
  arguments: [{ argument: '<file>', label: 'file', means: 'CSV, TSV, JSON or XLSX file, or -', suggest: files }],
  flags: FLAGS,
  explanation: EXPLANATION,
  examples: EXAMPLES[entity],
  writes: 'space',
  schemas: async () => (await import('./schemas.ts')).importSchemas,
  run: async (context, { args: [path = ''], flags }) => {
    const { runImport } = await import('./run-import.ts');
    return runImport(entity, path, flags, context);
  },
});
