import type { NamesCache } from './known-names.ts';
import type { Lookups } from './lookups.ts';

/** The collections of the records that are found by words. */
const COLLECTIONS = {
  client: 'Clients',
  account: 'Accounts',
  unit: 'SalesUnits',
  opportunity: 'Opportunities',
} as const;

/** The same look-ups, which cache the names of what they find. */
export function recordNames(lookups: Lookups, cache: NamesCache): Lookups {
  const collectionOf = (kind: string) =>
    Object.hasOwn(COLLECTIONS, kind) ? COLLECTIONS[kind as keyof typeof COLLECTIONS] : undefined;
  return {
    ...lookups,
    find: async (kind, ...options) => {
      const result = await lookups.find(kind, ...options);
      const collection = collectionOf(kind);
      if ('found' in result && collection) cache.addNames(collection, [result.found]);
      return result;
    },
    steps: async includeDeleted => {
      const steps = await lookups.steps(includeDeleted);
      if (includeDeleted) return steps;
      cache.saveList('steps', steps);
      cache.addNames('Steps', steps, true);
      cache.addNames('Pipelines', [...new Map(steps.map(({ pipeline }) => [pipeline.id, pipeline])).values()], true);
      return steps;
    },
    currencies: async includeDeleted => {
      const currencies = await lookups.currencies(includeDeleted);
      if (includeDeleted) return currencies;
      cache.saveList('currencies', currencies);
      cache.addNames('Currencies', currencies, true);
      return currencies;
    },
    types: async (pipeline, includeDeleted) => {
      const types = await lookups.types(pipeline, includeDeleted);
      if (!includeDeleted) cache.addNames('OpportunityTypes', types);
      return types;
    },
    units: async () => {
      const units = await lookups.units();
      cache.addNames('SalesUnits', units, true);
      return units;
    },
    search: async (kind, text, signal) => {
      const page = await lookups.search(kind, text, signal);
      if (kind === 'client' && text.trim() === '') cache.saveList('owners', page);
      cache.addNames(COLLECTIONS[kind], page.choices);
      return page;
    },
  };
}
