import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault, Outcome, Stage } from '../fault.ts';
import { type Act, IDS, type Row } from '../space.ts';
import { creates, only } from './kinds.ts';

/** What a server makes of what it is asked to store, and a word that tells of it. */
const CHANGES: Readonly<Record<string, [change: (row: Row) => Row, told: RegExp]>> = {
  'another owner': [row => ({ ...row, owner_id: IDS.wile }), /The server set owner to /],
  'another step': [row => ({ ...row, step_id: 'aaaa0012-1111-0222-0333-444455556666' }), /The server set step to /],
  'a name with its spaces folded': [
    row => ({ ...row, name: ` ${row.name}  x`.replace(' x', ' ') }),
    /The server set name to /,
  ],
  'a name that is cut': [row => ({ ...row, name: String(row.name).slice(0, -1) }), /The server set name to 'Anvi'/],
  'a name in capitals': [row => ({ ...row, name: String(row.name).toUpperCase() }), /The server set name to 'ANVIL'/],
  'a closing date a day off': [
    row => ({ ...row, closing_date: '2031-12-30' }),
    /The server set closing date to '2031-12-30'/,
  ],
  'no closing date': [row => ({ ...row, closing_date: null }), /The server set closing date to nothing/],
  'a rounded value': [
    row => ({ ...row, value: { ...(row.value as Row), base_value: 12501, value_foreign: 12501 } }),
    /The server set value to 12,?501/,
  ],
  'no account': [row => ({ ...row, account_relations: [] }), /The server set accounts to /],
};

/** What a server makes of a client key. */
const KEYS: Readonly<Record<string, unknown>> = {
  'in small letters': 'k-1',
  cut: 'K-',
  'with a space': 'K-1 ',
  'in other letters': 'К-1',
  dropped: null,
};

const store =
  (change: (row: Row) => Row): Act =>
  ({ usual, reply, space }) => {
    const answer = usual();
    const rows = space.records.Opportunities!;
    const row = change(rows.at(-1)!);
    rows.splice(-1, 1, row);
    reply({ ...answer, body: JSON.stringify({ success: true, data: row }) });
  };

const says =
  (words: RegExp) =>
  ({ stderr }: Outcome) =>
    words.test(stderr) ? undefined : `does not say ${words}`;

/** The record is stored in another form, and the answer is lost. */
const storeAndLose =
  (change: (row: Row) => Row): Act =>
  ({ usual, socket, space }) => {
    usual();
    const rows = space.records.Opportunities!;
    rows.splice(-1, 1, change(rows.at(-1)!));
    socket.resetAndDestroy();
  };

/** Has the draft be as old as one whose record cannot arrive any more. */
function passMinute({ home }: Stage, id: string): void {
  const path = join(home.path, 'state', 'pipeliner', 'drafts', `${id}.json`);
  const draft = JSON.parse(readFileSync(path, 'utf8')) as Row;
  for (const name of ['sent', 'serverTime']) {
    if (typeof draft[name] === 'string') draft[name] = new Date(Date.parse(draft[name]) - 65_000).toISOString();
  }
  writeFileSync(path, JSON.stringify(draft), { mode: 0o600 });
}

export const CHANGED: readonly Fault[] = [
  ...Object.entries(CHANGES).map(
    ([name, [change, told]]): Fault => ({
      name: `stored with ${name}`,
      ...{ group: 'changed', applies: shape => creates(shape) || shape.keyed === true, read: 0, write: 0 },
      act: store(change),
      check: says(told),
    }),
  ),
  ...Object.entries(CHANGES).map(
    ([name, [change]]): Fault => ({
      name: `stored with ${name}, and lost, then --resume`,
      ...{ group: 'changed', applies: only('create --json', 'create | pipe'), read: 9, write: 9 },
      act: storeAndLose(change),
      times: 1,
      afterwards: async ({ stage, stderr }) => {
        const id = /--resume ([a-z0-9]{4})/.exec(stderr)?.[1];
        if (!id) return 'does not say how to resume';
        passMinute(stage, id);
        const args = ['oppty', 'create', '--resume', id, '--json'];
        const { exit, stderr: told, error } = await stage.more({ args }).ended;
        const { length } = stage.space.commits;
        // A record without a part fits as well as one with it.
        const isTold = exit === 9 ? /candidates/.test(told) && error?.retry_safe === false : exit === 0;
        return isTold && length === 1 ? undefined : `ended with ${exit} and ${length} records: ${told}`;
      },
    }),
  ),
  ...Object.entries(KEYS).map(
    ([name, key]): Fault => ({
      name: `a client key that comes back ${name}, then the same command`,
      ...{ group: 'changed', applies: only('create --client-key'), read: 6, write: 6 },
      act: store(row => ({ ...row, cf_key: key })),
      spares: ['claim'],
      check: says(/instead of the client key 'K-1'/),
      afterwards: async ({ stage, error }) => {
        if (error?.retry_safe !== false) return 'not said that it is not safe to run again';
        const { exit, stderr } = await stage.more().ended;
        const { length } = stage.space.commits;
        return length === 1 ? undefined : `ended with ${exit} and ${length} records: ${stderr}`;
      },
    }),
  ),
];
