import type { FoundRecord } from './found.ts';
import type { PipelineStep } from './load-lists.ts';
import type { ChoicePage } from './search-records.ts';

/** The name of a record, as the server last sent it. */
export interface KnownName {
  id: string;
  name: string;
  /** Distinguishes it from others of the same name: an e-mail, a city, a percentage. */
  detail?: string | undefined;
  /** For a step: its pipeline. */
  pipeline?: { id: string; name: string } | undefined;
  /** For an opportunity: the id of a step it was in, which tells its pipeline. */
  step?: string | undefined;
  /** The day when the server last sent it. */
  seen: string;
}

/**
 * The collections whose records are cached. Contacts are people outside the space: their names are not, only the ids, so
 * that short ones are understood.
 */
export const REMEMBERED_ENTITIES = [
  'Clients',
  'Pipelines',
  'Steps',
  'Accounts',
  'Currencies',
  'OpportunityTypes',
  'SalesUnits',
  'Opportunities',
  'Contacts',
  // The reasons of close.
  'Data',
] as const;

/** The short lists of a space that the wizard offers. */
export interface CachedLists {
  /** The first screen of the clients. */
  owners: ChoicePage;
  steps: readonly PipelineStep[];
  currencies: readonly FoundRecord[];
}

/** What tells the ids that this machine has come across. */
export type KnownIds = Pick<NamesCache, 'idsFrom'>;

/**
 * The cache of a space for one user, between commands: names for days, short lists for minutes. A convenience: a damaged
 * file is replaced, and errors of reading and writing are ignored.
 */
export interface NamesCache {
  /** A list, if it is young enough. */
  list<K extends keyof CachedLists>(name: K): Promise<CachedLists[K] | undefined>;
  saveList<K extends keyof CachedLists>(name: K, list: CachedLists[K]): void;
  /** Caches names of a collection; with `isComplete` they replace the earlier ones. */
  addNames(entity: string, records: readonly Omit<KnownName, 'seen'>[], isComplete?: boolean): void;
  /** The cached name of a record. */
  nameOf(entity: string, id: string): Promise<string | undefined>;
  /** Whether a cached record of the collection has this name, in any case. */
  hasName(entity: string, name: string): Promise<boolean>;
  /** The cached ids that begin with this text, in any case. */
  idsFrom(entity: string, start: string): Promise<readonly string[]>;
  /** Drops the lists, which a write can have changed. */
  dropLists(): void;
  /** Writes what is new; until then it is in memory only. */
  flush(): Promise<void>;
}
