import type { Client } from '../../api/client.ts';
import { CliError } from '../../errors.ts';
import { fieldLabel } from '../../records/field-labels.ts';
import { customFieldText, fieldText } from '../../records/field-text.ts';
import type { SpaceField } from '../../records/found.ts';
import { loadFields } from '../../records/load-lists.ts';
import { type Entity, type Row, relationNames, relationOf, valueAt } from '../../wire/entities.ts';
import { isCustomField } from '../../wire/fields.ts';
import type { Noun } from './noun.ts';

/** Fields that say nothing to a person, or what another one says. */
const TECHNICAL = [
  ...['id', 'is_delete_protected', 'revision', 'formatted_name', 'is_favorite', 'modified_by_user', 'settings'],
  ...['sort_order', 'primitive_type', 'user_recalculation_state', 'has_draft'],
];

/** The fields that end a card. */
const TIMES = ['created', 'modified'];

/** The relations whose names a card shows. */
export const cardRelations = (entity: Entity): string[] =>
  relationNames(entity).filter(
    name =>
      name === 'data_set' || (relationOf(entity, name)?.by === undefined && name !== 'currency_exchange_rates_list'),
  );

/** A record for a person: labels and names, first what its list shows, the id last. */
export async function recordCard(noun: Noun, row: Row, client: Client): Promise<[label: string, value: string][]> {
  const { entity } = noun.kind;
  const cells = noun.tableRows?.(row)[0] ?? row;
  const columnFields = noun.columns.map(({ path }) => path.split('.')[0]!);
  const ofColumns = noun.columns
    .filter(({ hidden }) => !hidden)
    .map(({ heading, label = heading, path }) => [label, fieldText(entity, path, valueAt(cells, path))] as const);
  const names = Object.keys(cells).filter(
    field => !columnFields.includes(field) && !TECHNICAL.includes(field) && !TIMES.includes(field),
  );
  const ofFields = names
    .filter(field => !isCustomField(field) && !isPartOfName(field, cells))
    .map(field => {
      const value = cells[field];
      return [fieldLabel(field), value === false ? undefined : fieldText(entity, field, value)] as const;
    });
  const custom = names.filter(field => isCustomField(field) && cells[field] !== null && cells[field] !== '');
  const times = TIMES.map(field => [field, fieldText(entity, field, cells[field])] as const);
  const pairs = [...ofColumns, ...ofFields, ...(await customPairs(entity, custom, cells, client)), ...times];
  const id = fieldText(entity, 'id', row.id) ?? '';
  return [...pairs.flatMap(([label, value]): [string, string][] => (value ? [[label, value]] : [])), ['id', id]];
}

/** A name is shown whole. */
const isPartOfName = (field: string, cells: Row) =>
  Boolean(cells.name) && ['first_name', 'middle_name', 'last_name', 'translated_name'].includes(field);

/** The fields that the space has made for itself, by their labels. Each is shown once, though a choice has two. */
async function customPairs(entity: Entity, names: readonly string[], cells: Row, client: Client) {
  const fields = names.length > 0 ? await spaceFields(entity, client) : [];
  const texts = new Map<string, string | undefined>();
  for (const name of names) {
    const info = fields.find(({ api_name }) => api_name === name || `${api_name}_id` === name);
    const label = info?.label ?? name;
    texts.set(label, texts.get(label) ?? customFieldText(entity, info, cells[name]));
  }
  return [...texts];
}

/** None where the server does not show them: then their API names have to do. */
async function spaceFields(entity: Entity, client: Client): Promise<SpaceField[]> {
  try {
    return await loadFields(client, entity === 'Opportunities' ? 'Opportunity' : entity.replace(/s$/, ''));
  } catch (error) {
    if (error instanceof CliError && error.code !== 'INTERRUPTED') return [];
    throw error;
  }
}
