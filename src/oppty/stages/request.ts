import type { Row } from '../../wire/entities.ts';
import type { Draft } from '../draft/draft.ts';
import { toBody } from '../draft/to-body.ts';
import type { CreateTools } from './pass.ts';

/** The request that creates an opportunity: what --dry-run answers with. */
export interface CreateRequest {
  method: 'POST';
  path: string;
  body: Row;
}

export type RequestTools = Pick<CreateTools, 'client' | 'query' | 'clientKey'>;

/** The request of a draft whose records were all looked up. */
export function toRequest(draft: Draft, { client, query, clientKey }: RequestTools): CreateRequest {
  const level = query.validationLevel;
  const path = `${new URL(client.base).pathname}/entities/Opportunities${level === undefined ? '' : `?validation-level=${level}`}`;
  const key = clientKey ? { [clientKey.field]: clientKey.key } : {};
  return { method: 'POST', path, body: { ...toBody(draft), ...key } };
}
