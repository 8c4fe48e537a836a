import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { draftWords } from '../../src/oppty/command-line.ts';
import type { Draft } from '../../src/oppty/draft/draft.ts';
import type { Ref } from '../../src/records/found.ts';
import { ACME, DEAL, DOLLAR, EURO, FIRST, IDA, JOHN, SALES, TOM, ZIEMANN } from '../support/deals.ts';
import { readBack } from '../support/read-back.ts';

/** The draft before anything was looked up: what stands for each record on the command line. */
function inWords(draft: Draft): Draft {
  const id = (ref: Ref | undefined) => ref && ('id' in ref ? { words: ref.id } : ref);
  const { owner, currency } = draft;
  return {
    ...draft,
    owner: owner && 'id' in owner && owner.detail?.includes('@') ? { words: owner.detail } : id(owner),
    pipeline: draft.step && 'id' in draft.step ? undefined : id(draft.pipeline),
    step: id(draft.step),
    accounts: draft.accounts?.map(ref => id(ref)!),
    contacts: draft.contacts?.map(ref => id(ref)!),
    currency: currency && 'id' in currency ? { words: currency.name } : id(currency),
    oppty_type: id(draft.oppty_type),
    unit: id(draft.unit),
    lead_source: id(draft.lead_source),
    reason_of_close: id(draft.reason_of_close),
    fields: draft.fields ?? {},
  };
}

const said = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
  .map(text => text.trim())
  // The mark of broken text is refused.
  .filter(text => text !== '' && !text.includes('\ufffd'));
const words = said.map(words => ({ words }));
const ref = (...found: Ref[]) => fc.oneof(words, fc.constantFrom(...found));
const amount = fc.constantFrom('0', '-5', '12500', '0.10', '1234.5678', '12345678901234567890.05');
const cell = fc.oneof(
  said.filter(text => !/^https?:/.test(text)),
  fc.integer(),
  fc.boolean(),
  fc.array(said, { minLength: 1 }),
);
const draft: fc.Arbitrary<Draft> = fc.record(
  {
    name: said,
    owner: ref(JOHN),
    pipeline: ref(SALES),
    step: ref(FIRST),
    accounts: fc.array(ref(ZIEMANN, ACME), { minLength: 1, maxLength: 3 }),
    contacts: fc.array(ref(IDA, TOM), { maxLength: 3 }),
    value: amount,
    currency: ref(DOLLAR, EURO),
    base_value: amount,
    closing_date: fc.constantFrom('2026-03-31', '2028-02-29'),
    oppty_type: words,
    unit: words,
    lead_source: words,
    reason_of_close: words,
    fields: fc.dictionary(
      fc.stringMatching(/^(cf_[a-z]{1,8}|description|ranking|label_flag|share_mode|was_qualified|quick_phone)$/),
      cell,
      { maxKeys: 4 },
    ),
  },
  { requiredKeys: [] },
);

describe('the command line of a draft', () => {
  it('makes the same draft again', async () => {
    await fc.assert(
      fc.asyncProperty(draft, async given => {
        expect(await readBack(draftWords(given))).toEqual({ draft: inWords(given), problems: [] });
      }),
      { numRuns: 500 },
    );
  });

  it('reads like what a person would type', () => {
    expect(draftWords(DEAL)).toEqual([
      ...['--owner', 'john.doe@example.com', '--step', FIRST.id],
      ...['--account', ZIEMANN.id, '--contact', IDA.id, '--name', 'New machine', '--value', '12500.50'],
      ...['--currency', 'USD', '--closing-date', '2026-03-31'],
    ]);
  });

  it('has the flags that people know, as far as they can say it', () => {
    const fields = {
      ranking: 7,
      label_flag: 6,
      share_mode: 1,
      was_qualified: true,
      is_archived: false,
      description: '-',
    };
    expect(draftWords({ fields: { ...fields, quick_phone: '+1 555', cf_no: 'x', won_date: 'soon' } })).toEqual([
      ...['--ranking', '7', '--label', 'hot,stalled', '--share-mode', 'private', '--was-qualified'],
      ...['--set', 'is_archived:=false', '--description=-', '--quick-phone', '+1 555', '--set', 'cf_no=x'],
      ...['--set', 'won_date=soon'],
    ]);
    expect(draftWords({ fields: { ranking: -1, label_flag: 9, description: null } })).toEqual([
      ...['--set', 'ranking:=-1', '--set', 'label_flag:=9', '--set', 'description:=null'],
    ]);
  });

  it('calls by name whom the name alone finds', () => {
    const toWords = ({ name }: { name: string }) => ({ words: name });
    const spoken = { pipeline: toWords(SALES), step: toWords(FIRST), accounts: [toWords(ZIEMANN)] };
    expect(draftWords({ ...DEAL, ...spoken })).toEqual([
      ...['--owner', 'john.doe@example.com', '--pipeline', 'Test Pipeline', '--step', 'First'],
      ...['--account', 'Ziemann and Sons', '--contact', IDA.id, '--name', 'New machine', '--value', '12500.50'],
      ...['--currency', 'USD', '--closing-date', '2026-03-31'],
    ]);
  });

  it('keeps the pipeline of a step that is still a word', () => {
    expect(draftWords({ pipeline: { words: 'Renewals' }, step: { words: 'first' } })).toEqual([
      ...['--pipeline', 'Renewals', '--step', 'first'],
    ]);
  });

  it('ties a value that looks like a flag to its own', () => {
    expect(draftWords({ name: '--dry-run', value: '-5' })).toEqual(['--name=--dry-run', '--value=-5']);
  });

  it('says that there is no contact', () => {
    expect(draftWords({ contacts: [] })).toEqual(['--no-contact']);
  });
});
