import { join } from 'node:path';
import type { Host } from '../host.ts';
import type { KnownName } from '../records/known-names.ts';
import { utcDay } from '../values/dates.ts';

const MAX_AGE_DAYS = 30;

/** Names that were last seen before this day are dropped. */
export const oldestDay = (now: Date): string => utcDay(new Date(now.getTime() - MAX_AGE_DAYS * 86_400_000));

/** The key of one user's view of a space: the sandbox, or a sign-in without its password. */
export const viewKey = (signIn: { origin: string; space: string; username: string } | 'sandbox'): string =>
  signIn === 'sandbox' ? signIn : `${signIn.username} in ${signIn.space} at ${signIn.origin}`;

/** The file of a view. The file holds the view, too, since other views can have the same file name. */
export const namesFile = (folders: Pick<Host['folders'], 'cache'>, view: string): string =>
  join(folders.cache, 'pipeliner', 'known', `${view.replace(/[^A-Za-z0-9.]+/g, '-').slice(0, 150)}.json`);

/**
 * The names in the file of a view, by collection. Checked without zod, for a fast start: entries of the wrong form are
 * left out, and a damaged file has none.
 */
export function parseNames(text: string | undefined, view: string): Readonly<Record<string, readonly KnownName[]>> {
  const file = parseObject(text);
  if (file?.view !== view) return {};
  const names = Object.entries(asObject(file.names) ?? {});
  return Object.fromEntries(names.map(([entity, list]) => [entity, Array.isArray(list) ? list.filter(isKnown) : []]));
}

/** The JSON object in a text; undefined for any other text. */
export function parseObject(text: string | undefined): Record<string, unknown> | undefined {
  try {
    return asObject(JSON.parse(text ?? ''));
  } catch {
    return undefined;
  }
}

const asObject = (value: unknown): Record<string, unknown> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;

function isKnown(value: unknown): value is KnownName {
  const { id, name, detail, pipeline, step } = asObject(value) ?? {};
  const pipelineObject = asObject(pipeline);
  return (
    [id, name].every(isText) &&
    [detail, step].every(text => text === undefined || isText(text)) &&
    (pipeline === undefined || (isText(pipelineObject?.id) && isText(pipelineObject?.name)))
  );
}

const isText = (value: unknown) => typeof value === 'string';
