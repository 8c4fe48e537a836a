import type * as z from 'zod/mini';
import { lazySchema } from './lazy-schema.ts';
import type { envelope as Envelope, listEnvelope as ListEnvelope } from './schemas.ts';

/** Where a page of a list ends. The last page has an `end_cursor` too: only `has_next_page` says that it is the last. */
export interface PageInfo {
  [key: string]: unknown;
  start_cursor?: string | null | undefined;
  end_cursor?: string | null | undefined;
  has_previous_page?: boolean | null | undefined;
  has_next_page?: boolean | null | undefined;
}

/** What stands around every answer. */
export const envelope = lazySchema<z.infer<typeof Envelope>>(async () => (await import('./schemas.ts')).envelope);

/** What stands around a page of a list. */
export const listEnvelope = lazySchema<z.infer<typeof ListEnvelope>>(
  async () => (await import('./schemas.ts')).listEnvelope,
);
