/**
 * The schemas of this tool's files. Loaded when zod itself checks a file, and to describe the schemas.
 */
import * as z from 'zod/mini';
import type { FoundRecord } from '../records/found.ts';
import type { KnownName } from '../records/known-names.ts';
import type { PipelineStep } from '../records/load-lists.ts';
import type { ChoicePage } from '../records/search-records.ts';
import type { SavedDraft } from './draft-session.ts';

const text = z.optional(z.string());

/** An object of any keys. */
const objectOf = <T>(value: z.ZodMiniType<T>): z.ZodMiniType<Record<string, T>> => z.catchall(z.object({}), value);

// A function for each file: a short command checks one or two of them, and building a schema takes a millisecond.

/** config.json */
export const configSchema = () => {
  const settings = z.optional(objectOf(z.string()));
  return z.looseObject({
    current: z.optional(z.string()),
    settings,
    sandbox: z.optional(z.looseObject({ settings })),
    aliases: settings,
    profiles: z.array(
      z.looseObject({
        name: z.string(),
        origin: z.string(),
        space: z.string(),
        username: z.string(),
        password: z.enum(['keyring', 'file']),
        settings,
      }),
    ),
  });
};

/** credentials.json */
export const passwordsSchema = () =>
  z.looseObject({
    passwords: z.array(
      z.looseObject({ origin: z.string(), space: z.string(), username: z.string(), password: z.string() }),
    ),
  });

/** recent.json, by space. */
export const recentSchema = () => {
  const ids = z.array(z.string());
  return objectOf(z.object({ owners: ids, accounts: ids }));
};

/** pace.json, by space. */
export const paceSchema = () => objectOf(z.object({ limit: z.number(), pauseEnd: z.number(), time: z.number() }));

/** The cached names and lists of a space, as one user sees it. */
export const namesSchema = () => {
  const foundRecord = z.object({ id: z.string(), name: z.string(), detail: text, base: z.optional(z.boolean()) });
  const pipeline = z.object({ id: z.string(), name: z.string(), detail: text });
  const step: z.ZodMiniType<PipelineStep> = z.object({ id: z.string(), name: z.string(), detail: text, pipeline });
  const knownName: z.ZodMiniType<KnownName> = z.object({
    id: z.string(),
    name: z.string(),
    detail: text,
    pipeline: z.optional(z.object({ id: z.string(), name: z.string() })),
    step: text,
    seen: z.string().check(z.regex(/^\d{4}-\d\d-\d\d$/)),
  });
  const withTime = <T>(list: z.ZodMiniType<T>) => z.optional(z.object({ at: z.string(), list }));
  return z.object({
    view: z.string(),
    names: objectOf(z.array(knownName)),
    lists: z.object({
      owners: withTime<ChoicePage>(z.object({ choices: z.array(foundRecord), more: z.boolean() })),
      steps: withTime<readonly PipelineStep[]>(z.array(step)),
      currencies: withTime<readonly FoundRecord[]>(z.array(foundRecord)),
    }),
  });
};

/** The file of a draft, whose answers have a schema of their own. */
export const draftSchema = <A>(answers: z.ZodMiniType<A>): z.ZodMiniType<SavedDraft<A>> =>
  z.object({
    id: z.string(),
    space: z.string(),
    profile: text,
    validationLevel: z.optional(z.number()),
    clientKey: z.optional(z.object({ field: z.string(), key: z.string() })),
    started: z.iso.datetime(),
    saved: z.iso.datetime(),
    state: z.enum(['open', 'sending', 'unknown']),
    sent: z.optional(z.iso.datetime()),
    serverTime: z.optional(z.iso.datetime()),
    holder: z.string(),
    draft: answers,
  });

/** What was sent with a client key. */
export const sentKeySchema = () => z.looseObject({ id: z.string(), body: objectOf(z.unknown()) });
