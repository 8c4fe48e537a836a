import * as z from 'zod/mini';
import type { Row } from '../wire/entities.ts';
import { parseJson } from '../wire/json.ts';
import type { RunHead } from './ledger.ts';
import { type KeptWrite, rowSchema, writeSchema } from './write-schema.ts';

/** What became of one change, as far as the run noted it. */
export type NotedResult =
  | { outcome: 'done'; record?: Row | undefined }
  | { outcome: 'not done' | 'unknown'; error: { code: string; message: string } };

/** One record of a run. A change without a result may have been sent, if those before it were made. */
export interface RunEntry {
  write: KeptWrite;
  /** When its intent was noted: it was sent after that. */
  at?: string | undefined;
  results: readonly (NotedResult | undefined)[];
}

/** A run as its file tells it. */
export interface Run {
  head: RunHead;
  entries: readonly RunEntry[];
  /** Whether it noted its end. */
  isFinished: boolean;
}

const lineSchema = z.union([
  z.object({
    run: z.object({
      ...{ id: z.string(), time: z.string(), command: z.string(), space: z.string() },
      undoes: z.optional(z.string()),
      plan: z.optional(z.string()),
      source: z.optional(z.string()),
    }),
  }),
  z.extend(writeSchema, { write: z.number(), at: z.optional(z.string()) }),
  z.object({
    result: z.number(),
    change: z.number(),
    outcome: z.enum(['done', 'not done', 'unknown']),
    record: z.optional(rowSchema),
    error: z.optional(z.object({ code: z.string(), message: z.string() })),
  }),
  z.object({ end: z.number() }),
]);

/** Reads a run's file, without lines that are damaged or cut off. Undefined if it has no head. */
export function parseRun(text: string): Run | undefined {
  let head: RunHead | undefined;
  let isFinished = false;
  const entries = new Map<number, RunEntry & { results: (NotedResult | undefined)[] }>();
  for (const line of text.split('\n').map(readLine)) {
    if (!line) continue;
    if ('run' in line) head = line.run;
    else if ('end' in line) isFinished = true;
    else if ('write' in line) {
      const { write: number, at, ...write } = line;
      entries.set(number, { write, at, results: write.changes.map(() => undefined) });
    } else {
      const entry = entries.get(line.result);
      if (entry && line.change < entry.results.length) entry.results[line.change] = resultOf(line);
    }
  }
  return head && { head, entries: [...entries.values()], isFinished };
}

type Line = z.infer<typeof lineSchema>;

/** A line of the file; undefined for one that is none. */
function readLine(line: string): Line | undefined {
  try {
    const checked = lineSchema.safeParse(parseJson(line));
    return checked.success ? checked.data : undefined;
  } catch {
    return undefined;
  }
}

function resultOf({ outcome, record, error }: Extract<Line, { result: number }>): NotedResult {
  if (outcome === 'done') return { outcome, record };
  return { outcome, error: error ?? { code: 'OUTCOME_UNKNOWN', message: 'It was not noted why' } };
}
