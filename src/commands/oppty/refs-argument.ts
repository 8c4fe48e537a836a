import type { ArgumentDefinition } from '../flags.ts';

/** The opportunities that a verb is for. */
export const REFS: ArgumentDefinition = {
  argument: '<ref...>',
  label: 'opportunity',
  means: 'name or id',
  summary: 'ids, exact names or links; - reads them from stdin, one a line',
  suggest: { records: 'Opportunities' },
};
