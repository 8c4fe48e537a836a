import { describe, expect, it } from 'vitest';
import { CliError } from '../../src/errors.ts';
import { cachedLookups } from '../../src/records/cached-lookups.ts';
import type { CachedLists } from '../../src/records/known-names.ts';
import type { PipelineStep } from '../../src/records/load-lists.ts';
import { fakeCache, fakeLookups, STEPS } from '../support/create-tools.ts';
import { ACME, DOLLAR, EURO, JOHN, SALES, TOM } from '../support/deals.ts';

const GHOST: PipelineStep = { id: 'f0000001-6f23-0908-abfd-384aa0f62f9e', name: 'Ghost', pipeline: SALES };
const OLD: CachedLists = {
  owners: { choices: [TOM, JOHN], more: false },
  steps: [GHOST, ...STEPS],
  currencies: [EURO, { ...DOLLAR, base: false }],
};

describe('what the wizard offers', () => {
  it('is at once what was read lately, while the server is asked again', async () => {
    const { asked, lookups } = fakeLookups();
    const offered = cachedLookups(lookups, fakeCache(OLD).cache);
    expect(await offered.steps()).toBe(OLD.steps);
    expect(await offered.currencies()).toBe(OLD.currencies);
    expect(await offered.search('client', '')).toBe(OLD.owners);
    expect(await offered.find('client', TOM.id, '--owner')).toEqual({ found: TOM });
    expect(asked).toEqual(['steps', 'currencies', "search client ''"]);
  });

  it('comes from the server where nothing was read, or by words', async () => {
    const { asked, lookups } = fakeLookups();
    for (const offered of [cachedLookups(lookups, undefined), cachedLookups(lookups, fakeCache().cache)]) {
      expect(await offered.steps()).toBe(STEPS);
      expect((await offered.currencies())[0]).toBe(DOLLAR);
    }
    const offered = cachedLookups(lookups, fakeCache(OLD).cache);
    asked.length = 0;
    await offered.search('client', 'jo');
    await offered.search('account', '');
    await offered.find('account', ACME.id, '--account');
    expect(asked).toEqual(["search client 'jo'", "search account ''", 'find account']);
  });

  it('ends with the refusal of a server that was asked again, at the next question', async () => {
    const refused = new CliError('SIGN_IN_REFUSED', 'no');
    const { lookups } = fakeLookups({ steps: () => Promise.reject(refused) });
    const offered = cachedLookups(lookups, fakeCache(OLD).cache);
    expect(await offered.steps()).toBe(OLD.steps);
    await new Promise(setImmediate);
    await expect(offered.currencies()).rejects.toBe(refused);
  });
});

describe('what was offered from an old list', () => {
  it('is known by its id, and nothing else is', async () => {
    const { lookups } = fakeLookups();
    const offered = cachedLookups(lookups, fakeCache(OLD).cache);
    const ids = [GHOST.id, SALES.id, EURO.id, TOM.id, ACME.id];
    expect(ids.map(offered.isAssumed)).toEqual([false, false, false, false, false]);
    await Promise.all([
      offered.steps(),
      offered.currencies(),
      offered.search('client', ''),
      offered.search('account', ''),
    ]);
    expect(ids.map(offered.isAssumed)).toEqual([true, true, true, true, false]);
  });

  it('is offered no more once only fresh lists are wanted', async () => {
    const { lookups } = fakeLookups();
    const offered = cachedLookups(lookups, fakeCache(OLD).cache);
    offered.offerFresh();
    expect(await offered.steps()).toBe(STEPS);
    expect((await offered.search('client', '')).choices).toEqual([JOHN]);
  });
});
