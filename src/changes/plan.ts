import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { usage } from '../errors.ts';
import { formatJson, parseJson } from '../wire/json.ts';
import type { RecordWrite } from './write.ts';
import { type KeptWrite, writeSchema } from './write-schema.ts';

/** What a plan is about. */
export interface PlanHead {
  version: 1;
  /** When it was made, as an ISO instant. */
  time: string;
  /** The command line that made it. */
  command: string;
  /** The key of its space. */
  space: string;
  counts: PlanCounts;
  /** The SHA-256 of its changes as they stand in the file. */
  digest: string;
}

/** How many records are written how. */
export type PlanCounts = Record<'create' | 'update' | 'delete' | 'restore', number>;

/** Writes that somebody can look at before they are made. */
export interface Plan {
  head: PlanHead;
  writes: readonly KeptWrite[];
}

/** The text of a plan: a line for its head, and one for each record that changes. */
export function formatPlan(
  about: Pick<PlanHead, 'time' | 'command' | 'space'>,
  writes: readonly RecordWrite[],
): { text: string; head: PlanHead } {
  const counts: PlanCounts = { create: 0, update: 0, delete: 0, restore: 0 };
  const lines = writes
    .filter(({ changes }) => changes.length > 0)
    .map(({ readAt: _, ...write }, index) => {
      counts[opOf(write)] += 1;
      return formatJson({ ...write, line: index + 1 });
    });
  const head: PlanHead = { version: 1, ...about, counts, digest: digestOf(lines) };
  return { text: `${[formatJson({ plan: head }), ...lines].join('\n')}\n`, head };
}

const digestOf = (lines: readonly string[]) => createHash('sha256').update(lines.join('\n')).digest('hex');

/** What is done with the record itself; a change of its links alone is an update. */
const opOf = ({ entity, changes }: Pick<KeptWrite, 'entity' | 'changes'>): keyof PlanCounts =>
  changes.find(change => change.entity === entity)?.op ?? 'update';

const headSchema = z.object({
  plan: z.object({
    version: z.literal(1),
    ...{ time: z.iso.datetime(), command: z.string(), space: z.string(), digest: z.string() },
    counts: z.object({ create: z.number(), update: z.number(), delete: z.number(), restore: z.number() }),
  }),
});

/** Reads a plan. `name` is that of its file. Throws USAGE for what is none, or was edited by hand. */
export function parsePlan(text: string, name: string): Plan {
  const [first = '', ...lines] = text.replace(/\n$/, '').split('\n');
  const head = headSchema.safeParse(parseLine(first));
  if (!head.success) throw usage(`${name} is no plan of this tool`, { hint: 'A plan is made by --plan <file>.' });
  const { plan } = head.data;
  if (digestOf(lines) !== plan.digest) {
    throw usage(`${name} was changed after it was made`, { hint: `Nothing was sent. Make it anew: ${plan.command}` });
  }
  const writes = lines.map(line => writeSchema.safeParse(parseLine(line)));
  if (!writes.every(write => write.success)) throw usage(`${name} is a plan of another version of this tool`);
  return { head: plan, writes: writes.map(({ data }) => data!) };
}

function parseLine(line: string): unknown {
  try {
    return parseJson(line);
  } catch {
    return undefined;
  }
}
