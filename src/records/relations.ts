import type { Client } from '../api/client.ts';
import { CliError } from '../errors.ts';
import { textOf } from '../values/text-of.ts';
import { isRow, type Row } from '../wire/entities.ts';
import type { Query } from '../wire/query.ts';

/** The steps that are embedded in a pipeline, in their order; undefined if the server sent links, or nothing. */
export function embeddedSteps({ steps }: Row, includeDeleted = false): Row[] | undefined {
  return Array.isArray(steps) && steps.every(isRow) ? sortSteps(steps, includeDeleted) : undefined;
}

/** The steps of a pipeline in their order, loaded separately if the server did not embed them. */
export async function pipelineSteps(client: Client, pipeline: Row, includeDeleted = false): Promise<Row[]> {
  const embedded = embeddedSteps(pipeline, includeDeleted);
  if (embedded) return embedded;
  const steps: Row[] = [];
  const filter = [{ field: 'pipeline_id', value: textOf(pipeline.id) }];
  const query: Query = { filter, includeDeleted: includeDeleted || undefined };
  for await (const step of client.all('Steps', query)) steps.push(step);
  return sortSteps(steps, includeDeleted);
}

function sortSteps(steps: readonly Row[], includeDeleted: boolean): Row[] {
  const visible = steps.filter(step => includeDeleted || step.is_deleted !== true);
  return visible.sort((a, b) => Number(textOf(a.sort_order ?? 0)) - Number(textOf(b.sort_order ?? 0)));
}

/** Every contact of an account, deleted ones too; those that have it as their primary account come first. */
export async function accountContacts(client: Client, accountId: string, options: Query = {}): Promise<Row[]> {
  const { loadOnly, expand = [], includeDeleted } = options;
  const relations: Row[] = [];
  const query: Query = {
    filter: [{ field: 'account_id', value: accountId }],
    expand: ['contact', ...expand.map(path => `contact.${path}`)],
    ...(loadOnly ? { loadOnly: ['id', 'contact_id', 'is_primary', ...loadOnly.map(path => `contact.${path}`)] } : {}),
    ...(includeDeleted ? { includeDeleted } : {}),
  };
  for await (const relation of client.all('ContactAccountRelations', query)) relations.push(relation);
  relations.sort((a, b) => Number(b.is_primary === true) - Number(a.is_primary === true));
  const contacts: Row[] = [];
  for (const { contact, contact_id } of relations) {
    contacts.push(isRow(contact) ? contact : await contactById(client, contact_id, { loadOnly, expand }));
  }
  return uniqueRecords(contacts);
}

/** For a server that does not expand. Uses the list, since a single record cannot be expanded. */
async function contactById(client: Client, id: unknown, options: Query): Promise<Row> {
  const filter = [{ field: 'id', value: textOf(id) }];
  const { rows } = await client.list('Contacts', { ...options, filter, first: 1, includeDeleted: true });
  if (rows[0]) return rows[0];
  throw new CliError('BAD_REPLY', `The server does not have the contact ${id} that an account is linked with`);
}

/** Each record once. */
export const uniqueRecords = (rows: readonly Row[]): Row[] => [...new Map(rows.map(row => [row.id, row])).values()];
