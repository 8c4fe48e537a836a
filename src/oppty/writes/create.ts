import { createOf } from '../../changes/create.ts';
import type { RecordWrite } from '../../changes/write.ts';
import type { Row } from '../../wire/entities.ts';
import type { Query } from '../../wire/query.ts';
import type { Draft } from '../draft/draft.ts';

/** The write that creates an opportunity from a draft, with these parameters of the request. */
export const createWrite = ({ name = '' }: Draft, body: Row, query: Pick<Query, 'validationLevel'>): RecordWrite => ({
  ...{ ref: name, name, entity: 'Opportunities', id: '', readAt: 0 },
  lines: [{ label: 'record', after: 'new' }],
  changes: [{ ...createOf('Opportunities', body), query }],
});
