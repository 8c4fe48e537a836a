import { type Problem, problemsError, usage } from '../../errors.ts';
import { nearest } from '../../values/names.ts';
import { type Cell, cellText } from '../table/table.ts';
import { findTarget, foldHeading, headingsOf, type Target } from './targets.ts';

/** A column of a file, and the field that it fills; none: it is left out. */
export interface MappedColumn {
  index: number;
  heading: string;
  target?: Target | undefined;
  /** How the field was found. */
  source: 'flag' | 'file' | 'heading' | 'none';
}

/** What the user says about columns: fields by heading, or by `#` and the number of the column. An empty field leaves one out. */
export type ColumnChoices = ReadonlyMap<string, string>;

/** Reads `<column>=<field>` of --map. The last = counts: a heading can hold one. Throws USAGE. */
export function readColumnChoices(assignments: readonly string[]): ColumnChoices {
  const choices = new Map<string, string>();
  for (const assignment of assignments) {
    const end = assignment.lastIndexOf('=');
    const column = assignment.slice(0, end).trim();
    if (end < 1 || column === '') {
      throw usage(`--map takes <column>=<field>, not '${assignment}'`, {
        flag: '--map',
        hint: "As --map 'Close date=closing-date'. With nothing behind = the column is left out.",
      });
    }
    if (choices.has(column)) throw usage(`--map names the column '${column}' twice`, { flag: '--map' });
    choices.set(column, assignment.slice(end + 1).trim());
  }
  return choices;
}

/** Whether a cell can be a heading: it means a field, or the user named it. */
export const isHeading = (cell: Cell, targets: readonly Target[], choices: ColumnChoices): boolean => {
  const text = cellText(cell);
  if (text === '') return false;
  return [...choices.keys()].some(column => sameHeading(column, text)) || guess(text, targets) !== undefined;
};

const sameHeading = (a: string, b: string) => foldHeading(a) === foldHeading(b);

function guess(heading: string, targets: readonly Target[]): Target | undefined {
  const folded = foldHeading(heading);
  return targets.find(target => !target.isExplicit && headingsOf(target).includes(folded));
}

/**
 * The columns of a file with the fields that they fill: those of the flags, else those of the mapping file, else those that
 * the headings mean. Throws USAGE for fields and columns that are not there, and for two columns of one field.
 */
export function mapColumns(
  headings: readonly Cell[],
  targets: readonly Target[],
  { flags, file }: { flags: ColumnChoices; file: ColumnChoices },
): MappedColumn[] {
  const columns = headings.map((cell, index): MappedColumn => {
    const heading = cellText(cell);
    const target = heading === '' ? undefined : guess(heading, targets);
    return { index, heading, target, source: target ? 'heading' : 'none' };
  });
  const problems: Problem[] = [];
  for (const [choices, source, flag] of [
    [file, 'file', '--mapping'],
    [flags, 'flag', '--map'],
  ] as const) {
    for (const [column, name] of choices) {
      const sameColumns = chooseColumns(column, columns);
      const target = name === '' ? undefined : findTarget(targets, name);
      if (sameColumns.length === 0) problems.push(noColumn(column, columns, flag));
      else if (sameColumns.length > 1) problems.push(doubledHeading(column, sameColumns, flag));
      else if (name !== '' && !target) problems.push(noField(name, targets, flag));
      else Object.assign(sameColumns[0]!, { target, source });
    }
  }
  problems.push(...doubledFields(columns));
  if (problems.length > 0) throw problemsError(problems);
  return columns;
}

function chooseColumns(column: string, columns: readonly MappedColumn[]): MappedColumn[] {
  const number = /^#(\d+)$/.exec(column)?.[1];
  if (number !== undefined) return columns.filter(({ index }) => index + 1 === Number(number));
  return columns.filter(({ heading }) => heading !== '' && sameHeading(heading, column));
}

function noColumn(column: string, columns: readonly MappedColumn[], flag: string): Problem {
  const headings = columns.map(({ heading }) => heading).filter(Boolean);
  const close = nearest(column, headings);
  const hint = close ? `Did you mean '${close}'?` : `The columns are: ${headings.join(', ')}.`;
  return { code: 'USAGE', message: `The file has no column '${column}'`, flag, hint };
}

const doubledHeading = (column: string, sameColumns: readonly MappedColumn[], flag: string): Problem => ({
  code: 'USAGE',
  message: `The heading '${column}' is there ${sameColumns.length} times: in the columns ${sameColumns.map(numberOf).join(', ')}`,
  flag,
  hint: `Name one by its number, as in --map '${numberOf(sameColumns[0]!)}=name'.`,
});

const numberOf = ({ index }: MappedColumn) => `#${index + 1}`;

/** That there is no field of this name. */
export function noField(name: string, targets: readonly Target[], flag: string): Problem {
  const names = targets.map(target => target.name);
  const close = nearest(name, [...names, ...targets.map(({ label }) => label)]);
  const custom = names.filter(one => one.startsWith('cf_'));
  const flags = targets.filter(({ isFlag, isExplicit }) => isFlag && !isExplicit).map(target => target.name);
  const hint = close ? `Did you mean '${close}'?` : `There are: ${[...flags, ...custom].join(', ')}.`;
  return { code: 'USAGE', message: `There is no field '${name}' to fill`, flag, hint };
}

function doubledFields(columns: readonly MappedColumn[]): Problem[] {
  const names = new Set(columns.flatMap(({ target }) => (target ? [target.name] : [])));
  return [...names].flatMap((name): Problem[] => {
    const same = columns.filter(({ target }) => target?.name === name);
    if (same.length < 2) return [];
    const texts = same.map(column => `${numberOf(column)} '${column.heading}'`).join(' and ');
    const hint = `Leave one out, as in --map '${numberOf(same[1]!)}='.`;
    return [{ code: 'USAGE', message: `The columns ${texts} both fill ${name}`, flag: '--map', hint }];
  });
}
