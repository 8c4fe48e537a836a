import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSeen } from '../../src/api/seen.ts';

const digits = '0123456789abcdef';
/** Ids that differ in few places, so that many fall on the same place of a small table. */
const near = fc.tuple(fc.nat(15), fc.nat(35), fc.nat(3)).map(([digit, at, more]) => {
  const text = '00000000-0000-0000-0000-000000000000'.split('');
  if (text[at] !== '-') text[at] = digits[digit]!;
  text[35] = digits[more]!;
  return text.join('');
});
const any = fc.oneof(
  near,
  fc.uuid(),
  fc.uuid().map(id => id.toUpperCase()),
  fc.string(),
  fc.nat(3),
  fc.constant(null),
);

describe('seen ids', () => {
  it('are told from new ones as by a Set, whatever they are', () => {
    fc.assert(
      fc.property(fc.array(any, { maxLength: 200 }), ids => {
        const seen = createSeen();
        const set = new Set<unknown>();
        for (const id of ids) {
          expect(seen.add(id)).toBe(!set.has(id));
          set.add(id);
        }
      }),
    );
  });

  it('stay known while their number grows', () => {
    const seen = createSeen();
    const id = (number: number) =>
      `${String(number).padStart(8, '0')}-4f6a-0d1c-0b2e-${String(number % 7).padStart(12, '0')}`;
    const numbers = Array.from({ length: 20_000 }, (_, number) => number);
    expect(numbers.filter(number => !seen.add(id(number)))).toEqual([]);
    expect(numbers.filter(number => seen.add(id(number)))).toEqual([]);
  });

  it('of another form than usual are known, too', () => {
    const seen = createSeen();
    for (const id of [
      '00000000-0000-0000-0000-000000000000',
      'Z',
      '',
      'A1B2C3D4-0000-0000-0000-000000000001',
      undefined,
    ]) {
      expect([seen.add(id), seen.add(id)]).toEqual([true, false]);
    }
    expect(seen.add('a1b2c3d4-0000-0000-0000-000000000001')).toBe(true);
  });
});
