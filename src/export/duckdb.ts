import type { ExportedField, FieldType } from './field-types.ts';

/** The types of DuckDB. Amounts have up to 20 decimals, as the server's conversions do. */
const DUCKDB: Readonly<Record<FieldType, string>> = {
  ...{ text: 'VARCHAR', boolean: 'BOOLEAN', integer: 'BIGINT', number: 'DOUBLE', decimal: 'DECIMAL(38, 20)' },
  ...{ time: 'TIMESTAMPTZ', day: 'DATE', ids: 'VARCHAR[]', json: 'JSON', empty: 'JSON' },
  value: 'STRUCT(base_value DECIMAL(38, 20), value_foreign DECIMAL(38, 20), currency_id VARCHAR)',
};

/** A collection of an export: the pattern of its files, and what its fields hold. */
export interface ExportedCollection {
  entity: string;
  pattern: string;
  fields: readonly ExportedField[];
}

/**
 * SQL for DuckDB that makes a view of each collection: of each record its last version, with the types of its fields. It
 * is run in the folder of the export.
 */
export const formatDuckdb = (collections: readonly ExportedCollection[]): string =>
  collections.map(formatView).join('\n');

function formatView({ entity, pattern, fields }: ExportedCollection): string {
  const columns = fields.map(({ name, type }) => `${quoted(name)}: '${DUCKDB[type]}'`).join(', ');
  const hasRevision = fields.some(({ name }) => name === 'revision');
  const order = hasRevision ? 'revision DESC' : 'modified DESC';
  return `CREATE OR REPLACE VIEW ${doubleQuoted(entity)} AS
SELECT * FROM read_json(${quoted(pattern)}, format = 'newline_delimited', columns = {${columns}})
QUALIFY row_number() OVER (PARTITION BY id ORDER BY ${order}) = 1;
`;
}

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;
const doubleQuoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
