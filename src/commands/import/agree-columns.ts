import type { Context } from '../../context.ts';
import { usage } from '../../errors.ts';
import type { HeadingLine } from '../../import/columns/headings.ts';
import type { MappedColumn } from '../../import/columns/mapping.ts';
import type { Target } from '../../import/columns/targets.ts';
import type { FixedValue } from '../../import/rows/row-input.ts';
import type { TableFile } from '../../import/table/open-table.ts';
import { cellText, type TableLine } from '../../import/table/table.ts';
import { chooseFirst } from '../choose-first.ts';
import type { ImportFlags } from './flags.ts';
import { REASON_HEADING } from './report.ts';

/** What is said of a file before its rows are judged. */
interface ColumnFacts {
  table: TableFile;
  heading: HeadingLine;
  columns: readonly MappedColumn[];
  fixed: readonly FixedValue[];
}

/**
 * Says what the columns fill, each with an example. A person can change what was guessed: gives the columns as they are
 * then. Throws USAGE if the person stops.
 */
export async function agreeOnColumns(
  facts: ColumnFacts,
  targets: readonly Target[],
  { yes, mapping }: ImportFlags,
  context: Context,
): Promise<readonly MappedColumn[]> {
  const example = await firstRow(facts);
  let { columns } = facts;
  for (;;) {
    await context.say(describeColumns({ ...facts, columns }, example));
    const isGuessed = columns.some(({ source }) => source === 'heading');
    if (!context.canPrompt || yes || mapping !== undefined || !isGuessed) return columns;
    const decision = await chooseFirst(context, 'Is this what the columns fill?', DECISIONS);
    if (decision === 'yes') return columns;
    if (decision === 'stop') throw usage('Stopped. Nothing was sent');
    columns = await changeColumn(columns, targets, context);
  }
}

const DECISIONS = [
  { value: 'yes', name: 'Yes' },
  { value: 'change', name: 'Change what a column fills' },
  { value: 'stop', name: 'Stop' },
];

async function firstRow({ table, heading }: ColumnFacts): Promise<TableLine | undefined> {
  for await (const line of table.lines()) if (line.line > heading.line) return line;
  return undefined;
}

function describeColumns({ columns, fixed, table, heading }: ColumnFacts, example: TableLine | undefined): string {
  const rows = [
    ...columns.flatMap(({ heading: text, target, index }) =>
      target ? [[text, target.name, cellText(example?.cells[index])]] : [],
    ),
    ...fixed.map(({ target, text }) => ['(all rows)', target.name, text]),
  ];
  const widths = [0, 1].map(place => Math.max(...rows.map(cells => cells[place]!.length)));
  const lines = rows.map(cells =>
    `  ${cells.map((text, place) => text.padEnd(widths[place] ?? 0)).join('  ')}`.trimEnd(),
  );
  const unused = columns.filter(({ heading: text, target }) => !target && text !== '' && text !== REASON_HEADING);
  const where = heading.line > 1 ? `, headings in line ${heading.line}` : '';
  const rest = unused.length > 0 ? [`Left out: ${unused.map(({ heading: text }) => text).join(', ')}.`] : [];
  return [`${table.form}${where}. Its columns fill:`, ...lines, ...rest].join('\n');
}

async function changeColumn(
  columns: readonly MappedColumn[],
  targets: readonly Target[],
  context: Context,
): Promise<readonly MappedColumn[]> {
  const prompter = await context.prompter();
  const place = await prompter.choose({
    message: 'Which column?',
    choices: columns.map(({ heading, index }) => ({ value: String(index), name: heading || `column ${index + 1}` })),
  });
  if (place === undefined) return columns;
  const name = await prompter.choose({
    message: 'What does it fill?',
    choices: [
      { value: '', name: 'nothing: leave it out' },
      ...targets.map(target => ({
        value: target.name,
        name: target.label === target.name ? target.name : `${target.label} (${target.name})`,
      })),
    ],
  });
  if (name === undefined) return columns;
  const target = targets.find(one => one.name === name);
  return columns.map(column => {
    if (String(column.index) === place) return { ...column, target, source: 'flag' as const };
    // A field is filled by one column.
    return target && column.target === target ? { ...column, target: undefined, source: 'none' as const } : column;
  });
}
