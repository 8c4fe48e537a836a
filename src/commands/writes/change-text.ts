import type { ChangeLine, RecordWrite } from '../../changes/write.ts';

type WriteText = Pick<RecordWrite, 'name' | 'lines'>;

/** What stands for an empty value. */
const NONE = 'none';
const MAX_RECORDS = 20;

/** The fields of one record, as they are and as they are to be: a line each, below its name. */
export function describeWrite({ name, lines }: WriteText): string {
  const width = Math.max(...lines.map(({ label }) => label.length));
  const texts = lines.map(
    line => `  ${line.label.padEnd(width)}  ${arrow(line).replaceAll('\n', `\n${' '.repeat(width + 4)}`)}`,
  );
  return [name, ...texts].join('\n');
}

/** Several records, a line each. */
export function describeWrites(writes: readonly WriteText[]): string {
  const first = writes.slice(0, MAX_RECORDS).map(({ name, lines }) => `  ${name}: ${lines.map(brief).join('; ')}`);
  const rest = writes.length - first.length;
  return [...first, ...(rest > 0 ? [`  and ${rest} more`] : [])].join('\n');
}

const brief = (line: ChangeLine) => `${line.label} ${firstLine(arrow(line))}`;
const firstLine = (text: string) => text.split('\n', 1)[0]!;
/** One field's old and new value. */
export const arrow = ({ before, after }: ChangeLine) =>
  before === undefined ? after : `${before || NONE} -> ${after || NONE}`;
