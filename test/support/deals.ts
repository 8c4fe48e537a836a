import type { Draft } from '../../src/oppty/draft/draft.ts';
import type { FoundRecord } from '../../src/records/found.ts';

/** Records of a small space, as look-ups give them. */
const id = (n: number) => `0000000${n}-6f23-0908-abfd-384aa0f62f9e`;

export const JOHN: FoundRecord = { id: id(1), name: 'John Doe', detail: 'john.doe@example.com' };
export const SALES: FoundRecord = { id: id(2), name: 'Test Pipeline' };
export const FIRST: FoundRecord = { id: id(3), name: 'First', detail: '10 %' };
export const ZIEMANN: FoundRecord = { id: id(4), name: 'Ziemann and Sons', detail: 'Kassel' };
export const ACME: FoundRecord = { id: id(5), name: 'Acme' };
export const IDA: FoundRecord = { id: id(6), name: 'Ida Ziemann' };
export const TOM: FoundRecord = { id: id(7), name: 'Tom Okafor' };
export const DOLLAR: FoundRecord = { id: id(8), name: 'USD', detail: '$', base: true };
export const EURO: FoundRecord = { id: id(9), name: 'EUR', detail: '€', base: false };

/** A draft that can be sent. */
export const DEAL: Draft = {
  name: 'New machine',
  owner: JOHN,
  pipeline: SALES,
  step: FIRST,
  accounts: [ZIEMANN],
  contacts: [IDA],
  value: '12500.50',
  currency: DOLLAR,
  closing_date: '2026-03-31',
};
