/** The most that is kept of one answer. */
export interface ReplyLimits {
  bytes: number;
  /** In memory, a value takes up to some two hundred bytes, however short its text is. */
  values: number;
}

/** A page holds at most 100 records, so that one may take 120 KB. */
const MAX_BYTES = 12_000_000;
/** What an answer becomes on its way to the output is held several times, in strings of two bytes a character. */
const HEAP_SHARE = 16;
const BYTES_PER_VALUE = 48;

/** Answers of so many bytes fit into any heap that Node starts with: for these, nothing is looked up. */
const SMALL_BYTES = 64 * 1024;

let limits: ReplyLimits | undefined;

/**
 * The limits of this process for an answer of so many bytes: with a small heap, less than usual, since V8 ends a process
 * whose heap is full.
 */
export function replyLimits(size: number): ReplyLimits {
  if (size <= SMALL_BYTES) return { bytes: SMALL_BYTES, values: SMALL_BYTES };
  if (!limits) {
    const { heap_size_limit } = process.getBuiltinModule('node:v8').getHeapStatistics();
    const bytes = Math.min(MAX_BYTES, Math.floor(heap_size_limit / HEAP_SHARE));
    limits = { bytes, values: Math.floor(bytes / BYTES_PER_VALUE) };
  }
  return limits;
}
