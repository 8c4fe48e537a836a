import type { Fault } from '../fault.ts';
import { type Act, IDS } from '../space.ts';
import { atRequest, few, only } from './kinds.ts';

const MB = 1_000_000;

/** A list of one thing again and again, so many bytes of it. */
const listOf = (item: string, bytes = 10 * MB) => `[${`${item},`.repeat(bytes / (item.length + 1))}${item}]`;
const members = (bytes: number) =>
  `{${Array.from({ length: bytes / 12 }, (_, at) => `"k${String(at).padStart(7, '0')}":1`).join()}}`;

/** Made once, when first sent: it takes as long as everything else in a cell. */
const made = new Map<string, Buffer>();
const bodyOf = (name: string, text: () => string): Buffer => {
  const known = made.get(name) ?? Buffer.from(text());
  made.set(name, known);
  return known;
};

/** The answer of a healthy server, with far more in it than the records. */
const answer =
  (name: string, content: () => string): Act =>
  exchange => {
    const { status, body } = exchange.usual();
    const more = bodyOf(name, () => `,"more":${content()}}`);
    exchange.reply({ status, body: Buffer.concat([Buffer.from(String(body).slice(0, -1)), more]) });
  };

const CONTENTS: Readonly<Record<string, () => string>> = {
  objects: () => listOf('{}'),
  lists: () => listOf('[]'),
  numbers: () => listOf('1'),
  'numbers that no double reproduces': () => listOf('1.0'),
  strings: () => listOf('""'),
  'true and null': () => listOf('true,null'),
  members: () => members(10 * MB),
};

const fault = (name: string, act: Act, more: Partial<Fault> = {}): Fault => ({
  ...{ name, group: 'values', applies: few, act, read: 12, write: 9 },
  ...more,
});
const heap = (mb: number): Pick<Fault, 'prepare'> => ({
  prepare: stage => {
    stage.env.NODE_OPTIONS += ` --max-old-space-size=${mb}`;
  },
});
const refused = (status: number): Act => {
  const body = () => `{"success":false,"message":"No","entity_errors":${listOf('{}')}}`;
  return ({ reply }) => reply({ status, body: bodyOf('refusal', body) });
};
const text = answer('text', () => `"${'x'.repeat(10 * MB)}"`);

export const VALUES: readonly Fault[] = [
  ...Object.entries(CONTENTS).flatMap(([name, content]) => [
    fault(`10 MB of ${name}`, answer(name, content)),
    fault(`10 MB of ${name}, in a heap of 512 MB`, answer(name, content), heap(512)),
  ]),
  fault('10 MB of objects, in a heap of 128 MB', answer('objects', CONTENTS.objects!), heap(128)),
  fault(
    '10 MB of characters to escape',
    answer('characters to escape', () => `"${'\x7f'.repeat(10 * MB)}"`),
    {
      applies: only('accounts --json', 'accounts jsonl', 'api PATCH', 'create --json'),
      ...{ read: 0, write: 0 },
    },
  ),
  fault('10 MB of text, in a heap of 512 MB', text, {
    ...heap(512),
    applies: only('accounts --json', 'api PATCH', 'create --json'),
    ...{ read: 0, write: 0 },
  }),
  fault('10 MB of text, in a heap of 32 MB', text, {
    ...heap(32),
    applies: only('accounts --json', 'api PATCH', 'create --json'),
  }),
  fault(
    '100,000 values, which are not too many',
    answer('fine', () => listOf('1', 200_000)),
    {
      applies: only('accounts jsonl', 'api PATCH', 'create --json'),
      ...{ read: 0, write: 0 },
    },
  ),
  ...[403, 422, 503].map(status =>
    fault(`10 MB of objects beside a ${status}`, refused(status), {
      applies: only('accounts --json', 'api PATCH', 'create --json'),
      read: status === 403 ? 4 : status === 422 ? 7 : 8,
      write: status === 403 ? 4 : status === 422 ? 7 : 9,
    }),
  ),
  fault('amounts that no double adds up', exchange => exchange.reply(exchange.usual()), {
    applies: only('oppty list tty'),
    prepare: ({ space }) => {
      const amounts = [90_071_992_547_409.9, 0.01, 0.01];
      for (const [at, base_value] of amounts.entries())
        Object.assign(space.records.Opportunities![at]!, { value: { base_value, currency_id: IDS.euro } });
    },
    read: 0,
    check: ({ raw }) =>
      raw.includes('3 shown, 90,071,992,547,409.92 EUR') ? undefined : 'the sum is not 90,071,992,547,409.92 EUR',
  }),
  fault('10 MB of objects, and the user stops it', answer('objects', CONTENTS.objects!), {
    applies: only('accounts --json', 'create --json'),
    script: atRequest('target', running => running.signal('SIGTERM')),
    read: [12, 143],
  }),
];
