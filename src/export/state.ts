import * as z from 'zod/mini';
import { textOf } from '../values/text-of.ts';
import type { Row } from '../wire/entities.ts';

/** How far an export of one collection has come. */
export interface Progress {
  /** The server's time when the last run began, as an ISO instant: what was changed since is not exported yet. */
  bookmark: string;
  /** What was exported of the time just before the bookmark, which is read again: ids with their revisions. */
  recent: Readonly<Record<string, string>>;
}

/** Where exports of a space go on. */
export interface ExportState {
  version: 1;
  /** The key of the space. */
  space: string;
  /** The run that came so far. */
  run: string;
  entities: Readonly<Record<string, Progress>>;
}

export const stateSchema = z.object({
  ...{ version: z.literal(1), space: z.string(), run: z.string() },
  entities: z.record(z.string(), z.object({ bookmark: z.iso.datetime(), recent: z.record(z.string(), z.string()) })),
});

/**
 * How long before its bookmark a change can still appear, in milliseconds: clocks differ, and a write that has begun is
 * stored later.
 */
export const OVERLAP_MS = 120_000;

/** How much the clocks of the machines behind a server may differ, in milliseconds: less than the overlap. */
const CLOCK_DRIFT_MS = 60_000;

/**
 * When a run begins, by the server's time: not before the bookmarks that it goes on from, since a clock of whole seconds, or
 * another machine's, may be behind. Undefined if one of them is of the future.
 */
export function beginAt(now: Date, bookmarks: readonly Date[]): Date | undefined {
  const latest = Math.max(now.getTime(), ...bookmarks.map(time => time.getTime()));
  return latest - now.getTime() > CLOCK_DRIFT_MS ? undefined : new Date(latest);
}

/** What tells one version of a record from the next: its counter of writes, or the time of its last change. */
export const versionOf = ({ revision, modified }: Row): string => textOf(revision ?? modified ?? '');
