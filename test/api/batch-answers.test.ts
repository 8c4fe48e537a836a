import { describe, expect, it } from 'vitest';
import { pairElements } from '../../src/api/refusals.ts';

const POST = { method: 'POST', path: '/entities/Opportunities/batch-modify' } as const;
const refusal = (message: string, entity_index: number | null = null) => ({
  ...{ success: false, name: 'ERROR_ENTITY_VALIDATION', message, entity_index },
  field_errors: [{ field_name: 'name', errors: [{ field_name: 'name', message }] }],
});
/** What is told of each element: its id, or what is wrong with it. */
const paired = (data: readonly unknown[], count: number) =>
  pairElements(data, count, POST).map(element => (typeof element === 'object' ? element.message : element));

describe('the answer to a batch', () => {
  it('belongs to the elements in their places', () => {
    expect(paired(['a', refusal('Too short'), { id: 'c' }], 3)).toEqual(['a', 'Too short', 'c']);
  });

  it('says of no element what it is, if one is missing', () => {
    expect(paired(['a', 'b'], 3)).toEqual([undefined, undefined, undefined]);
  });

  it('says of an error which element it is, by its index', () => {
    expect(paired([refusal('Too short', 2)], 3)).toEqual([undefined, undefined, 'Too short']);
  });

  it('leaves ids unpaired that an index has moved', () => {
    expect(paired(['a', 'b', refusal('Too short', 0)], 3)).toEqual(['Too short', undefined, undefined]);
  });
});
