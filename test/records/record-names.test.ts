import { describe, expect, it } from 'vitest';
import { recordNames } from '../../src/records/record-names.ts';
import { fakeCache, fakeLookups, STEPS } from '../support/create-tools.ts';
import { ACME, DOLLAR, EURO, IDA, JOHN } from '../support/deals.ts';

describe('look-ups', () => {
  it('are remembered for the next time', async () => {
    const { lookups } = fakeLookups();
    const { cache, noted, kept } = fakeCache();
    const all = recordNames(lookups, cache);
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
    const { lookups } = fakeLookups();
    const { cache, noted, kept } = fakeCache();
    const all = recordNames(lookups, cache);
    await all.steps(true);
    await all.currencies(true);
    await all.search('client', 'jo');
    expect(kept).toEqual({});
    expect(noted).toEqual({ Clients: ['John Doe'] });
  });
});
