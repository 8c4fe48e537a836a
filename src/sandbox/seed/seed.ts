import type { Entity } from '../../wire/entities.ts';
import { Collection } from '../collection.ts';
import { formatTime } from '../rules/times.ts';
import { Tables } from '../tables.ts';
import { addAccounts, addContacts } from './accounts.ts';
import { addCompany, addCurrencies, addSelling } from './company.ts';
import { type Add, seedId } from './ids.ts';
import { addMetadata } from './metadata.ts';
import { addNotes } from './notes.ts';
import { addOpportunities } from './opportunities.ts';

/** How many records a space has at first. */
interface SeedSize {
  accounts: number;
  contacts: number;
  opportunities: number;
}

const NORMAL: SeedSize = { accounts: 60, contacts: 150, opportunities: 500 };
/** For trying what a big space asks of a client. */
export const LARGE: SeedSize = { accounts: 20_000, contacts: 50_000, opportunities: 50_000 };

/** Collections that are made together. */
interface Group {
  entities: readonly Entity[];
  /** Records are created one minute apart; in which minute those of this group begin. */
  start: number;
  add(add: Add, size: SeedSize): void;
}

const GROUPS: readonly Group[] = [
  {
    entities: ['MasterRights', 'SalesUnits', 'Clients', 'SalesUnitClientRelations', 'ApiAccesses'],
    start: 0,
    add: addCompany,
  },
  { entities: ['Pipelines', 'Steps', 'OpportunityTypes', 'StepChecklists'], start: 23, add: addSelling },
  {
    entities: ['Currencies', 'CurrencyExchangeRatesLists', 'CurrencyExchangeRates'],
    start: 37,
    add: addCurrencies,
  },
  { entities: ['Data', 'Fields'], start: 46, add: addMetadata },
  {
    entities: ['AccountTypes', 'ContactTypes', 'Accounts'],
    start: 505,
    add: (add, { accounts }) => addAccounts(add, accounts),
  },
  {
    entities: ['Contacts', 'ContactAccountRelations'],
    start: 567,
    add: (add, { contacts, accounts }) => addContacts(add, contacts, accounts),
  },
  {
    entities: [
      'Opportunities',
      'LeadOpptyAccountRelations',
      'LeadOpptyContactRelations',
      'LeadOpptyStepCheckListRelations',
    ],
    start: 882,
    add: (add, { opportunities, accounts }) => addOpportunities(add, opportunities, accounts),
  },
  { entities: ['Notes'], start: 920, add: addNotes },
];

/** The records of a fresh space: a small invented company, the same in every detail each time. */
export function seed(size = NORMAL): Tables {
  const collections = new Map<Entity, Collection>();
  return new Tables(entity => {
    const group = GROUPS.find(({ entities }) => entities.includes(entity))!;
    if (!collections.has(entity)) for (const [name, rows] of makeGroup(group, size)) collections.set(name, rows);
    return collections.get(entity)!;
  });
}

function makeGroup({ entities, start, add }: Group, size: SeedSize): Map<Entity, Collection> {
  const collections = new Map(entities.map(entity => [entity, new Collection()]));
  let minute = start;
  add((entity, key, row) => {
    const id = String(row.id ?? seedId(entity, key));
    // From a morning in 2024 on: the order of creation is the order of adding.
    const created = row.created ?? formatTime(new Date(Date.UTC(2024, 0, 15, 8, minute)));
    minute++;
    collections.get(entity)!.put({ id, created, modified: created, revision: 1, ...row });
    return id;
  }, size);
  return collections;
}
