import type { FlagDefinition } from '../flags.ts';
import { conditionFlags } from '../lists/command.ts';
import { OPPORTUNITIES } from '../oppty/list-noun.ts';
import { SELECTION_FLAGS, type SelectionFlags } from '../oppty/selection-flags.ts';

/** The flags of every report, as commander names them. */
export interface ReportFlags extends SelectionFlags {
  currency?: string;
  ratesOf?: string;
  html?: string;
  overwrite?: boolean;
}

/** What a forecast is summed up by, and what closed opportunities are. */
export const FORECAST_BY = ['month', 'quarter', 'owner', 'unit', 'account'] as const;
export const CLOSED_BY = ['month', 'owner', 'reason'] as const;

export interface ForecastFlags extends ReportFlags {
  by?: (typeof FORECAST_BY)[number];
  target?: string;
}

export interface ClosedFlags extends ReportFlags {
  by?: (typeof CLOSED_BY)[number];
}

const REPORT_FLAGS: readonly FlagDefinition[] = [
  {
    flag: '--currency <which>',
    summary: 'code, symbol or id; default: the base currency',
    suggest: { records: 'Currencies' },
  },
  { flag: '--rates-of <day>', summary: 'with --currency: the exchange rates of this day; default: today' },
  { flag: '--html <file>', summary: 'write the report as a page of its own, too', suggest: { files: true } },
  { flag: '--overwrite', summary: 'with --html: take the place of a file that is there' },
];

/** What differs in the flags that choose: those that are left out, and what --closing is about. */
interface Differences {
  without?: readonly string[];
  closing?: string;
}

/** The flags that choose opportunities, for what reads all of them: no page is followed by hand. */
export function narrowingFlags({ without = [], closing }: Differences = {}): readonly FlagDefinition[] {
  const selection = SELECTION_FLAGS.filter(({ flag }) => !without.includes(flag.split(' ')[0]!)).map(
    ({ conflicts, ...definition }): FlagDefinition => ({
      ...definition,
      ...(closing !== undefined && definition.flag.startsWith('--closing ') ? { summary: closing } : {}),
      ...(conflicts?.includes('--mine') ? { conflicts: ['--mine'] } : {}),
    }),
  );
  return [...selection, ...conditionFlags(OPPORTUNITIES)];
}

/** The same, and how a report is made. */
export const reportFlags = (differences?: Differences): readonly FlagDefinition[] => [
  ...narrowingFlags(differences),
  ...REPORT_FLAGS,
];
