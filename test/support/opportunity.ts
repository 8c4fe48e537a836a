import type { Home } from './run.ts';

/** The opportunity of the vendor's tutorial, by flags. */
export const TUTORIAL: Readonly<Record<string, string>> = {
  '--name': 'New Opportunity',
  '--owner': 'john.doe@example.com',
  '--pipeline': 'Test Pipeline',
  '--step': 'First',
  '--account': 'info@ziemann-and-sons.de',
  '--value': '100',
  '--currency': 'USD',
  '--closing-date': '2026-12-31',
};

/** `oppty create` with the tutorial's flags; `change` gives other values, or none with `undefined`. */
export function createLine(change: Record<string, string | undefined> = {}, ...more: string[]): string[] {
  const flags = Object.entries({ ...TUTORIAL, ...change }).flatMap(([flag, value]) =>
    value === undefined ? [] : [`${flag}=${value}`],
  );
  return ['--sandbox', 'oppty', 'create', ...flags, ...more];
}

/** How many opportunities the sandbox has before anybody writes to it. */
const SEEDED = 500;

/** The opportunities that were created in the sandbox, in order. */
export const createdIn = (home: Home): Record<string, unknown>[] => home.storedRows('Opportunities').slice(SEEDED);

/** What the sandbox always answers with. */
export const IDS = {
  johnDoe: '00000000-0000-0000-0000-000000011a7d',
  firstStep: 'de115511-5dc1-46c3-86d9-f714457208dd',
  usDollar: 'c4ca4238-a0b9-0382-0dcc-509a6f75849b',
  ziemann: '0bc376a4-c579-413a-9221-e86e4a134766',
};

/** An opportunity as it is printed, as far as tests look into it. */
export interface Printed {
  id: string;
  name: string;
  closing_date: string;
  created: string;
  won_date: string;
  lost_date: string;
  value: { base_value: number; value_foreign: number; currency_id: string };
  account_relations: string[];
  contact_relations: string[];
  primary_account: string;
  primary_contact: string;
  [field: string]: unknown;
}
