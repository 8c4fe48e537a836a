import { describe, expect, it } from 'vitest';
import { type CreateSources, missingInput, readCreateInput } from '../../../src/oppty/input/read.ts';
import type { Default } from '../../../src/oppty/resolve/defaults.ts';
import { DEAL, JOHN, ZIEMANN } from '../../support/deals.ts';

const OWNER: Default = { id: 'owner', words: 'jane', source: 'default-owner', unset: 'unset owner' };
const UNIT: Default = { id: 'unit', words: 'North', source: 'default-unit', unset: 'unset unit' };
const read = (sources: Partial<CreateSources>) =>
  readCreateInput({ flags: {}, defaults: [], today: '2026-01-20', ...sources });
const file = (body: object) => ({ text: JSON.stringify(body), name: 'deal.json' });

describe('what a create begins with', () => {
  it('is the flags over the file, and both over the saved draft', () => {
    const { draft, commandAnswers } = read({
      flags: { name: 'By flag' },
      file: file({ name: 'By file', closing_date: '2026-03-31' }),
      saved: { name: 'Saved', closing_date: '2026-01-01', value: '7' },
    });
    expect(draft).toMatchObject({ name: 'By flag', closing_date: '2026-03-31', value: '7' });
    expect(commandAnswers).toMatchObject({ name: 'By flag', closing_date: '2026-03-31' });
    expect(commandAnswers.value).toBeUndefined();
  });

  it('has the records of a saved draft by their ids, to be looked up again', () => {
    const { draft, saved } = read({ saved: DEAL });
    expect(draft).toMatchObject({ owner: { words: JOHN.id }, accounts: [{ words: ZIEMANN.id }] });
    expect(saved).toBe(DEAL);
  });

  it('has the problems of the file and of the flags together', () => {
    const { problems } = read({ flags: { value: '1.234' }, file: file({ closing_date: 'soon' }) });
    expect(problems.map(({ flag }) => flag)).toEqual(['--from', '--value']);
  });

  it('is not asked for while the file is no JSON', () => {
    expect(() => read({ file: { text: '{', name: 'deal.json' } })).toThrow('deal.json is not JSON');
  });

  it('tells the fields of the file from those of --set', () => {
    const { fileFields } = read({ flags: { set: ['cf_a=1'] }, file: file({ cf_a: 2, cf_b: '' }) });
    expect(fileFields).toEqual(['cf_b']);
  });

  it('has the defaults that it leaves room for; a saved draft had the unit on offer', () => {
    const ids = (sources: Partial<CreateSources>) =>
      read({ defaults: [OWNER, UNIT], ...sources }).defaults.map(({ id }) => id);
    expect(ids({})).toEqual(['owner', 'unit']);
    expect(ids({ flags: { owner: 'john' } })).toEqual(['unit']);
    expect(ids({ saved: { name: 'Saved' } })).toEqual(['owner']);
  });
});

describe('what is missing', () => {
  it('has no flag that was refused, and no default if there is nobody to choose', () => {
    const input = read({ flags: { name: 'A', step: 'x', account: ['x'], value: '1.234' }, defaults: [OWNER] });
    const flags = (interactive: boolean) => missingInput(input, interactive).map(({ flag }) => flag);
    expect(flags(false)).toEqual(['--closing-date']);
    expect(flags(true)).toEqual(['--owner', '--closing-date']);
  });
});
