import { createHash } from 'node:crypto';
import { promises } from 'node:fs';
import { basename } from 'node:path';
import { createFieldTypes, type ExportedField } from '../../export/field-types.ts';
import { wrapDiskErrors } from '../../storage/safe-files.ts';
import { csvLine } from '../../values/csv.ts';
import type { Entity, Row } from '../../wire/entities.ts';
import { formatJson } from '../../wire/json.ts';

export type Rows = readonly Row[];

/** A file of an export that is whole. */
export interface ExportedFile {
  entity: Entity;
  /** Its name in the folder. */
  file: string;
  rows: number;
  /** The SHA-256 of its bytes. */
  sha256: string;
  /** The fields of its records, and what they hold. */
  fields: readonly ExportedField[];
}

/** A file that is written beside its place until it is whole. */
export interface OpenExportFile {
  add(rows: Rows): Promise<void>;
  /** Has all of it on the disk, and moves it into place. */
  end(): Promise<ExportedFile>;
  discard(): Promise<void>;
}

/** Begins a file. `fields` is what is known of its fields. All of its functions throw LOCAL_DISK. */
export async function openExportFile(
  path: string,
  { entity, form, fields }: { entity: Entity; form: 'jsonl' | 'csv'; fields: readonly ExportedField[] },
): Promise<OpenExportFile> {
  const partial = `${path}.partial`;
  const failure = `${path} could not be written`;
  const file = await wrapDiskErrors(failure, () => promises.open(partial, 'w', 0o600));
  const hash = createHash('sha256');
  const heads = form === 'csv' ? fields.map(({ name }) => name) : [];
  const types = createFieldTypes(fields);
  let count = 0;
  // One buffer for all: each of its own would wait for the collector, beside those of the replies.
  let buffer = Buffer.alloc(0);
  // While one page is written, the next one comes and is formatted.
  let writing: Promise<void> = Promise.resolve();
  const write = async (text: string) => {
    await writing;
    const length = Buffer.byteLength(text);
    if (length > buffer.length) buffer = Buffer.allocUnsafe(length * 2);
    const bytes = buffer.subarray(0, buffer.write(text));
    hash.update(bytes);
    writing = wrapDiskErrors(failure, () => file.writeFile(bytes));
    // Thrown to whoever waits for it next.
    writing.catch(() => {});
  };
  if (form === 'csv') await write(`${csvLine(heads, true)}\r\n`);
  return {
    add: async rows => {
      if (rows.length === 0) return;
      count += rows.length;
      for (const row of rows) types.learn(row);
      await write(rows.map(row => (form === 'csv' ? csvRow(row, heads) : `${formatJson(row)}\n`)).join(''));
    },
    end: () =>
      wrapDiskErrors(failure, async () => {
        await writing;
        await file.sync();
        await file.close();
        await promises.rename(partial, path);
        return { entity, file: basename(path), rows: count, sha256: hash.digest('hex'), fields: types.all() };
      }),
    discard: async () => {
      await writing.catch(() => {});
      await file.close().catch(() => {});
      await promises.rm(partial, { force: true });
    },
  };
}

const csvRow = (row: Row, heads: readonly string[]): string =>
  `${csvLine(
    heads.map(field => cellOf(row[field])),
    false,
  )}\r\n`;

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : formatJson(value);
}
