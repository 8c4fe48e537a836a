import { newQuery } from '../../changes/read-back.ts';
import type { Context } from '../../context.ts';
import { compareRecord } from '../../outcome/compare-record.ts';
import { textOf } from '../../values/text-of.ts';
import type { Entity, Row } from '../../wire/entities.ts';
import type { RowResult } from './row-answers.ts';

/** Compares what many rows wrote with what the server stored: the answer to a batch has ids alone. */
export interface Verifier {
  /** Notes what a row was to write. Reads back what it has, when that is much. */
  note(result: RowResult): Promise<void>;
  /** Reads back what is left, and says what is stored otherwise. */
  end(): Promise<void>;
}

interface Expected {
  line: number;
  name: string;
  after: Row;
}

/** What is kept of findings: how many there are, and the first ones. */
interface Findings {
  count: number;
  examples: string[];
}

const MAX_EXAMPLES = 5;
/** So many rows are read back together: all of a file may be more than the memory holds. */
const PORTION = 20_000;

/**
 * A verifier of the writes to a collection from now on. `writtenAhead` is how many rows may be written already when the
 * one before them is noted.
 */
export async function openVerifier(
  entity: Entity,
  { writtenAhead, portion = PORTION }: { writtenAhead: number; portion?: number },
  context: Context,
): Promise<Verifier> {
  const client = await context.client();
  const now = () => client.serverTime() ?? context.host.now();
  const wrong: Findings = { count: 0, examples: [] };
  const unread: Findings = { count: 0, examples: [] };
  const expected = new Map<string, Expected>();
  let begin = now();
  let nextBegin = begin;

  async function readBack(): Promise<void> {
    if (expected.size === 0) return;
    context.extendTime();
    const fields = new Set([...expected.values()].flatMap(({ after }) => Object.keys(after)));
    // Links are shown as addresses, which say nothing of what they lead to.
    const loadOnly = ['id', ...[...fields].filter(field => !field.endsWith('_relations'))];
    for await (const row of client.all(entity, { ...newQuery({ created: true }, begin), loadOnly })) {
      const id = textOf(row.id).toLowerCase();
      const written = expected.get(id);
      if (!written) continue;
      expected.delete(id);
      const differing = compareRecord(written.after, row).map(({ field }) => field);
      if (differing.length > 0) add(wrong, `line ${written.line}, ${written.name}: ${differing.join(', ')}`);
    }
    for (const { line, name } of expected.values()) add(unread, `line ${line}, ${name}`);
    expected.clear();
    context.extendTime();
    begin = nextBegin;
  }

  return {
    note: async ({ judged: { line, name, write }, outcome, id }) => {
      const [change] = write?.changes ?? [];
      if (id === undefined || !change || (outcome !== 'created' && outcome !== 'updated')) return;
      expected.set(id.toLowerCase(), { line, name, after: change.after });
      if (expected.size === portion - writtenAhead) nextBegin = now();
      if (expected.size >= portion) await readBack();
    },
    end: async () => {
      await readBack();
      await say('stored otherwise than they were sent', wrong, context);
      await say('not found when they were read back', unread, context);
    },
  };
}

function add(findings: Findings, line: string): void {
  findings.count += 1;
  if (findings.examples.length < MAX_EXAMPLES) findings.examples.push(line);
}

async function say(what: string, { count, examples }: Findings, context: Context): Promise<void> {
  if (count === 0) return;
  const more = count > examples.length ? [`and ${count - examples.length} more`] : [];
  const lines = [...examples, ...more].map(line => `  ${line}`);
  await context.say([`${count} ${count === 1 ? 'record was' : 'records were'} ${what}:`, ...lines].join('\n'));
}
