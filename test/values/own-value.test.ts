import { describe, expect, it } from 'vitest';
import { opportunityCard } from '../../src/oppty/opportunity-card.ts';
import { fieldLabel } from '../../src/records/field-labels.ts';
import { ownValue } from '../../src/values/own-value.ts';

const INHERITED = ['constructor', 'toString', 'hasOwnProperty', '__proto__'];

describe('a word from outside that every object has', () => {
  it.each(INHERITED)('is in no table: %s', word => {
    expect(ownValue({ login: 1 }, word)).toBeUndefined();
    expect(ownValue({ [word]: 1 }, word)).toBe(1);
  });

  it.each(INHERITED)('is a field like any other: %s', word => {
    expect(typeof fieldLabel(word)).toBe('string');
  });

  it('is shown on a card like any field of the server', () => {
    const row = JSON.parse('{"name":"Anvil","constructor":1,"then":3,"__proto__":{"name":"x"}}');
    const lines = opportunityCard(row, { names: {}, accounts: [], contacts: [], fields: [], today: '2026-05-04' });
    expect(lines.map(([label]) => label)).toEqual(expect.arrayContaining(['constructor', 'then']));
  });
});
