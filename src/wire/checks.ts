import type * as z from 'zod/mini';
import type { Row } from './entities.ts';
import { type LazySchema, lazySchema } from './lazy-schema.ts';
import type { Records } from './records.ts';
import type { envelope as Envelope, listEnvelope as ListEnvelope } from './schemas.ts';

/** The envelope of every answer. */
export const envelope = lazySchema<z.infer<typeof Envelope>>(async () => (await import('./schemas.ts')).envelope);

/** The envelope of a page of a list. */
export const listEnvelope = lazySchema<z.infer<typeof ListEnvelope>>(
  async () => (await import('./schemas.ts')).listEnvelope,
);

/** The collections whose records are checked field by field. */
const CHECKED_COLLECTIONS: Readonly<Record<keyof Records, true>> = {
  Clients: true,
  Pipelines: true,
  Steps: true,
  Accounts: true,
  Contacts: true,
  ContactAccountRelations: true,
  Currencies: true,
  Opportunities: true,
};

const pageOf = (name: string) => lazySchema(async () => (await import('./schemas.ts')).recordsSchema(name));
const PAGES = new Map(Object.keys(CHECKED_COLLECTIONS).map(name => [name, pageOf(name)]));
const ANY = pageOf('any collection');

/** The schema of a page's records: each field that is described and present has its type. */
export const lazyRecordsSchema = (entity: string): LazySchema<Row[]> => PAGES.get(entity) ?? ANY;
