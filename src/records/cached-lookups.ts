import { CliError, type Problem, problemsError } from '../errors.ts';
import type { Draft } from '../oppty/draft/draft.ts';
import { compareWithSaved, toRefs } from '../oppty/resolve/revalidate.ts';

import { type FoundRecord, isFound } from './found.ts';
import type { CachedLists, NamesCache } from './known-names.ts';
import type { Lookups } from './lookups.ts';

/** The collections of what is found by words. */
const COLLECTIONS = { client: 'Clients', account: 'Accounts', unit: 'SalesUnits' } as const;

/** The same look-ups, which remember what they found for the next time. */
export function recordNames(lookups: Lookups, reference: NamesCache): Lookups {
  const collectionOf = (kind: string) =>
    Object.hasOwn(COLLECTIONS, kind) ? COLLECTIONS[kind as keyof typeof COLLECTIONS] : undefined;
  return {
    ...lookups,
    find: async (kind, ...how) => {
      const looked = await lookups.find(kind, ...how);
      const collection = collectionOf(kind);
      if ('found' in looked && collection) reference.note(collection, [looked.found]);
      return looked;
    },
    steps: async includeDeleted => {
      const steps = await lookups.steps(includeDeleted);
      if (includeDeleted) return steps;
      reference.keep('steps', steps);
      reference.note('Steps', steps, true);
      reference.note('Pipelines', [...new Map(steps.map(({ pipeline }) => [pipeline.id, pipeline])).values()], true);
      return steps;
    },
    currencies: async includeDeleted => {
      const currencies = await lookups.currencies(includeDeleted);
      if (includeDeleted) return currencies;
      reference.keep('currencies', currencies);
      reference.note('Currencies', currencies, true);
      return currencies;
    },
    types: async (pipeline, includeDeleted) => {
      const types = await lookups.types(pipeline, includeDeleted);
      if (!includeDeleted) reference.note('OpportunityTypes', types);
      return types;
    },
    units: async () => {
      const units = await lookups.units();
      reference.note('SalesUnits', units, true);
      return units;
    },
    search: async (kind, text, signal) => {
      const found = await lookups.search(kind, text, signal);
      if (kind === 'client' && text.trim() === '') reference.keep('owners', found);
      reference.note(COLLECTIONS[kind], found.choices);
      return found;
    },
  };
}

/** Look-ups for a person to choose from, at once where a list was read lately. */
export interface CachedLookups extends Lookups {
  /**
   * The draft with whatever was chosen from an old list looked up again; nothing else decides what is sent. Throws
   * NOT_FOUND for what is gone meanwhile, USAGE for what has another name than the one that was chosen. From then on no
   * old list is offered.
   */
  confirm(draft: Draft, look: (draft: Draft) => Promise<{ draft: Draft; problems: Problem[] }>): Promise<Draft>;
  /** The draft without what was found to be gone or renamed, to be asked for again. */
  without(draft: Draft): Draft;
}

/**
 * Offers the short lists that were read lately, while they are read anew beside. A server that refuses that stops the
 * next question.
 */
export function cachedLookups(lookups: Lookups, reference: NamesCache | undefined): CachedLookups {
  const old = new Set<string>();
  let failure: CliError | undefined;
  let over = false;
  let lost: readonly string[] = [];

  async function early<K extends keyof CachedLists>(
    which: K,
    idsOf: (list: CachedLists[K]) => string[],
    load: () => Promise<CachedLists[K]>,
  ) {
    if (failure) throw failure;
    const list = over ? undefined : await reference?.list(which);
    if (!list) return load();
    load().catch(error => {
      if (error instanceof CliError) failure ??= error;
    });
    for (const id of idsOf(list)) old.add(id);
    return list;
  }

  const ids = (found: readonly FoundRecord[]) => found.map(({ id }) => id);
  const owners = (load: () => Promise<CachedLists['owners']>) => early('owners', ({ choices }) => ids(choices), load);

  return {
    ...lookups,
    find: async (kind, words, ...how) => {
      const list = kind === 'client' && !over ? await reference?.list('owners') : undefined;
      const found = list?.choices.find(({ id }) => id === words);
      if (!found) return lookups.find(kind, words, ...how);
      old.add(found.id);
      return { found };
    },
    steps: includeDeleted =>
      includeDeleted
        ? lookups.steps(true)
        : early(
            'steps',
            steps => steps.flatMap(({ id, pipeline }) => [id, pipeline.id]),
            () => lookups.steps(),
          ),
    currencies: includeDeleted =>
      includeDeleted ? lookups.currencies(true) : early('currencies', ids, () => lookups.currencies()),
    search: (kind, text, signal) =>
      kind === 'client' && text.trim() === ''
        ? owners(() => lookups.search(kind, text, signal))
        : lookups.search(kind, text, signal),

    confirm: async (draft, look) => {
      lost = [];
      const { owner, pipeline, step, currency } = draft;
      const chosen = Object.entries({ owner, pipeline, step, currency }).filter(
        ([, ref]) => isFound(ref) && old.has(ref.id),
      );
      if (chosen.length === 0) return draft;
      over = true;
      const doubtful = Object.fromEntries(chosen) as Draft;
      const asked = { ...draft, ...toRefs(doubtful) };
      const looked = await look(asked);
      const { draft: left, gone, renamed, problems } = compareWithSaved(doubtful, asked, looked);
      const nameIn = (one: Draft, key: string) => (one as Record<string, FoundRecord | undefined>)[key]?.name;
      lost = Object.keys(doubtful).filter(key => nameIn(left, key) !== nameIn(doubtful, key));
      const wrong = [...gone, ...renamed, ...problems];
      if (wrong.length > 0) throw problemsError(wrong);
      return looked.draft;
    },
    without: draft => Object.fromEntries(Object.entries(draft).filter(([key]) => !lost.includes(key))),
  };
}
