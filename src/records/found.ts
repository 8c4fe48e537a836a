import type { Row } from '../wire/entities.ts';

/** A record that exists, with what a person needs to recognise it. */
export interface FoundRecord {
  id: string;
  name: string;
  /** Tells it from others of the same name: an e-mail, a city, a percentage. */
  detail?: string | undefined;
  /** For a currency: whether it is the space's base currency. */
  base?: boolean | undefined;
  /** For an account or contact: what else its link to the opportunity says, as it goes on the wire. */
  more?: Row | undefined;
}

/** A record the user means: in their own words until it is looked up. */
export type Ref = { words: string; more?: Row | undefined } | FoundRecord;

/** A field of the space's opportunities, as its list of fields describes it. */
export interface SpaceField {
  api_name: string;
  label: string;
  /** The API's word for its form, as `dropdown`; undefined if there is none. */
  type?: string | undefined;
  /** One of the space's own that no record may be without. */
  required: boolean;
  options: readonly FoundRecord[];
}

export const isFound = (ref: Ref | undefined): ref is FoundRecord => ref !== undefined && 'id' in ref;

/** The name of a record, or the words for it. */
export const nameOf = (ref: Ref): string => (isFound(ref) ? ref.name : ref.words);
