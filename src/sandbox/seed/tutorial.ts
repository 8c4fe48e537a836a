import type { Row } from '../../wire/entities.ts';

/**
 * What the vendor's tutorial "Create Opportunity" shows of its own space, so that its requests are answered with its own
 * records: ids, and fields that differ from those of the company around them. Of its contact, of the relation to the
 * account and of the picture only the first part of the ids is known, or none: the rest is the sandbox's own.
 */
export const TUTORIAL = {
  client: { id: '00000000-0000-0000-0000-000000011a7d' },
  accountOwner: { id: '00000000-0000-0000-0000-000000011a3d' },
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
  account: {
    id: '0bc376a4-c579-413a-9221-e86e4a134766',
    account_class: 5,
    picture_id: '5d1f0c62-8a3e-0b47-9d20-6e0a7c41b893',
    created: '2019-01-30 11:44:23.586083+00:00',
    modified: '2019-02-01 10:01:23.011709+00:00',
  },
  contact: { id: '02bdc9f6-79aa-006e-8515-590da6691acd' },
  contactAccountRelation: { id: '7bb50668-51c7-0d3b-b1f6-0f6f5e93a2d4' },
  industry: { id: 'acbda72f-2054-0b71-9d42-cb35aaa37600' },
  customerType: { id: '04444b3a-c669-03bc-2c49-bcd7f047d41a' },
  currency: { id: 'c4ca4238-a0b9-0382-0dcc-509a6f75849b', code: 'USD', symbol: '$', is_base: true },
} satisfies Record<string, Row & { id: string }>;
