import { newQuery } from '../../changes/read-back.ts';
import type { Context } from '../../context.ts';
import { compareRecord } from '../../outcome/compare-record.ts';
import { textOf } from '../../values/text-of.ts';
import type { Entity, Row } from '../../wire/entities.ts';
import type { RowResult } from './row-answers.ts';

/** Compares what many rows wrote with what the server stored: the answer to a batch has ids alone. */
export interface Verifier {
  /** Notes what a row was to write. */
  note(result: RowResult): void;
  /** Reads what was modified since the import began, and says what is stored otherwise. */
  verify(): Promise<void>;
}

interface Expected {
  line: number;
  name: string;
  after: Row;
}

const MAX_EXAMPLES = 5;

/** A verifier of the writes to a collection from now on. */
export async function openVerifier(entity: Entity, context: Context): Promise<Verifier> {
  const client = await context.client();
  const begin = client.serverTime() ?? context.host.now();
  const expected = new Map<string, Expected>();
  return {
    note: ({ judged: { line, name, write }, outcome, id }) => {
      const [change] = write?.changes ?? [];
      if (id === undefined || !change || (outcome !== 'created' && outcome !== 'updated')) return;
      expected.set(id.toLowerCase(), { line, name, after: change.after });
    },
    verify: async () => {
      if (expected.size === 0) return;
      const fields = new Set([...expected.values()].flatMap(({ after }) => Object.keys(after)));
      // Links are shown as addresses, which say nothing of what they lead to.
      const loadOnly = ['id', ...[...fields].filter(field => !field.endsWith('_relations'))];
      const wrong: string[] = [];
      for await (const row of client.all(entity, { ...newQuery({ created: true }, begin), loadOnly })) {
        const id = textOf(row.id).toLowerCase();
        const written = expected.get(id);
        if (!written) continue;
        expected.delete(id);
        const differing = compareRecord(written.after, row).map(({ field }) => field);
        if (differing.length > 0) wrong.push(`line ${written.line}, ${written.name}: ${differing.join(', ')}`);
      }
      await say('stored otherwise than they were sent', wrong, context);
      const unread = [...expected.values()].map(({ line, name }) => `line ${line}, ${name}`);
      await say('not found when they were read back', unread, context);
    },
  };
}

async function say(what: string, lines: readonly string[], context: Context): Promise<void> {
  if (lines.length === 0) return;
  const more = lines.length > MAX_EXAMPLES ? [`and ${lines.length - MAX_EXAMPLES} more`] : [];
  const examples = [...lines.slice(0, MAX_EXAMPLES), ...more].map(line => `  ${line}`);
  await context.say(
    [`${lines.length} ${lines.length === 1 ? 'record was' : 'records were'} ${what}:`, ...examples].join('\n'),
  );
}
