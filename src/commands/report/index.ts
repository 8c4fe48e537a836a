import type { Command } from '../act.ts';
import type { GroupContents } from '../define.ts';
import { closed } from './closed.ts';
import { forecast } from './forecast.ts';
import { pipeline } from './pipeline.ts';

/** `pipeliner report pipeline | forecast | closed`. */
export const report: GroupContents<Command> = {
  explanation: `\
Numbers of opportunities with bars. All flags that choose opportunities narrow a report as they narrow oppty list. Amounts
are exact: --json and --format csv have them unrounded, tables are rounded so that the parts add up to the total.`,
  examples: ['report pipeline', 'report forecast --by quarter', 'report closed --by reason'],
  commands: [pipeline, forecast, closed],
};
