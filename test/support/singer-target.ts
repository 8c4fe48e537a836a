import * as z from 'zod';

type Row = Record<string, unknown>;

/** A target of the Singer specification that holds what it gets in memory, and checks it as it comes. */
export interface SingerTarget {
  /** Takes a line of a tap. Throws what is wrong with it. */
  take(line: string): void;
  /** A tap begins. */
  begin(): void;
  /** The tap has ended or was killed: what came after the last state may be stored, or lost. */
  end(how: { storesRest: boolean }): void;
  /** The value of the last state, for the next tap. */
  readonly state: unknown;
  /** The records by their ids, of each stream. */
  readonly streams: ReadonlyMap<string, ReadonlyMap<string, Row>>;
  /** The records that came in a version that was stored before, each with the state that its tap went on from. */
  readonly again: readonly { stream: string; record: Row; state: unknown }[];
  /** The types of all messages so far. */
  readonly types: readonly string[];
}

const MESSAGE = z.discriminatedUnion('type', [
  z.strictObject({
    ...{ type: z.literal('SCHEMA'), stream: z.string(), key_properties: z.tuple([z.literal('id')]) },
    ...{ bookmark_properties: z.array(z.string()), schema: z.record(z.string(), z.unknown()) },
  }),
  z.strictObject({
    ...{ type: z.literal('RECORD'), stream: z.string(), time_extracted: z.iso.datetime() },
    record: z.record(z.string(), z.unknown()),
  }),
  z.strictObject({ type: z.literal('STATE'), value: z.record(z.string(), z.unknown()) }),
]);

export function singerTarget(): SingerTarget {
  const schemas = new Map<string, { check: z.ZodType; names: Set<string> }>();
  const streams = new Map<string, Map<string, Row>>();
  const again: { stream: string; record: Row; state: unknown }[] = [];
  const types: string[] = [];
  let batch: { stream: string; record: Row }[] = [];
  let state: unknown;
  let begin: unknown;
  const store = () => {
    for (const { stream, record } of batch) {
      const rows = streams.get(stream) ?? new Map<string, Row>();
      const earlier = rows.get(String(record.id));
      if (earlier && Number(record.revision) < Number(earlier.revision)) throw new Error('an older version came later');
      if (earlier?.revision === record.revision) again.push({ stream, record, state: begin });
      streams.set(stream, rows.set(String(record.id), record));
    }
    batch = [];
  };
  return {
    take(line) {
      const message = MESSAGE.parse(JSON.parse(line));
      types.push(message.type);
      if (message.type === 'SCHEMA') {
        const check = z.fromJSONSchema(message.schema as Parameters<typeof z.fromJSONSchema>[0]);
        schemas.set(message.stream, { check, names: new Set(Object.keys(message.schema.properties as object)) });
      } else if (message.type === 'STATE') {
        store();
        state = message.value;
      } else {
        const schema = schemas.get(message.stream);
        if (!schema) throw new Error(`a record of ${message.stream} came before its schema`);
        schema.check.parse(message.record);
        const strange = Object.keys(message.record).filter(name => !schema.names.has(name));
        if (strange.length > 0) throw new Error(`the schema of ${message.stream} does not have ${strange.join(', ')}`);
        batch.push(message);
      }
    },
    begin: () => {
      schemas.clear();
      begin = state;
    },
    end: ({ storesRest }) => {
      if (storesRest) store();
      batch = [];
    },
    get state() {
      return state;
    },
    ...{ streams, again, types },
  };
}
