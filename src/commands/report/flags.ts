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

/** The flags that choose the opportunities of a report, and how it is made. `closing` says what --closing is about. */
export function reportFlags({ without = [], closing }: { without?: readonly string[]; closing?: string } = {}) {
  const selection = SELECTION_FLAGS.filter(({ flag }) => !without.includes(flag.split(' ')[0]!)).map(definition => {
    const isClosing = closing !== undefined && definition.flag.startsWith('--closing ');
    // No report follows pages by hand.
    const { conflicts: _, ...flag } = isClosing ? { ...definition, summary: closing } : definition;
    return flag.flag.startsWith('--owner ') ? { ...flag, conflicts: ['--mine'] } : flag;
  });
  return [...selection, ...conditionFlags(OPPORTUNITIES), ...REPORT_FLAGS];
}
