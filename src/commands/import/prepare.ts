import { promises } from 'node:fs';
import type { Context } from '../../context.ts';
import { CliError, type Problem, problemsError, usage } from '../../errors.ts';
import {
  type ColumnForm,
  type FormFinder,
  findForms,
  type OpenForm,
  openFormsError,
  readingsOf,
} from '../../import/columns/forms.ts';
import { findHeadings, type HeadingLine } from '../../import/columns/headings.ts';
import {
  type ColumnChoices,
  isHeading,
  type MappedColumn,
  mapColumns,
  noField,
  readColumnChoices,
} from '../../import/columns/mapping.ts';
import { findTarget, type ImportEntity, type Target, targetsOf } from '../../import/columns/targets.ts';
import type { KeyFacts, RowJudge } from '../../import/judge-rows.ts';
import { bulkLookups } from '../../import/rows/bulk-lookups.ts';
import { KeySet } from '../../import/rows/key-set.ts';
import { keyText, loadKeyed, MAX_ASKED } from '../../import/rows/known-keys.ts';
import { findMissing, type MissingRecords } from '../../import/rows/missing-records.ts';
import type { FixedValue, RowReader } from '../../import/rows/row-input.ts';
import { openTable, type TableFile } from '../../import/table/open-table.ts';
import { type Cell, cellText } from '../../import/table/table.ts';
import { flagName, PLAIN_FIELDS, parseValidationLevel } from '../../oppty/draft/plain-fields.ts';
import type { SpaceField } from '../../records/found.ts';
import { loadFields } from '../../records/load-lists.ts';
import { createLookups, type Lookups } from '../../records/lookups.ts';
import { recordNames } from '../../records/record-names.ts';
import { wireName } from '../../records/space-fields.ts';
import { flagOf, WRITABLE_FIELDS } from '../../records/writable/fields.ts';
import { localDay } from '../../values/dates.ts';
import { memoize } from '../../values/memoize.ts';
import { chooseFirst } from '../choose-first.ts';
import { NOUNS } from '../lists/nouns.ts';
import { toDefaults } from '../oppty/setting-defaults.ts';
import { agreeOnColumns } from './agree-columns.ts';
import type { ImportFlags } from './flags.ts';
import { opportunityJudge } from './judge-opportunity.ts';
import { recordJudge } from './judge-record.ts';
import { readMapping } from './mapping-file.ts';

/** A file whose rows can be judged. */
export interface Prepared {
  table: TableFile;
  heading: HeadingLine;
  reader: RowReader;
  judge: RowJudge;
  keys: KeyFacts | undefined;
  /** The records that are created for rows, if any may be. */
  missing: MissingRecords | undefined;
  lookups: Lookups;
  /** Whether a mapping file was read. */
  isMapped: boolean;
  /** How many rows it has. */
  count: number;
  /** Whether a line is a row. */
  isData(line: number): boolean;
}

/** Reads the headings, finds the forms of all columns, and looks up what the rows name. Throws USAGE for what is unclear. */
export async function prepareImport(
  entity: ImportEntity,
  path: string,
  flags: ImportFlags,
  context: Context,
): Promise<Prepared> {
  const table = await openTable(path, flags);
  for (const note of table.notes) await context.say(note);
  const client = await context.client();
  const spaceFields = await loadFields(client, ENTITY_NAMES[entity]).catch(withoutFields);
  const targets = targetsOf(entity, spaceFields);
  const file = flags.mapping === undefined ? undefined : await readMapping(flags.mapping);
  const choices = { flags: withKeys(readColumnChoices(flags.map ?? []), flags.key ?? []), file: file ?? new Map() };
  const all = new Map([...choices.file, ...choices.flags]);
  const heading = await findHeadings(table.lines, {
    ...{ row: flags.headerRow, hasNames: table.hasNames },
    isHeading: cell => isHeading(cell, targets, all),
  });
  const guessedColumns = mapColumns(heading.cells, targets, choices);
  const fixed = readFixed(flags.set ?? [], targets, guessedColumns);
  const columns = await agreeOnColumns({ table, heading, columns: guessedColumns, fixed }, targets, flags, context);
  const keyColumns = findKeyColumns(flags.key ?? [], columns);
  const isData = (line: number) => line > heading.line;
  const scanned = await scanRows(table, { columns, fixed, keyColumns }, isData);
  const forms = await decideForms(scanned.forms, flags, context);
  const today = localDay(context.host.now());
  const headings = heading.cells.map(cellText);
  const clearWord = flags.clearWith ?? '#CLEAR';
  const reader: RowReader = { columns, forms, fixed, keyColumns, clearWord, headings, today };
  const lookups = await openLookups(scanned.words, context);
  const missing = findMissingRecords(lookups, flags);
  const judge = await openJudge(entity, missing?.lookups ?? lookups, flags, today, context);
  const keys = await loadKeys(reader, scanned.keys, spaceFields, judge, flags, context);
  return {
    table,
    heading,
    reader,
    judge,
    keys,
    missing,
    lookups,
    isMapped: file !== undefined,
    count: scanned.count,
    isData,
  };
}

const ENTITY_NAMES = { Opportunities: 'Opportunity', Accounts: 'Account', Contacts: 'Contact' } as const;

/** A sign-in that may not see the fields can import all the same. */
function withoutFields(error: unknown): SpaceField[] {
  if (error instanceof CliError && ['NOT_FOUND', 'FORBIDDEN', 'REJECTED'].includes(error.code)) return [];
  throw error;
}

/** A key column fills its field, unless --map says otherwise. */
function withKeys(choices: ColumnChoices, keys: readonly string[]): ColumnChoices {
  const all = new Map(choices);
  for (const [column, field] of readColumnChoices(keys)) if (!all.has(column)) all.set(column, field);
  return all;
}

/** Reads --set. Throws USAGE for fields that are not there, or that a column fills. */
function readFixed(
  settings: readonly string[],
  targets: readonly Target[],
  columns: readonly MappedColumn[],
): FixedValue[] {
  const problems: Problem[] = [];
  const fixed = settings.flatMap((setting): FixedValue[] => {
    const [, name = '', text = ''] = /^([^=]+)=(.*)$/s.exec(setting) ?? [];
    const target = findTarget(targets, name);
    const column = columns.find(one => one.target === target);
    const refuse = (message: string) => problems.push({ code: 'USAGE', message, flag: '--set' });
    if (name === '') refuse(`--set takes field=text, not '${setting}'`);
    else if (!target) problems.push(noField(name, targets, '--set'));
    else if (column) refuse(`--set and the column '${column.heading}' both fill ${target.name}`);
    else if (text.trim() === '') refuse(`--set ${name} is empty`);
    else return [{ target, text: text.trim() }];
    return [];
  });
  if (problems.length > 0) throw problemsError(problems);
  return fixed;
}

/** The fields that lead to other records. */
const NO_KEYS = [
  ...['owner', 'account', 'contact', 'pipeline', 'step', 'currency', 'type', 'unit', 'lead-source', 'reason-of-close'],
  ...['parent', 'industry', 'class'],
];

/** The columns of --key, each with the field that the key is kept in. */
function findKeyColumns(keys: readonly string[], columns: readonly MappedColumn[]): MappedColumn[] {
  return [...readColumnChoices(keys)].map(([name, field]) => {
    const column = columns.find(({ heading, target }) => target && heading.toLowerCase() === name.toLowerCase());
    const found = column ?? columns.find(({ index, target }) => target && name === `#${index + 1}`);
    if (found?.target && findTarget([found.target], field)) {
      if (found.target.kind === 'text' && !NO_KEYS.includes(found.target.name)) return found;
      throw usage(`--key ${name}=${field}: only a field with a text of its own can hold a key`, { flag: '--key' });
    }
    throw usage(`--key ${name}=${field}: the column fills ${found?.target?.name ?? 'nothing'}`, {
      flag: '--key',
      hint: 'The key is kept in the field that the column fills.',
    });
  });
}

/** What the rows name, before anything is looked up. */
interface ScannedRows {
  count: number;
  words: { client: Set<string>; account: Set<string>; hasContacts: boolean };
  keys: ScannedKeys;
  forms: FormFinder;
}

/** The keys of all rows: their texts, the values of the first ones, and the lines of those that are there twice. */
interface ScannedKeys {
  texts: KeySet;
  values: Map<string, readonly string[]>;
  lines: Map<string, number[]>;
}

/** Reads all cells once: the forms of the columns, the words for records, and the keys. */
async function scanRows(
  table: TableFile,
  { columns, fixed, keyColumns }: Pick<RowReader, 'columns' | 'fixed' | 'keyColumns'>,
  isData: (line: number) => boolean,
): Promise<ScannedRows> {
  const scanned: ScannedRows = {
    ...{ count: 0, keys: { texts: new KeySet(), values: new Map(), lines: new Map() }, forms: findForms(columns) },
    words: { client: new Set(), account: new Set(), hasContacts: false },
  };
  const { words, keys, forms } = scanned;
  const addWord = ({ name }: Target, text: string) => {
    if (text === '') return;
    if (name === 'owner') words.client.add(text);
    else if (name === 'account' || name === 'parent') words.account.add(text);
    else if (name === 'contact') words.hasContacts = true;
  };
  for (const { target, text } of fixed) addWord(target, text);
  const nameColumns = columns.filter(({ target }) => target && LOOKED_UP.includes(target.name));
  for await (const { line, cells } of table.lines()) {
    if (!isData(line)) continue;
    scanned.count += 1;
    forms.add(line, cells);
    for (const { index, target } of nameColumns) addWord(target!, cellText(cells[index]));
    const key = readKey(cells, keyColumns);
    if (!key) continue;
    keys.texts.add(key.text);
    if (keys.values.size <= MAX_ASKED) keys.values.set(key.text, key.values);
  }
  if (keys.texts.hasRepeats()) await findRepeats(table, keyColumns, isData, keys);
  return scanned;
}

/** The key of a row; undefined if a part of it is empty. */
function readKey(cells: readonly Cell[], keyColumns: readonly MappedColumn[]) {
  const values = keyColumns.map(({ index }) => cellText(cells[index]));
  if (keyColumns.length === 0 || values.includes('')) return undefined;
  const fields = keyColumns.map(({ target }) => target!.name);
  return { values, text: keyText(fields, values) };
}

/** Reads the file once more for the lines of keys that are there twice. */
async function findRepeats(
  table: TableFile,
  keyColumns: readonly MappedColumn[],
  isData: (line: number) => boolean,
  { texts, lines }: ScannedKeys,
): Promise<void> {
  for await (const { line, cells } of table.lines()) {
    const key = isData(line) ? readKey(cells, keyColumns) : undefined;
    if (key && texts.isRepeated(key.text)) lines.set(key.text, [...(lines.get(key.text) ?? []), line]);
  }
}

/** The fields whose words are looked up among many records. */
const LOOKED_UP = ['owner', 'account', 'parent', 'contact'];

/** The forms of all columns; a person is asked where two readings are possible. */
async function decideForms(
  finder: FormFinder,
  { dates, decimal }: ImportFlags,
  context: Context,
): Promise<Map<MappedColumn, ColumnForm>> {
  const { forms, open } = finder.decide({ dates, decimal });
  if (open.length > 0 && !context.canPrompt) throw openFormsError(open);
  for (const form of open) forms.set(form.column, await askForm(form, context));
  return forms;
}

async function askForm({ column, kind, example: { line, text } }: OpenForm, context: Context): Promise<ColumnForm> {
  const values = kind === 'dates' ? (['dmy', 'mdy'] as const) : (['comma', 'point'] as const);
  const readings = readingsOf(kind, text);
  const choices = values.map((value, index) => ({ value, name: readings[index]! }));
  const message = `${column.heading}, line ${line}: what does ${text} mean?`;
  return { [kind]: await chooseFirst(context, message, choices) };
}

async function openLookups(words: ScannedRows['words'], context: Context) {
  const client = await context.client();
  const cache = await context.namesCache();
  const lookups = recordNames(createLookups(client, cache), cache);
  // Two lists that every row needs.
  const [steps, currencies] = [memoize(() => lookups.steps()), memoize(() => lookups.currencies())];
  const memoized = {
    ...lookups,
    steps: (deleted?: boolean) => (deleted ? lookups.steps(true) : steps()),
    currencies: (deleted?: boolean) => (deleted ? lookups.currencies(true) : currencies()),
  };
  return bulkLookups(client, memoized, words);
}

/** What is created for rows that name it. Throws USAGE for what cannot be. */
function findMissingRecords(lookups: Lookups, { createMissing }: ImportFlags): MissingRecords | undefined {
  const names = createMissing?.map(name => name.toLowerCase());
  const other = names?.find(name => name !== 'accounts' && name !== 'contacts');
  if (other !== undefined) {
    throw usage(`--create-missing takes accounts, contacts or both, not '${other}'`, { flag: '--create-missing' });
  }
  const entities = (['Accounts', 'Contacts'] as const).filter(entity => names?.includes(entity.toLowerCase()));
  return names && findMissing(lookups, entities);
}

async function openJudge(
  entity: ImportEntity,
  lookups: Lookups,
  flags: ImportFlags,
  today: string,
  context: Context,
): Promise<RowJudge> {
  const settings = await (await context.settings()).all();
  if (entity === 'Opportunities') {
    const level = flags.validationLevel === undefined ? undefined : parseValidationLevel(flags.validationLevel);
    if (level && 'problem' in level) throw usage(level.problem, { flag: '--validation-level' });
    return opportunityJudge(lookups, { defaults: toDefaults(settings), validationLevel: level?.value, today }, context);
  }
  const noun = NOUNS.find(({ writable }) => writable === entity)!;
  const owner = settings.find(({ key }) => key === 'default-owner')?.value;
  return recordJudge({ noun, entity, owner }, lookups, context);
}

/** The API's name of the field that a column fills; undefined for links and for what has several fields. */
function apiNameOf(
  { name, isFlag }: Target,
  entity: ImportEntity,
  spaceFields: readonly SpaceField[],
): string | undefined {
  if (!isFlag) {
    const field = spaceFields.find(({ api_name }) => api_name === name);
    return field ? wireName(field) : name;
  }
  if (entity === 'Opportunities') {
    return name === 'name' ? name : PLAIN_FIELDS.find(field => flagName(field) === `--${name}`)?.field;
  }
  return WRITABLE_FIELDS[entity].find(field => flagOf(field) === `--${name}`)?.field;
}

async function loadKeys(
  reader: RowReader,
  scanned: ScannedRows['keys'],
  spaceFields: readonly SpaceField[],
  judge: RowJudge,
  { onMatch = 'fail' }: ImportFlags,
  context: Context,
): Promise<KeyFacts | undefined> {
  const { keyColumns, columns } = reader;
  if (keyColumns.length === 0) return undefined;
  const client = await context.client();
  const nameOf = (column: MappedColumn) => apiNameOf(column.target!, judge.entity, spaceFields);
  const fields = keyColumns.map(column => nameOf(column) ?? '');
  const loadOnly = [...judge.fields, ...columns.flatMap(column => (column.target && nameOf(column)) ?? [])];
  const { texts, values, lines } = scanned;
  const keys = { texts, values: values.size > MAX_ASKED ? undefined : [...values.values()] };
  const records = await loadKeyed(client, judge.entity, { fields, keys, loadOnly });
  return { fields, onMatch, lines, records };
}

/** Throws USAGE if the file is not the one any more that was judged. */
export async function checkUnchanged(path: string, { digest }: TableFile): Promise<void> {
  const { inspectFile } = await import('../../import/table/inspect-file.ts');
  const now = await inspectFile(path);
  if (now.digest === digest) return;
  throw usage('The file was changed while it was imported', { hint: 'Nothing was sent. Run the command again.' });
}

/** Throws USAGE if a file that is to be written is there. */
export async function checkNewFile(path: string | undefined, flag: string): Promise<void> {
  if (path === undefined) return;
  const isThere = await promises.lstat(path).then(
    () => true,
    () => false,
  );
  if (isThere) throw usage(`${path} is there already`, { flag, hint: 'Give another name.' });
}
