import { ENTITIES, type Entity, type Row } from '../wire/entities.ts';
import { LosslessNumber } from '../wire/json.ts';
import { Collection, type StoredRow } from './collection.ts';

export type { StoredRow };

/** The records that a space has at first, made when a collection is first asked for. They never change. */
export type FirstRecords = (entity: Entity) => Collection;

/** All records of the space: the first ones, and over them those that were written. */
export class Tables {
  changed = false;
  readonly #first: FirstRecords;
  #changes: Map<Entity, Collection>;
  readonly #merged = new Map<Entity, readonly StoredRow[]>();

  constructor(first: FirstRecords, changes: Iterable<readonly [Entity, Iterable<StoredRow>]> = []) {
    this.#first = first;
    this.#changes = new Map([...changes].map(([entity, rows]) => [entity, new Collection(rows)]));
  }

  /** In the order of their coming. */
  rows(entity: Entity): readonly StoredRow[] {
    let rows = this.#merged.get(entity);
    if (!rows) {
      const [first, changes] = [this.#first(entity), this.#changes.get(entity)];
      rows = [...first.values()];
      if (changes) {
        const isNew = (row: StoredRow) => !first.get(row.id);
        rows = [...rows.map(row => changes.get(row.id) ?? row), ...[...changes.values()].filter(isNew)];
      }
      this.#merged.set(entity, rows);
    }
    return rows;
  }

  get(entity: Entity, id: string): StoredRow | undefined {
    return this.#changes.get(entity)?.get(id) ?? this.#first(entity).get(id);
  }

  put(entity: Entity, row: StoredRow): void {
    const changes = this.#changes.get(entity) ?? new Collection();
    changes.put(row);
    this.#changes.set(entity, changes);
    this.#merged.delete(entity);
    this.changed = true;
  }

  /** The rows whose field has the value, deleted ones included. */
  where(entity: Entity, field: string, value: unknown): readonly StoredRow[] {
    const changes = this.#changes.get(entity);
    const first = this.#first(entity).where(field, value);
    if (!changes) return first;
    const inPlace = first.map(row => changes.get(row.id) ?? row).filter(row => row[field] === value);
    const found = new Set(inPlace);
    return [...inPlace, ...changes.where(field, value).filter(row => !found.has(row))];
  }

  /** What was written over the first records, by collection. */
  *changes(): Iterable<readonly [Entity, StoredRow[]]> {
    for (const entity of ENTITIES) {
      const rows = this.#changes.get(entity);
      if (rows?.size) yield [entity, [...rows.values()]];
    }
  }

  /** Goes back to what a copy had. */
  restore(copy: Tables): void {
    this.#changes = new Map([...copy.changes()].map(([entity, rows]) => [entity, new Collection(rows)]));
    this.#merged.clear();
  }

  copy(): Tables {
    return this.withChanges(this.changes());
  }

  /** The same first records with these over them, and no others. */
  withChanges(changes: Iterable<readonly [Entity, Iterable<StoredRow>]>): Tables {
    return new Tables(this.#first, changes);
  }
}

/** Whether a value from JSON is an object, and neither an array nor a number with many digits. */
export const isRecord = (value: unknown): value is Row =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof LosslessNumber);
