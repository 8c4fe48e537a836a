import type { Row } from '../wire/entities.ts';

/** A stored record, without computed fields; keys that begin with `_` never leave the server. */
export type StoredRow = Row & { id: string };

/** Letter case of ids does not matter: they are hexadecimal. */
const keyOf = (id: string) => id.toLowerCase();

/** Rows by id and, built when first asked for, by the values of their fields. */
export class Collection {
  readonly #rows = new Map<string, StoredRow>();
  readonly #indexes = new Map<string, Map<unknown, StoredRow[]>>();

  constructor(rows: Iterable<StoredRow> = []) {
    for (const row of rows) this.#rows.set(keyOf(row.id), row);
  }

  get size(): number {
    return this.#rows.size;
  }

  /** In the order of their coming. */
  values(): Iterable<StoredRow> {
    return this.#rows.values();
  }

  get(id: string): StoredRow | undefined {
    return this.#rows.get(keyOf(id));
  }

  /** The rows whose field has the value. */
  where(field: string, value: unknown): readonly StoredRow[] {
    let index = this.#indexes.get(field);
    if (!index) {
      index = new Map();
      for (const row of this.#rows.values()) addTo(index, row[field], row);
      this.#indexes.set(field, index);
    }
    return index.get(value) ?? [];
  }

  put(row: StoredRow): void {
    const before = this.get(row.id);
    this.#rows.set(keyOf(row.id), row);
    for (const [field, index] of this.#indexes) {
      const former = before && index.get(before[field]);
      if (former)
        index.set(
          before[field],
          former.filter(other => other !== before),
        );
      addTo(index, row[field], row);
    }
  }
}

function addTo(index: Map<unknown, StoredRow[]>, value: unknown, row: StoredRow): void {
  const rows = index.get(value);
  if (rows) rows.push(row);
  else index.set(value, [row]);
}
