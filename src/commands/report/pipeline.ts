import type { Command } from '../act.ts';
import { type ReportFlags, reportFlags } from './flags.ts';

/** `pipeliner report pipeline [name]`. */
export const pipeline: Command<ReportFlags> = {
  name: 'pipeline',
  summary: 'what is in each step: how many, their sum, and what they weigh by its percent',
  arguments: [
    {
      argument: '[name]',
      label: 'pipeline',
      means: 'name or id of a pipeline; default: all that have opportunities',
      suggest: { records: 'Pipelines' },
    },
  ],
  flags: reportFlags(),
  explanation: `\
Won opportunities weigh their whole value, lost ones nothing. Amounts are those of the server in the base currency, or
these times the exchange rate of the day. What has no value is counted, and named below the table.`,
  examples: [
    'report pipeline',
    "report pipeline 'Test Pipeline' --owner john.doe@example.com",
    'report pipeline --closing this-quarter --json | jq .totals',
  ],
  writes: 'files',
  schemas: async () => (await import('./schemas.ts')).pipelineSchemas,
  run: async (context, input) => {
    const { reportPipeline } = await import('./run-pipeline.ts');
    return reportPipeline(context, input);
  },
};
