import { createHash } from 'node:crypto';
import type { Entity, Row } from '../../wire/entities.ts';
import { OPTIONS } from './options.ts';
import { TUTORIAL } from './tutorial.ts';

/** Adds a record under a key of its own in its collection, and returns its id. */
export type Add = (entity: Entity, key: string, row: Row) => string;

/** An id like those of the documentation's samples: hexadecimal, and no RFC 4122 UUID. */
export function seedId(entity: Entity, key: string): string {
  const hex = createHash('sha256').update(`${entity}/${key}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `0${hex.slice(13, 16)}`, hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

const OWNERS = ['smith-1', 'smith-2', 'ana', 'aoi', 'lea', 'miguel'];

/** The id of a user. */
const clientId = (key: string) => (key === 'miguel' ? TUTORIAL.accountOwner.id : seedId('Clients', key));

const owners = [
  { owner_id: TUTORIAL.client.id, unit_id: TUTORIAL.unit.id },
  ...OWNERS.map((key, index) => ({
    owner_id: clientId(key),
    unit_id: seedId('SalesUnits', [1, 3, 4].includes(index) ? 'south' : 'north'),
  })),
];

/** The owner of a record by its number, and the owner's unit. The first ones are John Doe's. */
export const ownerOf = (index: number) => owners[index % owners.length]!;

/** The owner of the tutorial's account. */
export const accountOwner = owners.find(({ owner_id }) => owner_id === TUTORIAL.accountOwner.id)!;

/** The options that the tutorial's account has. */
const TUTORIAL_OPTIONS: Record<string, string> = {
  'Account.industry_id Food': TUTORIAL.industry.id,
  'Account.customer_type_id Prospect': TUTORIAL.customerType.id,
};

/** The id of an option of a dropdown. */
export function optionId(field: string, name: string): string {
  const key = `${field} ${name}`;
  return TUTORIAL_OPTIONS[key] ?? seedId('Data', key);
}

const optionIds = new Map<string, string[]>();

/** The id of an option of a dropdown, by number. */
export function option(field: string, index: number): string {
  const ids = optionIds.get(field) ?? OPTIONS[field]!.map(name => optionId(field, name));
  optionIds.set(field, ids);
  return ids[index % ids.length]!;
}

/** Records up to this number have an id by their hash; hashing those of a big space would take a second. */
const HASHED = 1000;
const GENERATED: Entity[] = [
  ...(['Accounts', 'Contacts', 'Opportunities', 'ContactAccountRelations'] as const),
  ...(['LeadOpptyAccountRelations', 'LeadOpptyContactRelations'] as const),
];

/** The id of a record that has a number, by collection. */
export function numberedId(entity: Entity, index: number): string {
  if (index < HASHED) return seedId(entity, String(index));
  const collection = GENERATED.indexOf(entity) + 2;
  const part = (factor: number, length: number) =>
    (Math.imul(index, factor + 2 * collection) >>> 0).toString(16).padStart(8, '0').slice(-length);
  // The last part is the number itself: no two are the same.
  const number = (collection * 2 ** 40 + index).toString(16).padStart(12, '0');
  return [part(0x9e3779b1, 8), part(0x85ebca77, 4), `0${part(0xc2b2ae3d, 3)}`, part(0x27d4eb2f, 4), number].join('-');
}

/** The id of a link by its number; none for the first ones, whose keys are older. */
export const linkId = (entity: Entity, index: number): { id?: string } =>
  index < HASHED ? {} : { id: numberedId(entity, index) };

export const accountId = (index: number) => (index === 0 ? TUTORIAL.account.id : numberedId('Accounts', index));
export const contactId = (index: number) => (index === 0 ? TUTORIAL.contact.id : numberedId('Contacts', index));

/** The id of a step of the pipeline `test` or `renewals`. The first step's is the tutorial's own. */
export const stepId = (pipeline: string, name: string) =>
  name === 'First' ? TUTORIAL.step.id : seedId('Steps', `${seedId('Pipelines', pipeline)} ${name}`);

export const currencyId = (code: string) => (code === 'USD' ? TUTORIAL.currency.id : seedId('Currencies', code));

/** Ids that records of the tutorial had before theirs were known, and those they have. */
export function renamedIds(): [before: string, now: string][] {
  const contact = seedId('Contacts', '0');
  return [
    [seedId('Accounts', '0'), TUTORIAL.account.id],
    [contact, TUTORIAL.contact.id],
    [seedId('ContactAccountRelations', `${contact} 0`), TUTORIAL.contactAccountRelation.id],
    [seedId('Clients', 'miguel'), TUTORIAL.accountOwner.id],
    ...Object.entries(TUTORIAL_OPTIONS).map(([key, id]): [string, string] => [seedId('Data', key), id]),
  ];
}
