import { describe, expect, it } from 'vitest';
import { CliError } from '../../src/errors.ts';
import type { Draft } from '../../src/oppty/draft/draft.ts';
import { resolve } from '../../src/oppty/resolve/resolve.ts';
import { cachedLookups, recordNames } from '../../src/records/cached-lookups.ts';
import type { CachedLists, NamesCache } from '../../src/records/known-names.ts';
import type { PipelineStep } from '../../src/records/load-lists.ts';
import type { Lookups } from '../../src/records/lookups.ts';
import { ACME, DEAL, DOLLAR, EURO, FIRST, IDA, JOHN, SALES, TOM, ZIEMANN } from '../support/deals.ts';

const GHOST: PipelineStep = { id: 'f0000001-6f23-0908-abfd-384aa0f62f9e', name: 'Ghost', pipeline: SALES };
const STEPS: PipelineStep[] = [{ ...FIRST, pipeline: SALES }];
const OLD: CachedLists = {
  owners: { choices: [TOM, JOHN], more: false },
  steps: [GHOST, ...STEPS],
  currencies: [EURO, { ...DOLLAR, base: false }],
};

/** A space, which tells what it was asked. */
function space(over: Partial<Lookups> = {}) {
  const asked: string[] = [];
  const lookups = {
    find: async (kind: string, words: string) => {
      asked.push(`find ${kind}`);
      const found = { client: [JOHN], account: [ACME] }[kind]?.find(({ id, name }) => words === id || words === name);
      return found
        ? { found }
        : { problem: { code: 'NOT_FOUND', message: `No ${kind} has the id '${words}'`, flag: '--owner' } };
    },
    steps: async () => {
      asked.push('steps');
      return STEPS;
    },
    currencies: async () => {
      asked.push('currencies');
      return [DOLLAR, EURO];
    },
    types: async () => [],
    units: async () => [],
    search: async (kind: string, text: string) => {
      asked.push(`search ${kind} '${text}'`);
      return { choices: kind === 'client' ? [JOHN] : [ACME, ZIEMANN], more: true };
    },
    ...over,
  } as unknown as Lookups;
  return { asked, lookups };
}

/** What was read before, and what is remembered from now on. */
function memory(lists: Partial<CachedLists> = {}) {
  const noted: Record<string, string[]> = {};
  const kept: Partial<Record<keyof CachedLists, unknown>> = {};
  const reference: NamesCache = {
    list: async which => lists[which],
    keep: (which, list) => {
      kept[which] = list;
    },
    note: (entity, records) => {
      noted[entity] = [...(noted[entity] ?? []), ...records.map(({ name }) => name)];
    },
    forget: () => {},
    flush: async () => {},
  };
  return { reference, noted, kept };
}

const confirming = (offered: ReturnType<typeof cachedLookups>, lookups: Lookups) => (draft: Draft) =>
  offered.confirm(draft, one => resolve(one, lookups));

describe('what the wizard offers', () => {
  it('is at once what was read lately, while the server is asked again', async () => {
    const { asked, lookups } = space();
    const offered = cachedLookups(lookups, memory(OLD).reference);
    expect(await offered.steps()).toBe(OLD.steps);
    expect(await offered.currencies()).toBe(OLD.currencies);
    expect(await offered.search('client', '')).toBe(OLD.owners);
    expect(await offered.find('client', TOM.id, '--owner')).toEqual({ found: TOM });
    expect(asked).toEqual(['steps', 'currencies', "search client ''"]);
  });

  it('comes from the server where nothing was read, or by words', async () => {
    const { asked, lookups } = space();
    for (const offered of [cachedLookups(lookups, undefined), cachedLookups(lookups, memory().reference)]) {
      expect(await offered.steps()).toBe(STEPS);
      expect((await offered.currencies())[0]).toBe(DOLLAR);
    }
    const offered = cachedLookups(lookups, memory(OLD).reference);
    asked.length = 0;
    await offered.search('client', 'jo');
    await offered.search('account', '');
    await offered.find('account', ACME.id, '--account');
    expect(asked).toEqual(["search client 'jo'", "search account ''", 'find account']);
  });

  it('ends with the refusal of a server that was asked again, at the next question', async () => {
    const refused = new CliError('SIGN_IN_REFUSED', 'no');
    const { lookups } = space({ steps: () => Promise.reject(refused) });
    const offered = cachedLookups(lookups, memory(OLD).reference);
    expect(await offered.steps()).toBe(OLD.steps);
    await new Promise(setImmediate);
    await expect(offered.currencies()).rejects.toBe(refused);
  });
});

describe('what was chosen from an old list', () => {
  it('is looked up again before it is sent, by its id', async () => {
    const { asked, lookups } = space();
    const offered = cachedLookups(lookups, memory(OLD).reference);
    await Promise.all([offered.steps(), offered.currencies(), offered.search('client', '')]);
    asked.length = 0;
    const draft = await confirming(offered, lookups)({ ...DEAL, currency: OLD.currencies[1] });
    expect(asked).toContain('find client');
    // Whether it is the base currency decides what the amount means.
    expect(draft).toEqual({ ...DEAL, currency: DOLLAR, oppty_type: undefined });
  });

  it('is refused under its name when it is gone, and offered no more', async () => {
    const { lookups } = space();
    const offered = cachedLookups(lookups, memory(OLD).reference);
    await Promise.all([offered.steps(), offered.search('client', '')]);
    const { pipeline: _, ...step } = GHOST;
    const confirm = confirming(offered, lookups);
    await expect(confirm({ ...DEAL, step })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: "'Ghost' is not there any more",
      field: 'step_id',
    });
    await expect(confirm({ ...DEAL, owner: TOM })).rejects.toMatchObject({
      message: "'Tom Okafor' is not there any more",
    });
    expect(offered.without({ ...DEAL, owner: TOM })).toEqual({ ...DEAL, owner: undefined });
    expect(await offered.steps()).toBe(STEPS);
    expect((await confirm(DEAL)).step).toEqual(FIRST);
    expect(offered.without(DEAL)).toEqual(DEAL);
  });

  it('is asked for again when its name is no longer the one that was shown', async () => {
    const { lookups } = space();
    const shown = { ...JOHN, name: 'Tom Okafor' };
    const offered = cachedLookups(lookups, memory({ owners: { choices: [shown], more: false } }).reference);
    await offered.search('client', '');
    const confirm = confirming(offered, lookups);
    await expect(confirm({ ...DEAL, owner: shown })).rejects.toMatchObject({
      code: 'USAGE',
      message: `'Tom Okafor' is called '${JOHN.name}' now`,
      field: 'owner_id',
    });
    expect(offered.without({ ...DEAL, owner: shown })).toEqual({ ...DEAL, owner: undefined });
    expect((await confirm({ ...DEAL, owner: JOHN })).owner).toEqual(JOHN);
  });

  it('costs nothing where no old list was shown', async () => {
    const { asked, lookups } = space();
    const offered = cachedLookups(lookups, memory().reference);
    await offered.steps();
    asked.length = 0;
    expect(await confirming(offered, lookups)(DEAL)).toBe(DEAL);
    expect(asked).toEqual([]);
  });
});

describe('look-ups', () => {
  it('are remembered for the next time', async () => {
    const { lookups } = space();
    const { reference, noted, kept } = memory();
    const all = recordNames(lookups, reference);
    expect(await all.steps()).toBe(STEPS);
    await all.currencies();
    await all.search('client', '');
    await all.search('account', 'zie');
    await all.find('account', ACME.name, '--account');
    await all.find('contact', IDA.name, '--contact');
    expect(kept).toEqual({
      steps: STEPS,
      currencies: [DOLLAR, EURO],
      owners: { choices: [JOHN], more: true },
    });
    expect(noted).toEqual({
      ...{ Steps: ['First'], Pipelines: ['Test Pipeline'], Currencies: ['USD', 'EUR'], Clients: ['John Doe'] },
      Accounts: ['Acme', 'Ziemann and Sons', 'Acme'],
    });
  });

  it('among what is deleted are not', async () => {
    const { lookups } = space();
    const { reference, noted, kept } = memory();
    const all = recordNames(lookups, reference);
    await all.steps(true);
    await all.currencies(true);
    await all.search('client', 'jo');
    expect(kept).toEqual({});
    expect(noted).toEqual({ Clients: ['John Doe'] });
  });
});
