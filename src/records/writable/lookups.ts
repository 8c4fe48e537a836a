import type { Client } from '../../api/client.ts';
import { memoize } from '../../values/memoize.ts';
import { KINDS } from '../kinds.ts';
import { loadAll, loadFields } from '../load-lists.ts';
import type { Lookups } from '../lookups.ts';
import { toFound } from '../match.ts';
import type { WritableEntity } from './fields.ts';
import type { FieldLookups } from './resolve.ts';

/** The look-ups for the fields of accounts or contacts. Each list is loaded once, when a field needs it. */
export const fieldLookups = (
  entity: WritableEntity,
  client: Client,
  { find, units }: Pick<Lookups, 'find' | 'units'>,
): FieldLookups => ({
  find,
  units,
  accountTypes: memoize(async () =>
    (await loadAll(client, KINDS.accountType)).map(row => toFound(KINDS.accountType, row)),
  ),
  fields: memoize(() => loadFields(client, entity === 'Accounts' ? 'Account' : 'Contact')),
});
