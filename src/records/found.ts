import type { Row } from '../wire/entities.ts';

/** A record that exists, with what people need to recognise it. */
export interface FoundRecord {
  id: string;
  name: string;
  /** Distinguishes it from others of the same name: an e-mail, a city, a percentage. */
  detail?: string | undefined;
  /** For a currency: whether it is the space's base currency. */
  base?: boolean | undefined;
  /** For an account or contact: the other fields of its link to the opportunity, as on the wire. */
  more?: Row | undefined;
}

/** A record that the user means: in their own words until it is looked up. */
export type Ref = Words | FoundRecord;

export interface Words {
  words: string;
  /** Other words that must mean the same record: `€` beside an amount, and the code of --currency. */
  also?: string | undefined;
  more?: Row | undefined;
}

/** A field of the space's opportunities, as its list of fields describes it. */
export interface SpaceField {
  api_name: string;
  label: string;
  /** Its name before it was translated, where that is another one. */
  otherLabel?: string | undefined;
  /** The API's name of its type, such as `dropdown`; undefined if there is none. */
  type?: string | undefined;
  /** A custom field that every record must have. */
  required: boolean;
  /** Whether only the server writes it. */
  readOnly?: boolean | undefined;
  options: readonly FoundRecord[];
}

export const isFound = (ref: Ref | undefined): ref is FoundRecord => ref !== undefined && 'id' in ref;

/** The name of a record, or the user's words for it. */
export const nameOf = (ref: Ref): string => (isFound(ref) ? ref.name : ref.words);
