import type { Row } from '../../wire/entities.ts';

/**
 * What the vendor's tutorial "Create Opportunity" shows of its own space, so that its requests are answered with its own
 * records: ids, and fields that differ from those of the company around them. Of its account, its contact and the relation
 * between them the full ids are not at hand: theirs are the company's.
 */
export const TUTORIAL = {
  client: { id: '00000000-0000-0000-0000-000000011a7d' },
  unit: { id: 'aba4a358-f3f8-4f55-b3ed-dd5cf589103b' },
  pipeline: {
    id: '90be8a83-bae8-401d-9e5e-c4564a986270',
    name: 'Test Pipeline',
    color: 16233984,
    created: '2020-08-12 15:00:21.732550+00:00',
    modified: '2020-09-25 10:48:29.825069+00:00',
    revision: 66001,
  },
  step: { id: 'de115511-5dc1-46c3-86d9-f714457208dd', name: 'First', percent: 15, sort_order: 0, timeframe: null },
  accountType: { id: 'a456236f-6f23-0908-abfd-384aa0f62f9e' },
  currency: { id: 'c4ca4238-a0b9-0382-0dcc-509a6f75849b', code: 'USD', symbol: '$', is_base: true },
} satisfies Record<string, Row & { id: string }>;
