import { CliError } from '../errors.ts';
import type { FoundRecord } from './found.ts';
import type { CachedLists, NamesCache } from './known-names.ts';
import type { Lookups } from './lookups.ts';

/** Look-ups for choices, from the cache where a list is young enough. */
export interface CachedLookups extends Lookups {
  /** Whether a record was offered from the cache, so that it must be checked before it is sent. */
  isAssumed(id: string): boolean;
  /** From now on no cached list is offered. */
  offerFresh(): void;
}

/**
 * Offers the short lists of the cache and reloads them in the background. If the server refuses that, the next look-up
 * throws the error.
 */
export function cachedLookups(lookups: Lookups, cache: NamesCache | undefined): CachedLookups {
  const assumed = new Set<string>();
  let failure: CliError | undefined;
  let isFresh = false;

  const fromCache = async <K extends keyof CachedLists>(name: K) => (isFresh ? undefined : cache?.list(name));
  async function offer<K extends keyof CachedLists>(
    name: K,
    idsOf: (list: CachedLists[K]) => string[],
    load: () => Promise<CachedLists[K]>,
  ) {
    if (failure) throw failure;
    const list = await fromCache(name);
    if (!list) return load();
    load().catch(error => {
      if (error instanceof CliError) failure ??= error;
    });
    for (const id of idsOf(list)) assumed.add(id);
    return list;
  }

  const ids = (records: readonly FoundRecord[]) => records.map(({ id }) => id);
  const stepIds = (steps: CachedLists['steps']) => steps.flatMap(({ id, pipeline }) => [id, pipeline.id]);

  return {
    ...lookups,
    isAssumed: id => assumed.has(id),
    offerFresh: () => {
      isFresh = true;
    },
    find: async (kind, words, ...options) => {
      const list = kind === 'client' ? await fromCache('owners') : undefined;
      const choice = list?.choices.find(({ id }) => id === words);
      if (!choice) return lookups.find(kind, words, ...options);
      assumed.add(choice.id);
      return { found: choice };
    },
    steps: async includeDeleted =>
      includeDeleted ? lookups.steps(true) : offer('steps', stepIds, async () => lookups.steps()),
    currencies: async includeDeleted =>
      includeDeleted ? lookups.currencies(true) : offer('currencies', ids, async () => lookups.currencies()),
    search: async (kind, text, signal) => {
      const load = () => lookups.search(kind, text, signal);
      return kind === 'client' && text.trim() === '' ? offer('owners', ({ choices }) => ids(choices), load) : load();
    },
  };
}
