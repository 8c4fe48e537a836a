import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { draftWords } from '../../src/oppty/command-line.ts';
import type { Draft } from '../../src/oppty/draft/draft.ts';
import { toBody } from '../../src/oppty/draft/to-body.ts';
import { resolve } from '../../src/oppty/resolve/resolve.ts';
import { advance, startWizard, type WizardState } from '../../src/oppty/wizard/machine.ts';
import type { FoundRecord } from '../../src/records/found.ts';
import type { Lookups } from '../../src/records/lookups.ts';
import {
  ACCOUNTS,
  ANA,
  DEMANDING,
  FACTS,
  FIELDS,
  finish,
  idOf,
  moves,
  OPTIONS,
  PEOPLE,
  RENEWALS,
  run,
  STEPS,
  TYPES,
} from '../support/arbitraries.ts';
import { DEAL, DOLLAR, EURO, IDA, JOHN, SALES, ZIEMANN } from '../support/deals.ts';
import { readBack } from '../support/read-back.ts';
import { runs } from '../support/runs.ts';

const CONTACTS = Object.values(PEOPLE).flat();
const PIPELINES = [SALES, RENEWALS];

/** Whoever has an id, by that; a client by e-mail too. */
const among = (found: readonly FoundRecord[], words: string) => {
  const one = found.find(({ id, detail }) => id === words || detail === words);
  return one ? { found: one } : { problem: { code: 'NOT_FOUND' as const, message: `nothing is ${words}` } };
};
const anything = (words: string) => ({ found: { id: words, name: 'An option' } });

/** The space of the moves. */
const lookups = {
  find: async (kind: string, words: string) =>
    kind === 'client' ? among([JOHN, ANA], words) : kind === 'account' ? among(ACCOUNTS, words) : anything(words),
  contact: async (words: string) => among(CONTACTS, words),
  steps: async () => PIPELINES.flatMap(pipeline => STEPS[pipeline.id]!.map(one => ({ ...one, pipeline }))),
  currencies: async () => [DOLLAR, EURO],
  types: async (pipeline?: FoundRecord) => (pipeline ? TYPES[pipeline.id] : Object.values(TYPES).flat()),
  fields: async () => [
    ...FIELDS,
    { api_name: 'cf_unknown', label: 'Unknown', required: false, options: [] },
    ...['lead_source', 'reason_of_close'].map(api_name => ({
      ...{ api_name, label: api_name, required: false },
      options: [0, 1, 2].map(n => ({ id: `b000000${n}-6f23-0908-abfd-384aa0f62f9e`, name: 'An option' })),
    })),
  ],
} as unknown as Lookups;

/** The request that comes of a draft; it must be in order. */
async function requestOf(draft: Draft) {
  const looked = await resolve(draft, lookups);
  expect(looked.problems).toEqual([]);
  return toBody(looked.draft);
}

const someOf = <T>(all: readonly T[], least: number) =>
  fc.shuffledSubarray([...all], { minLength: least, maxLength: all.length });

/** Any opportunity of that space which somebody may want. */
const wanted: fc.Arbitrary<Draft> = fc
  .record({
    name: fc.string({ unit: 'grapheme', minLength: 1 }).map(name => `x${name}`.trim()),
    owner: fc.constantFrom(JOHN, ANA),
    pipeline: fc.constantFrom(...PIPELINES),
    accounts: someOf(ACCOUNTS, 1),
    value: fc.constantFrom('0', '12500', '0.10', '-5', '12345678901234567890.05'),
    currency: fc.constantFrom(DOLLAR, EURO),
    closing_date: fc.constantFrom('2026-03-31', '2028-02-29'),
    fields: fc.record(
      {
        cf_region_id: fc.constantFrom(...OPTIONS.map(({ id }) => id)),
        cf_no: fc.string({ unit: 'grapheme', minLength: 1 }).filter(text => text.trim() !== ''),
        cf_vip: fc.boolean(),
      },
      { requiredKeys: ['cf_region_id', 'cf_no'] },
    ),
  })
  .chain(draft =>
    fc.record({
      ...Object.fromEntries(Object.entries(draft).map(([key, value]) => [key, fc.constant(value)])),
      step: fc.constantFrom(...STEPS[idOf(draft.pipeline)]!),
      contacts: someOf(
        draft.accounts.flatMap(({ id }) => PEOPLE[id]!),
        0,
      ),
    }),
  );

const starts = fc.constantFrom<WizardState>(
  startWizard({}, DEMANDING),
  startWizard({}, FACTS),
  startWizard({ name: 'By flag', accounts: [...ACCOUNTS], contacts: [IDA] }, DEMANDING),
  startWizard({ ...DEAL, fields: { cf_no: '7', cf_region: OPTIONS[0]!.name } }, DEMANDING, {
    owner: ANA,
    accounts: [ZIEMANN],
  }),
  startWizard({ pipeline: SALES, value: '90', base_value: '100', currency: EURO }, DEMANDING),
);

describe('answers, steps back, changes and refusals in any order', () => {
  it('end in the request of the flags that say what was wanted in the end', async () => {
    await fc.assert(
      fc.asyncProperty(starts, moves, wanted, async (start, happened, draft) => {
        let state = start;
        for (const { after } of run(start, happened)) state = after;
        if (state.step === 'accepted') state = advance(state, { type: 'rejected', problems: [] });
        const end = finish(state, draft).draft;
        // What nobody wanted otherwise stays as it came about.
        const { oppty_type, unit, lead_source, reason_of_close, fields } = end;
        const asked: Draft = { ...draft, oppty_type, unit, lead_source, reason_of_close };
        const { cf_region: _, ...others } = fields ?? {};
        const flags = await readBack(draftWords({ ...asked, fields: { ...others, ...draft.fields } }));
        expect(flags.problems).toEqual([]);
        expect(await requestOf(end)).toEqual(await requestOf(flags.draft));
      }),
      { numRuns: runs(300, 30_000) },
    );
  });

  it('end in the request of the command line that is printed for them', async () => {
    await fc.assert(
      fc.asyncProperty(starts, moves, async (start, happened) => {
        for (const { after } of run(start, happened)) {
          if (after.step !== 'accepted') continue;
          const { draft, problems } = await readBack(draftWords(after.draft));
          expect(problems).toEqual([]);
          expect(await requestOf(draft)).toEqual(await requestOf(after.draft));
        }
      }),
      { numRuns: runs(300, 30_000) },
    );
  });

  it('never make two of several the primary one, nor none', async () => {
    await fc.assert(
      fc.asyncProperty(starts, moves, async (start, happened) => {
        for (const { after } of run(start, happened)) {
          if (after.step !== 'accepted') continue;
          const request = await requestOf(after.draft);
          for (const rows of [request.account_relations, request.contact_relations] as { is_primary: boolean }[][]) {
            if (rows) expect(rows.filter(({ is_primary }) => is_primary)).toHaveLength(1);
          }
        }
      }),
      { numRuns: runs(100, 10_000) },
    );
  });
});
