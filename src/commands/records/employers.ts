import type { Client } from '../../api/client.ts';
import { type LinkCollection, planLinks, readLinks } from '../../changes/links.ts';
import type { Problem } from '../../errors.ts';
import type { FoundRecord } from '../../records/found.ts';
import { KINDS } from '../../records/kinds.ts';
import type { Lookups } from '../../records/lookups.ts';
import type { Row } from '../../wire/entities.ts';

/** The accounts that a contact belongs to, the primary first. */
export interface Employers {
  accounts: readonly FoundRecord[];
  /** Their names; undefined where there are none. */
  names: string | undefined;
  problems: readonly Problem[];
  /** The body of a new contact with its accounts. */
  addTo(body: Row): Row;
}

/** Looks up the accounts of a contact. */
export async function findEmployers(
  words: readonly string[] = [],
  { find }: Pick<Lookups, 'find'>,
): Promise<Employers> {
  const flag = '--account';
  const results = await Promise.all(words.map(text => find('account', text, flag)));
  const accounts = results.flatMap(result => ('found' in result ? [result.found] : []));
  const problems = results.flatMap(result => ('problem' in result ? [result.problem] : []));
  const twice = accounts.find((one, index) => accounts.findIndex(({ id }) => id === one.id) < index);
  if (twice) problems.push({ code: 'USAGE', message: `'${twice.name}' is given twice`, flag, hint: 'Name each once.' });
  const names = accounts.map(({ name }, index) => `${name}${index === 0 && accounts.length > 1 ? ' (primary)' : ''}`);
  return {
    accounts,
    names: accounts.length > 0 ? names.join(', ') : undefined,
    problems,
    addTo: body => ({
      ...withPosition(body, accounts.length > 0),
      ...(accounts.length > 0
        ? { account_relations: accounts.map(({ id }, index) => ({ account_id: id, is_primary: index === 0 })) }
        : {}),
    }),
  };
}

const EMPLOYERS: LinkCollection = { entity: 'ContactAccountRelations', parent: 'contact_id', target: 'account' };

/** The changes that put these accounts in the place of those that a contact belongs to. */
export async function planEmployers(contactId: string, accounts: readonly FoundRecord[], client: Pick<Client, 'all'>) {
  const rows: Row[] = [];
  const filter = [{ field: EMPLOYERS.parent, value: contactId }];
  for await (const link of client.all(EMPLOYERS.entity, { filter, expand: ['account'] })) rows.push(link);
  const current = readLinks(EMPLOYERS, rows, KINDS.account.nameOf);
  const { changes, before, after } = planLinks(EMPLOYERS, contactId, current, { replace: accounts });
  return { changes, lines: changes.length > 0 ? [{ label: 'accounts', before, after }] : [] };
}

/** A body whose position is that at the primary account, or that of a contact without one, which is another field. */
export function withPosition(body: Row, isLinked: boolean): Row {
  const { account_position, ...rest } = body;
  return account_position === undefined || isLinked ? body : { ...rest, position: account_position };
}
