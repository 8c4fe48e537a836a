import { ENTITIES, type Entity, type Row } from '../wire/entities.ts';
import { LosslessNumber } from '../wire/json.ts';

/** A stored record, without computed fields; keys that begin with `_` never leave the server. */
export type StoredRow = Row & { id: string };

/** All records of the space. Rows are never changed in place: `put` replaces them, so that a copy is cheap. */
export class Tables {
  changed = false;
  readonly #tables: Map<Entity, Map<string, StoredRow>>;
  readonly #indexes = new Map<string, Map<unknown, StoredRow[]>>();

  constructor(tables: Iterable<readonly [Entity, Map<string, StoredRow>]> = []) {
    const initial = new Map(tables);
    this.#tables = new Map(ENTITIES.map(entity => [entity, initial.get(entity) ?? new Map()]));
  }

  /** In the order of their coming. */
  rows(entity: Entity): StoredRow[] {
    return [...this.#tables.get(entity)!.values()];
  }

  /** Letter case of ids does not matter: they are hexadecimal. */
  get(entity: Entity, id: string): StoredRow | undefined {
    return this.#tables.get(entity)!.get(id.toLowerCase());
  }

  put(entity: Entity, row: StoredRow): void {
    this.#tables.get(entity)!.set(row.id.toLowerCase(), row);
    for (const key of this.#indexes.keys()) if (key.startsWith(`${entity}.`)) this.#indexes.delete(key);
    this.changed = true;
  }

  /** The rows whose field has the value, deleted ones included. */
  where(entity: Entity, field: string, value: unknown): StoredRow[] {
    const key = `${entity}.${field}`;
    let index = this.#indexes.get(key);
    if (!index) {
      index = new Map();
      for (const row of this.#tables.get(entity)!.values()) {
        const matches = index.get(row[field]);
        if (matches) matches.push(row);
        else index.set(row[field], [row]);
      }
      this.#indexes.set(key, index);
    }
    return index.get(value) ?? [];
  }

  /** Goes back to what a copy held. */
  restore(copy: Tables): void {
    for (const entity of ENTITIES) this.#tables.set(entity, new Map(copy.#tables.get(entity)));
    this.#indexes.clear();
  }

  copy(): Tables {
    return new Tables([...this.#tables].map(([entity, rows]) => [entity, new Map(rows)] as const));
  }
}

/** Whether a value from JSON is an object, and neither an array nor a number with many digits. */
export const isRecord = (value: unknown): value is Row =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof LosslessNumber);
