import type { Context } from '../../context.ts';
import type { JudgedRow } from '../../import/job.ts';
import type { RowProblem } from '../../import/rows/row-input.ts';
import { addAmounts, formatAmount } from '../../values/money.ts';

/** The heading of the reasons in the file of failed rows, which is left out when that file is imported. */
export const REASON_HEADING = 'import_reason';

/** What became of a row. */
export type RowOutcome = 'created' | 'updated' | 'skipped' | 'failed' | 'unknown';

/** How many rows ended how; together they are all rows. */
export type RowCounts = Record<RowOutcome, number>;

export const noCounts = (): RowCounts => ({ created: 0, updated: 0, skipped: 0, failed: 0, unknown: 0 });

/** What a verdict leads to. */
export const OUTCOMES: Readonly<Record<JudgedRow['verdict'], RowOutcome>> = {
  ...{ create: 'created', update: 'updated', skip: 'skipped', reject: 'failed' },
};

/** Adds amounts up, in each currency by itself. */
export class Sums {
  readonly #byCurrency = new Map<string, string>();

  add(amount: JudgedRow['amount']): void {
    if (!amount) return;
    this.#byCurrency.set(amount.currency, addAmounts(this.#byCurrency.get(amount.currency) ?? '0', amount.value));
  }

  /** `12,500.00 EUR, 300.00 USD`; empty without any. */
  toString(): string {
    return [...this.#byCurrency].map(([currency, sum]) => `${formatAmount(sum)} ${currency}`.trim()).join(', ');
  }
}

/** Problems of the same kind, with the rows that have them. */
interface ProblemGroup {
  kind: string;
  lines: number;
  examples: { line: number; text: string }[];
}

const MAX_EXAMPLES = 3;

/** The problems of many rows by what is wrong, as `6 accounts not found`. */
export class ProblemGroups {
  readonly #groups = new Map<string, ProblemGroup>();

  add(line: number, problems: readonly RowProblem[]): void {
    for (const problem of problems) {
      const kind = kindOf(problem);
      const group = this.#groups.get(kind) ?? { kind, lines: 0, examples: [] };
      group.lines += 1;
      if (group.examples.length < MAX_EXAMPLES) group.examples.push({ line, text: problem.message });
      this.#groups.set(kind, group);
    }
  }

  /** A paragraph a group, the largest first. */
  toString(): string {
    const groups = [...this.#groups.values()].sort((a, b) => b.lines - a.lines);
    return groups
      .flatMap(({ kind, lines, examples }) => [
        `${lines} ${lines === 1 ? 'row' : 'rows'}: ${kind}`,
        ...examples.map(({ line, text }) => `  line ${line}: ${text}`),
        ...(lines > examples.length ? [`  and ${lines - examples.length} more`] : []),
      ])
      .join('\n');
  }
}

function kindOf({ code, column, field, message }: RowProblem): string {
  const where = column ?? field;
  switch (code) {
    case 'NOT_FOUND':
      return `${where ?? 'record'} not found`;
    case 'AMBIGUOUS':
      return `${where ?? 'name'} means several records`;
    case 'MISSING_INPUT':
      return `${column ?? message.split(' is missing')[0]} is missing`;
    case 'KEY_REUSED':
      return 'a record has the key already';
    case 'DUPLICATE_KEY':
      return 'several records have the key';
    case 'REJECTED':
      return `refused by the server${field ? `: ${field}` : ''}`;
    default:
      return where ? `${where} cannot be used` : message.split(':')[0]!;
  }
}

/** How often a program that reads the messages hears of the progress, in milliseconds. */
const LINE_MS = 10_000;
const BAR_WIDTH = 20;

/** Tells how far work on many rows is: a bar with rate and time left on a terminal, else a line now and then. */
export function openProgress(words: string, total: number, context: Context): (done: number) => Promise<void> {
  const { host } = context;
  const startedAt = host.monotonicMs();
  let toldAt = startedAt;
  return async done => {
    const now = host.monotonicMs();
    const elapsed = (now - startedAt) / 1000;
    const rate = elapsed > 0 ? done / elapsed : 0;
    const left = rate > 0 ? Math.ceil((total - done) / rate) : 0;
    const text = `${words} ${done} of ${total}, ${Math.round(rate)} a second, ${formatSeconds(left)} left`;
    if (host.stderr.isTTY) {
      const filled = total > 0 ? Math.floor((done / total) * BAR_WIDTH) : BAR_WIDTH;
      await context.progress(`[${'#'.repeat(filled)}${'.'.repeat(BAR_WIDTH - filled)}] ${text}`);
    } else if (now - toldAt >= LINE_MS) {
      toldAt = now;
      await context.say(text);
    }
  };
}

const formatSeconds = (seconds: number) =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;
