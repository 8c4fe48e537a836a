import type { Problem } from '../../errors.ts';
import type { Ref } from '../../records/found.ts';

/**
 * The opportunity a user wants, under the API's names. Flags, files and the wizard all fill one of these; absent means
 * not answered yet. Amounts are decimal text, dates civil text.
 */
export interface Draft {
  name?: string | undefined;
  owner?: Ref | undefined;
  pipeline?: Ref | undefined;
  step?: Ref | undefined;
  /** The first is the primary one. */
  accounts?: readonly Ref[] | undefined;
  /** The first is the primary one; none at all is an answer too. */
  contacts?: readonly Ref[] | undefined;
  /** In `currency`. */
  value?: string | undefined;
  currency?: Ref | undefined;
  /** The same in the base currency, when `currency` is another. */
  base_value?: string | undefined;
  closing_date?: string | undefined;
  oppty_type?: Ref | undefined;
  unit?: Ref | undefined;
  lead_source?: Ref | undefined;
  reason_of_close?: Ref | undefined;
  /** Every other field of the body, as on the wire. */
  fields?: Readonly<Record<string, unknown>> | undefined;
}

export type DraftKey = keyof Draft;

/** A draft together with what was wrong in its source. */
export interface ParsedDraft {
  draft: Draft;
  problems: Problem[];
  /** What was read otherwise than it was written, in sentences. */
  notes?: readonly string[];
}
