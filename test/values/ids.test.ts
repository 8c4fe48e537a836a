import { expect, it } from 'vitest';
import { isId } from '../../src/values/ids.ts';

it.each([
  '00000000-0000-0000-0000-000000011a7d',
  'c4ca4238-a0b9-0382-0dcc-509a6f75849b',
  'A456236F-6f23-0908-abfd-384aa0f62f9e',
])('%s is an id', text => {
  expect(isId(text)).toBe(true);
});

it.each([
  '',
  'Acme',
  'c4ca4238a0b903820dcc509a6f75849b',
  'c4ca4238-a0b9-0382-0dcc-509a6f75849',
  'g4ca4238-a0b9-0382-0dcc-509a6f75849b',
  'c4ca4238-a0b9-0382-0dcc-509a6f75849b\n',
  ' c4ca4238-a0b9-0382-0dcc-509a6f75849b',
])('%j is none', text => {
  expect(isId(text)).toBe(false);
});
