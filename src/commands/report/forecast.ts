import type { Command } from '../act.ts';
import { FORECAST_BY, type ForecastFlags, reportFlags } from './flags.ts';

/** `pipeliner report forecast`. */
export const forecast: Command<ForecastFlags> = {
  name: 'forecast',
  summary: 'what is won and what can be expected, by month or by somebody',
  flags: [
    { flag: '--by <what>', summary: 'default: month', takes: { kind: 'choice', words: FORECAST_BY } },
    { flag: '--target <amount>', summary: 'what it is compared with; default: the setting target' },
    ...reportFlags({
      without: ['--status'],
      closing: 'the days that it is about; default: this-year. What should be closed by now is in a row of its own',
    }),
  ],
  explanation: `\
Open opportunities count by the day on which they are to be closed, won ones by the day on which they were won; lost ones
are in no row. Quarters and years are those of the setting fiscal-year-start.`,
  examples: [
    'report forecast',
    'report forecast --by quarter --closing this-year..next-year',
    'report forecast --by owner --closing this-quarter --target 500000',
    'report forecast --csv-raw --format csv',
  ],
  writes: 'files',
  schemas: async () => (await import('./schemas.ts')).forecastSchemas,
  run: async (context, input) => {
    const { reportForecast } = await import('./run-forecast.ts');
    return reportForecast(context, input);
  },
};
