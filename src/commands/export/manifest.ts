import { promises } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod/mini';
import { usage } from '../../errors.ts';
import { type ExportedField, FIELD_TYPES, mergeFields } from '../../export/field-types.ts';
import { type ExportState, stateSchema } from '../../export/state.ts';
import { readFileIfThere, wrapDiskErrors } from '../../storage/safe-files.ts';
import { formatJson, parseJson } from '../../wire/json.ts';
import type { ExportedFile } from './export-file.ts';

/** What a run has exported. It is written last: where it is, the files are whole. */
interface Manifest {
  space: string;
  run: string;
  begin: Date;
  files: readonly ExportedFile[];
  /** What the state file says afterwards, in case that is not written any more. */
  state: ExportState | undefined;
}

/** Writes the manifest whole or not at all. Throws LOCAL_DISK. */
export const writeManifest = (path: string, { begin, ...manifest }: Manifest): Promise<void> =>
  writeWhole(path, { version: 1, ...manifest, begin: begin.toISOString(), complete: true });

/** Writes the state whole or not at all, after the manifest of its run. Throws LOCAL_DISK. */
export const writeState = (path: string, state: ExportState): Promise<void> => writeWhole(path, state);

const writeWhole = (path: string, value: unknown) => writeText(path, `${formatJson(value, 2)}\n`);

/** Writes a text whole or not at all. Throws LOCAL_DISK. */
export const writeText = (path: string, text: string): Promise<void> =>
  wrapDiskErrors(`${path} could not be written`, async () => {
    const temporary = `${path}.partial`;
    const file = await promises.open(temporary, 'w', 0o600);
    await file.writeFile(text);
    await file.sync();
    await file.close();
    await promises.rename(temporary, path);
    const folder = await promises.open(dirname(path), 'r');
    await folder.sync().catch(() => {});
    await folder.close();
  });

const NAME = /^(?:manifest|\w+)-(\d{8}T\d{6}Z-\d+)\.(?:json|jsonl|csv)(?:\.partial)?$/;

const isManifest = (name: string) => /^manifest-[\w-]+\.json$/.test(name);

/**
 * The state that the next run goes on from: that of the file, or of a run that ended before it could write it. What a
 * stopped run left in the folder is removed. Undefined before the first run. Throws USAGE for a state of another space, or
 * a damaged one.
 */
export async function readState(path: string, folder: string, space: string): Promise<ExportState | undefined> {
  let state = await parseState(await readFileIfThere(path), path);
  const names = await promises.readdir(folder);
  const runOf = (name: string) => NAME.exec(name)?.[1] ?? '';
  const ended = new Set(names.filter(isManifest).map(runOf));
  for (const run of ended) {
    if (!isLater(run, state?.run)) continue;
    const manifest = parse(await readFileIfThere(join(folder, `manifest-${run}.json`)));
    const found = stateSchema.safeParse((manifest as { state?: unknown } | undefined)?.state);
    if (found.success && found.data.space === space) state = found.data;
  }
  if (state && state.space !== space) throw usage(`${path} is of another space: ${state.space}`, { flag: '--state' });
  for (const name of names.filter(name => runOf(name) !== '' && !ended.has(runOf(name)))) {
    await promises.rm(join(folder, name), { force: true });
  }
  return state;
}

const fieldsSchema = z.object({
  files: z.array(
    z.object({ entity: z.string(), fields: z.array(z.object({ name: z.string(), type: z.enum(FIELD_TYPES) })) }),
  ),
});

/** What the fields of each collection hold in all runs of a folder, as their manifests say. */
export async function readFields(folder: string): Promise<Map<string, readonly ExportedField[]>> {
  const all = new Map<string, readonly ExportedField[]>();
  for (const name of (await promises.readdir(folder)).filter(isManifest)) {
    const result = fieldsSchema.safeParse(parse(await readFileIfThere(join(folder, name))));
    if (!result.success) continue;
    for (const { entity, fields } of result.data.files) all.set(entity, mergeFields(all.get(entity) ?? [], fields));
  }
  return all;
}

/** Whether a run is later than another: by their times, then by their numbers. */
function isLater(run: string, other: string | undefined): boolean {
  if (other === undefined) return true;
  const [[time = '', number], [otherTime = '', otherNumber]] = [run.split('-'), other.split('-')];
  return time === otherTime ? Number(number) > Number(otherNumber) : time > otherTime;
}

async function parseState(text: string | undefined, path: string): Promise<ExportState | undefined> {
  if (text === undefined) return undefined;
  const result = stateSchema.safeParse(parse(text));
  if (result.success) return result.data;
  throw usage(`${path} is no state of an export`, { flag: '--state', hint: 'Name a new file to begin anew.' });
}

function parse(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : parseJson(text);
  } catch {
    return undefined;
  }
}
