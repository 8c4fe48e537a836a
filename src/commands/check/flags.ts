import type { SelectionFlags } from '../oppty/selection-flags.ts';

/** The flags of `check`, as commander names them. */
export interface CheckFlags extends SelectionFlags {
  rule?: string[];
  except?: string[];
  failOn?: string[];
}
