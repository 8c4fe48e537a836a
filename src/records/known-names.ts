import type { FoundRecord } from './found.ts';
import type { PipelineStep } from './load-lists.ts';
import type { ChoicePage } from './search-records.ts';

/** The names of a record, as the server sent them last. */
export interface KnownName {
  id: string;
  name: string;
  /** Tells it from others of the same name: an e-mail, a city, a percentage. */
  detail?: string | undefined;
  /** Of a step: its pipeline. */
  pipeline?: { id: string; name: string } | undefined;
  /** The day the server sent it last. */
  seen: string;
}

/** The collections whose records are remembered by name. Of people outside the space nothing is. */
export const REMEMBERED_ENTITIES = [
  'Clients',
  'Pipelines',
  'Steps',
  'Accounts',
  'Currencies',
  'OpportunityTypes',
  'SalesUnits',
] as const;

/** The short lists of a space that the wizard offers. */
export interface CachedLists {
  /** The first screen of the clients. */
  owners: ChoicePage;
  steps: readonly PipelineStep[];
  currencies: readonly FoundRecord[];
}

/**
 * What one user sees of a space, from one command to the next: names for a long while, short lists for some minutes. A
 * convenience: a damaged file starts anew, one that cannot be read or written stops nobody.
 */
export interface NamesCache {
  /** A list, if it is young enough. */
  list<K extends keyof CachedLists>(name: K): Promise<CachedLists[K] | undefined>;
  saveList<K extends keyof CachedLists>(name: K, list: CachedLists[K]): void;
  /** Remembers records of a collection by name; with `whole` they are all there are. */
  addNames(entity: string, records: readonly Omit<KnownName, 'seen'>[], isComplete?: boolean): void;
  /** Drops the lists, which a write can have changed. */
  dropLists(): void;
  /** Writes what is new; until then it is in memory only. */
  flush(): Promise<void>;
}
