import { type Entity, type Row, spacePath } from '../../wire/entities.ts';
import type { StoredRow, Tables } from '../tables.ts';
import { withComputedFields } from './computed.ts';
import { type Field, fieldsOf, parentKey } from './fields.ts';
import type { Readings } from './readings.ts';
import { invalidParameter } from './refusal.ts';

/** Field names with dots as a tree: `owner.id,owner.name` is owner -> id, name. */
export type Tree = ReadonlyMap<string, Tree>;

export interface View {
  tables: Tables;
  now: Date;
  /** `http://127.0.0.1:1234`: links begin with what the request was sent to. */
  origin: string;
  space: string;
  includeDeleted: boolean;
  readings: Readings;
}

/** A walk through relations multiplies; the documentation's deepest example has two levels. */
const MAX_EXPAND_DEPTH = 6;

/** Reads `expand`; refuses what is no relation. */
export function expandTree(tables: Tables, entity: Entity, paths: readonly string[] | undefined): Tree {
  return branches(paths ?? [], (path, names) => {
    if (names.length > MAX_EXPAND_DEPTH)
      throw invalidParameter(`expand: '${path}' goes deeper than ${MAX_EXPAND_DEPTH} relations`);
    let current: Entity | undefined = entity;
    for (const name of names) {
      const field = knownField(tables, current, name, 'expand');
      if (field && field.kind !== 'one' && field.kind !== 'many')
        throw invalidParameter(`expand: '${name}' is not a relation`);
      current = field?.target;
    }
  });
}

/** Reads `load-only`; undefined if all fields are wanted. */
export function loadTree(tables: Tables, entity: Entity, paths: readonly string[] | undefined): Tree | undefined {
  if (!paths?.length) return undefined;
  // `owner,owner.id` asks for all of the owner.
  const outermost = paths.filter(path => !paths.some(other => path.startsWith(`${other}.`)));
  return branches(outermost, (_, names) => {
    let current: Entity | undefined = entity;
    for (const [index, name] of names.entries()) {
      const field = knownField(tables, current, name, 'load-only');
      const nests = !field || field.target || ['one', 'many', 'money', 'any'].includes(field.kind);
      if (index < names.length - 1 && !nests) throw invalidParameter(`load-only: '${name}' has no fields of its own`);
      current = field?.kind === 'one' || field?.kind === 'many' ? field.target : undefined;
    }
  });
}

/** The function that turns stored records into the API's form of them. */
export function presenter(view: View, entity: Entity, expand: Tree, load: Tree | undefined): (row: StoredRow) => Row {
  const complete = withComputedFields(entity, view.tables, view.now, view.readings);
  const fields = [...fieldsOf(entity, view.tables).values()].filter(field => !load || load.has(field.name));
  const cells = fields.map(field => [field.name, cell(view, entity, field, expand, load)] as const);
  return row => {
    const full = complete(row);
    return Object.fromEntries(cells.map(([name, show]) => [name, show(full)]));
  };
}

function cell(
  view: View,
  entity: Entity,
  field: Field,
  expand: Tree,
  load: Tree | undefined,
): (row: StoredRow) => unknown {
  const { name, target } = field;
  const inner = expand.get(name);
  const subtree = load?.get(name);
  const nested = subtree?.size ? subtree : undefined;
  if (field.kind === 'money') return row => pickFields(row[name], nested);
  if (field.kind !== 'one' && field.kind !== 'many') return row => row[name];
  const { elsewhere, idKey } = field;
  if (elsewhere) return row => (row[idKey!] ? link(view, elsewhere, String(row[idKey!])) : null);
  if (!target) return () => field.empty;
  // Without `expand` the relation stays a link, whatever `load-only` picks from it: not documented.
  const show: (row: StoredRow) => Row | string = inner
    ? memoizeBuild(() => presenter(view, target, inner, nested))
    : row => link(view, target, row.id);
  if (field.kind === 'one') {
    return row => {
      const record = view.tables.get(target, String(row[field.idKey!] ?? ''));
      return record ? show(record) : null;
    };
  }
  return row => {
    // Whether deleted rows stay in a relation is not documented: they are treated as in lists.
    const rows = field.parentField ? view.tables.where(target, field.parentField, parentKey(entity, row)) : [];
    return rows.filter(child => view.includeDeleted || !child.is_deleted).map(child => show(child));
  };
}

const link = (view: View, collection: string, id: string) =>
  `${view.origin}${spacePath(view.space)}/entities/${collection}/${encodeURIComponent(id)}`;

function memoizeBuild<A, B>(build: () => (value: A) => B): (value: A) => B {
  let built: ((value: A) => B) | undefined;
  return value => {
    built ??= build();
    return built(value);
  };
}

function pickFields(value: unknown, fields: Tree | undefined): unknown {
  if (!fields || typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => fields.has(key)));
}

function knownField(tables: Tables, entity: Entity | undefined, name: string, parameter: string): Field | undefined {
  // What lies behind a relation to a collection this server does not have cannot be judged.
  if (!entity) return undefined;
  const field = fieldsOf(entity, tables).get(name);
  if (!field) throw invalidParameter(`${parameter}: ${entity} have no field '${name}'`);
  return field;
}

type Branch = Map<string, Branch>;

function branches(paths: readonly string[], check: (path: string, names: string[]) => void): Tree {
  const root: Branch = new Map();
  for (const path of paths) {
    const names = path.split('.');
    check(path, names);
    let branch = root;
    for (const name of names) {
      const next = branch.get(name) ?? new Map();
      branch.set(name, next);
      branch = next;
    }
  }
  return root;
}
