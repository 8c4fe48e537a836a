import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from '../fault.ts';
import type { Changes } from '../more-runs.ts';
import type { Act, Space } from '../space.ts';
import { only } from './kinds.ts';

const SIGNALS = { SIGKILL: 137, SIGQUIT: 131 } as const;

/** When the server carries out what it was asked: milliseconds after the request, or never. */
const COMMITS = { 'at once': 0, '300 ms later': 300, '1 s later': 1000, '3 s later': 3000, never: undefined } as const;

const HOMES: readonly [name: string, changes: Changes][] = [
  ['the same command', {}],
  ['the same command without a state folder', { home: 'none' }],
  ['the same command on another machine', { home: 'another' }],
];

/** When what the first run asked for is carried out. */
const carriedOut = new WeakMap<Space, Promise<void>>();

/** Carries the first request out at that time, and answers nobody. */
const commit =
  (after: number | undefined): Act =>
  ({ usual, turn, reply, space }) => {
    if (turn > 1) return reply(usual());
    if (after !== undefined)
      carriedOut.set(
        space,
        sleep(after).then(() => void usual()),
      );
  };

const killed = (
  signal: keyof typeof SIGNALS,
  when: keyof typeof COMMITS,
  [name, changes]: (typeof HOMES)[number],
): Fault => ({
  name: `${signal} while it writes, stored ${when}, then ${name}`,
  ...{ group: 'killed', applies: only('create --client-key'), read: SIGNALS[signal], write: SIGNALS[signal] },
  act: commit(COMMITS[when]),
  spares: ['claim', 'requests', 'json', 'files'],
  script: (running, { space }) => {
    space.onRequest = ({ method }) => {
      space.onRequest = method === 'POST' ? () => {} : space.onRequest;
      if (method === 'POST') running.signal(signal);
    };
  },
  afterwards: async ({ stage }) => {
    const knows = changes.home === undefined;
    const record = carriedOut.get(stage.space);
    // A run that cannot see the mark of the first has no reason to wait: it begins when the record is there.
    if (!knows) await record;
    // Nobody waits a minute for what never comes.
    const args = when === 'never' ? [...stage.args, '--timeout', '4'] : stage.args;
    const { exit, stderr, error } = await stage.more({ ...changes, args }).ended;
    await record;
    const { length } = stage.space.commits;
    if (when !== 'never') {
      if (exit !== 0) return `the second run ended with ${exit}: ${stderr}`;
      return length === 1 ? undefined : `${length} records of one key`;
    }
    if (!knows) return exit === 0 && length === 1 ? undefined : `ended with ${exit} and ${length} records: ${stderr}`;
    return exit === 9 && error?.retry_safe === true && length === 0
      ? undefined
      : `ended with ${exit} and ${length} records: ${stderr}`;
  },
});

/** Dead before anything was sent: the next run is the first. */
const before = (signal: keyof typeof SIGNALS, request: number): Fault => ({
  name: `${signal} at look-up ${request}, then the same command`,
  ...{ group: 'killed', applies: only('create --client-key', 'create --json'), read: SIGNALS[signal] },
  write: SIGNALS[signal],
  spares: ['claim', 'requests', 'json', 'files'],
  script: (running, { space }) => {
    let requests = 0;
    space.onRequest = () => {
      requests += 1;
      if (requests === request) running.signal(signal);
    };
  },
  afterwards: async ({ stage }) => {
    stage.space.onRequest = () => {};
    const { exit, stderr } = await stage.more().ended;
    const { length } = stage.space.commits;
    return exit === 0 && length === 1 ? undefined : `ended with ${exit} and ${length} records: ${stderr}`;
  },
});

/** Stored as soon as the next run has looked for it in vain, however long that run took to start. */
const whenLooked = (signal: keyof typeof SIGNALS): Fault => ({
  ...killed(signal, 'at once', HOMES[0]!),
  name: `${signal} while it writes, stored once the same command has looked for it`,
  act: ({ usual, turn, reply, space }) => {
    if (turn > 1) return reply(usual());
    const looked = new Promise<void>(resolve => {
      space.onRequest = ({ method, entity }) => {
        if (method === 'GET' && entity === 'Opportunities') resolve();
      };
    });
    carriedOut.set(
      space,
      looked.then(() => sleep(300)).then(() => void usual()),
    );
  },
});

const signals = Object.keys(SIGNALS) as (keyof typeof SIGNALS)[];

export const KILLED: readonly Fault[] = signals.flatMap(signal => [
  ...(Object.keys(COMMITS) as (keyof typeof COMMITS)[]).flatMap(when => HOMES.map(home => killed(signal, when, home))),
  ...[1, 2, 3].map(request => before(signal, request)),
  whenLooked(signal),
]);
