import * as z from 'zod/mini';
import type { CommandSchemas } from '../define.ts';

const digits = z.string();
const share = z.nullable(z.string());
const record = { id: z.string(), name: z.string() };

const reportOf = <R extends z.ZodMiniType, T extends z.ZodMiniType>(
  report: string,
  row: R,
  totals: T,
): CommandSchemas => ({
  output: z.object({
    ...{ report: z.literal(report), currency: z.string(), rates_of: z.nullable(z.string()) },
    ...{ filters: z.record(z.string(), z.unknown()), rows: z.array(row), totals },
    left_out: z.array(
      z.object({
        reason: z.enum(['no_value', 'no_rate', 'zero_percent']),
        count: z.number(),
        ids: z.array(z.string()),
      }),
    ),
  }),
});

const sums = { count: z.number(), sum: digits, weighted: digits };

/** What `pipeliner report pipeline` prints. */
export const pipelineSchemas = reportOf(
  'pipeline',
  z.object({
    ...{ pipeline: z.string(), pipeline_id: z.string(), step: z.string(), step_id: z.string(), percent: z.number() },
    ...{ ...sums, average_days: share },
    oldest: z.nullable(z.object({ ...record, days: z.number() })),
    largest: z.nullable(z.object({ ...record, amount: digits })),
  }),
  z.object(sums),
);

const expected = { count: z.number(), won: digits, open: digits, weighted: digits };

/** What `pipeliner report forecast` prints. */
export const forecastSchemas = reportOf(
  'forecast',
  z.object({ group: z.string(), label: z.string(), slipped: z.boolean(), ...expected }),
  z.object({ ...expected, target: share, won_share: share, weighted_share: share }),
);

const results = {
  ...{ won_count: z.number(), won_sum: digits, lost_count: z.number(), lost_sum: digits },
  ...{ rate: share, average_days: share },
};

/** What `pipeliner report closed` prints. */
export const closedSchemas = reportOf(
  'closed',
  z.object({ group: z.string(), label: z.string(), ...results }),
  z.object(results),
);
