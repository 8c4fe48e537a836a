import { CliError } from '../errors.ts';
import type { FoundRecord } from './found.ts';
import type { CachedLists, NamesCache } from './known-names.ts';
import type { Lookups } from './lookups.ts';

/** Look-ups for a person to choose from, at once where a list is young enough. */
export interface CachedLookups extends Lookups {
  /** Whether a record was offered from an old list, so that it has to be looked up again before it is sent. */
  isAssumed(id: string): boolean;
  /** From now on no old list is offered. */
  offerFresh(): void;
}

/**
 * Offers the short lists of the cache, while they are loaded anew in the background. A server that refuses that stops
 * the next question.
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
