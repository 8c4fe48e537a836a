import { ignoreFailure } from '../../changes/apply.ts';
import { newQuery } from '../../changes/read-back.ts';
import type { Context } from '../../context.ts';
import { CliError } from '../../errors.ts';
import { compareRecord } from '../../outcome/compare-record.ts';
import { textOf } from '../../values/text-of.ts';
import type { Entity, Row } from '../../wire/entities.ts';
import { PAGE_MAX, type Query } from '../../wire/query.ts';
import type { RowResult } from './row-answers.ts';

/** Compares what many rows wrote with what the server stored: the answer to a batch has ids alone. */
export interface Verifier {
  /** Notes what a row was to write. Waits for what is read back if that is far behind. */
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
/** So many rows are looked for at once: all of a file may be more than the memory holds. */
const MAX_EXPECTED = 20_000;

/**
 * A verifier of the writes to a collection from now on, as to the fields. It reads in the order of the last change, behind
 * the writes, so that most is read when the last row is written.
 */
export async function openVerifier(
  entity: Entity,
  { fields, maxExpected = MAX_EXPECTED }: { fields: readonly string[]; maxExpected?: number | undefined },
  context: Context,
): Promise<Verifier> {
  const client = await context.client();
  const wrong: Findings = { count: 0, examples: [] };
  const unread: Findings = { count: 0, examples: [] };
  const expected = new Map<string, Expected>();
  const query: Query = {
    ...newQuery({ created: true }, client.serverTime() ?? context.host.now()),
    orderBy: ['modified'],
    // Links are shown as addresses, which say nothing of what they lead to.
    loadOnly: ['id', ...fields.filter(field => !field.endsWith('_relations'))],
  };

  function compare(row: Row): void {
    const id = textOf(row.id).toLowerCase();
    const written = expected.get(id);
    if (!written) return;
    expected.delete(id);
    const differing = compareRecord(written.after, row).map(({ field }) => field);
    if (differing.length > 0) add(wrong, `line ${written.line}, ${written.name}: ${differing.join(', ')}`);
  }

  let after: string | undefined;
  /** Reads on from the last page, until fewer rows are expected, the list ends there for now, or a request fails. */
  async function readOn(least: number): Promise<void> {
    while (expected.size >= least) {
      const page = await client.list(entity, { ...query, first: PAGE_MAX, after }).catch(ignoreFailure);
      context.extendTime();
      for (const row of page?.rows ?? []) compare(row);
      if (page?.next === undefined) return;
      after = page.next;
    }
  }

  /** Reads from the end of the list until nothing is expected any more: what is not in it is not there. */
  async function readFromEnd(): Promise<void> {
    for await (const { rows } of client.pages(entity, { ...query, orderBy: ['-modified'] })) {
      context.extendTime();
      for (const row of rows) compare(row);
      if (expected.size === 0) return;
    }
    for (const { line, name } of expected.values()) add(unread, `line ${line}, ${name}`);
    expected.clear();
  }

  let noted = 0;
  let dueAt = PAGE_MAX;
  let reading: Promise<void> | undefined;
  /** Begins to read if a page is full by now, and nobody reads. */
  function follow(): void {
    if (reading || noted < dueAt) return;
    reading = readOn(PAGE_MAX).finally(() => {
      reading = undefined;
      dueAt = noted + PAGE_MAX;
    });
  }

  let failure: CliError | undefined;
  async function readRest(): Promise<void> {
    try {
      // From both ends at once, where that is faster. A record may have moved in the list.
      const isLong = expected.size > 2 * PAGE_MAX;
      await Promise.all([reading, ...(isLong ? [readFromEnd()] : [])]);
      await readOn(1);
      if (expected.size > 0) await readFromEnd();
    } catch (error) {
      // The rows are written, whatever becomes of this.
      if (!(error instanceof CliError) || error.code === 'INTERRUPTED') throw error;
      failure = error;
      expected.clear();
    }
  }

  return {
    note: async ({ judged: { line, name, write }, outcome, id }) => {
      const [change] = write?.changes ?? [];
      if (id === undefined || !change || (outcome !== 'created' && outcome !== 'updated')) return;
      expected.set(id.toLowerCase(), { line, name, after: change.after });
      noted += 1;
      follow();
      if (expected.size >= maxExpected) await readRest();
    },
    end: async () => {
      await readRest();
      if (failure) await context.say(`Not all could be read back: ${failure.message}`);
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
