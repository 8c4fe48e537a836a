import type { SelectionFlags } from '../oppty/selection-flags.ts';
import type { ReportFlags } from './flags.ts';

const OWN = ['currency', 'ratesOf', 'html', 'overwrite', 'by', 'target'];

/** The flags of a report that narrow it, as they were typed, by their names: `min-value`. */
export const filtersOf = (flags: ReportFlags): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(flags)
      .filter(([name, value]) => !OWN.includes(name) && value !== undefined)
      .map(([name, value]) => [name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`), value]),
  );

/** The flags that narrow a report alone. */
export const selectionOf = (flags: ReportFlags): SelectionFlags =>
  Object.fromEntries(Object.entries(flags).filter(([name]) => !OWN.includes(name)));
