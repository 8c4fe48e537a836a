import * as z from 'zod/mini';
import { parseTime } from '../values/dates.ts';
import { AUTOMATIC_FIELDS, type SingerState } from './singer.ts';

/** The settings of a tap. It may have others, which programs that run taps add. */
export const configSchema = z.looseObject({
  url: z.optional(z.string()),
  space: z.optional(z.string()),
  username: z.optional(z.string()),
  password: z.optional(z.string()),
  /** A time or a day: what was changed before it is not sent. */
  start_date: z.optional(z.string()),
});

/** A time that a stream can go on from. */
const bookmarkTime = z.string().check(z.refine(text => parseTime(text) !== undefined, 'is no time'));

/** The value of a STATE message, or nothing yet. */
export const singerStateSchema = z.looseObject({
  space: z.optional(z.string()),
  bookmarks: z._default(
    z.record(z.string(), z.object({ replication_key: z.literal('modified'), replication_key_value: bookmarkTime })),
    {},
  ),
}) satisfies z.ZodMiniType<SingerState>;

const optionalBoolean = z.optional(z.nullable(z.boolean()));

const metadataSchema = z.looseObject({
  selected: optionalBoolean,
  'selected-by-default': optionalBoolean,
  inclusion: z.optional(z.string()),
  'replication-method': z.optional(z.nullable(z.string())),
});

/** A catalog as `--discover` prints it, with what somebody selected in it. */
export const catalogSchema = z.looseObject({
  streams: z.array(
    z.looseObject({
      tap_stream_id: z.string(),
      stream: z.optional(z.string()),
      /** Where older programs select a stream. */
      selected: optionalBoolean,
      replication_method: z.optional(z.nullable(z.string())),
      metadata: z._default(z.array(z.looseObject({ breadcrumb: z.array(z.string()), metadata: metadataSchema })), []),
    }),
  ),
});

export type CatalogStream = z.infer<typeof catalogSchema>['streams'][number];

type Metadata = z.infer<typeof metadataSchema>;

const isSelected = ({ selected, 'selected-by-default': byDefault, inclusion }: Metadata): boolean => {
  if (inclusion === 'unsupported') return false;
  return inclusion === 'automatic' || (selected ?? byDefault ?? false);
};

/** What a catalog selects of a collection; undefined if it does not select it. */
export function readSelection(
  stream: CatalogStream,
): { name: string; sends(field: string): boolean; isIncremental: boolean } | undefined {
  const own = stream.metadata.find(({ breadcrumb }) => breadcrumb.length === 0)?.metadata ?? {};
  if (!isSelected({ ...own, selected: own.selected ?? stream.selected })) return undefined;
  const without = new Set(
    stream.metadata
      .filter(({ breadcrumb: [kind], metadata }) => kind === 'properties' && !isSelected({ ...ALL, ...metadata }))
      .map(({ breadcrumb }) => breadcrumb[1]),
  );
  return {
    name: stream.stream ?? stream.tap_stream_id,
    sends: field => AUTOMATIC_FIELDS.includes(field) || !without.has(field),
    isIncremental: (own['replication-method'] ?? stream.replication_method) !== 'FULL_TABLE',
  };
}

/** A field that nobody chose or left out is sent. */
const ALL: Metadata = { 'selected-by-default': true };
