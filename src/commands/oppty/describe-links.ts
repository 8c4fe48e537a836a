import { readLinks } from '../../changes/links.ts';
import type { Context } from '../../context.ts';
import { CliError } from '../../errors.ts';
import { LINKS, type LinkKey } from '../../oppty/writes/links.ts';
import { KINDS } from '../../records/kinds.ts';
import type { Row } from '../../wire/entities.ts';

/** The links of a restored opportunity that the server left deleted, with the command that makes them anew. */
export async function describeDeletedLinks(id: string, ref: string, context: Context): Promise<string | undefined> {
  const client = await context.client();
  const namesOf = async (key: LinkKey): Promise<string[]> => {
    const collection = LINKS[key];
    const { entity, target } = collection;
    const rows: Row[] = [];
    const filter = [{ field: 'lead_oppty_id', value: id }];
    for await (const row of client.all(entity, { filter, expand: [target], includeDeleted: true })) rows.push(row);
    // One that is there is what somebody chose to leave.
    if (rows.some(row => row.is_deleted !== true)) return [];
    const links = readLinks(
      collection,
      rows.map(row => ({ ...row, is_deleted: false })),
      KINDS[target].nameOf,
    );
    return [...new Set(links.map(({ record }) => record.name))];
  };
  try {
    const [accounts, contacts] = await Promise.all([namesOf('accounts'), namesOf('contacts')]);
    if (accounts.length + contacts.length === 0) return undefined;
    const flags = [...accounts.map(name => ['--account', name]), ...contacts.map(name => ['--contact', name])].flat();
    const left = [...accounts, ...contacts].join(', ');
    return `The server restored it without its links to ${left}. To make them anew:\n  ${context.commandLine(['oppty', 'update', ref, ...flags])}`;
  } catch (error) {
    // It is restored, whatever fails now.
    if (error instanceof CliError) return undefined;
    throw error;
  }
}
