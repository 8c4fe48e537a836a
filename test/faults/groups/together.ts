import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault, Outcome } from '../fault.ts';
import type { Changes, MoreEnd } from '../more-runs.ts';
import type { Act } from '../space.ts';
import { only } from './kinds.ts';

interface Judgement {
  /** How each may end. */
  exits: readonly number[];
  /** How at least one must end. */
  one?: number | undefined;
}

/** What is wrong with several runs that must have made one record. */
function judge({ stage, exit, stdout, stderr, error }: Outcome, others: readonly MoreEnd[], { exits, one }: Judgement) {
  const ends = [{ exit, stdout, stderr, error }, ...others];
  const wrong = ends.filter(end => !exits.includes(end.exit));
  if (wrong.length > 0) return `ended with ${wrong.map(end => `${end.exit} ${end.stderr}`).join('; ')}`;
  const trace = ends.find(end => /^\s+at |"code":"BUG"/m.test(end.stderr));
  if (trace) return `a stack trace: ${trace.stderr}`;
  if (one !== undefined && ends.every(end => end.exit !== one)) return `none ended with ${one}`;
  const { length } = stage.space.commits;
  return length === 1 ? undefined : `${length} records of one key`;
}

interface Runs extends Partial<Judgement> {
  act?: Act;
  times?: number;
  /** The other runs, besides the first. */
  others: readonly Changes[];
}

const together = (name: string, { others, exits = [0], one, ...more }: Runs): Fault => ({
  ...{ name: `${others.length + 1} runs with one key${name}`, group: 'together', read: 0, write: exits },
  applies: only('create --client-key'),
  // More than one run asks, and each of them may be the one that writes.
  spares: ['claim', 'requests'],
  ...more,
  beside: stage => Promise.all(others.map(changes => stage.more(changes).ended)),
  afterwards: (outcome, ends) => judge(outcome, ends, { exits, one }),
});

const same = (count: number): Changes[] => Array.from({ length: count }, () => ({}));

/** Slow to carry out what it is asked. */
const slowly =
  (ms: number): Act =>
  async ({ usual, reply }) => {
    await sleep(ms);
    reply(usual());
  };

/** Has the first look-up of the key wait for that of another run, which must not come meanwhile. */
const untilAnother: Act = async ({ usual, reply, turn, space }) => {
  const looks = () =>
    space.ledger.filter(({ method, entity }) => method === 'GET' && entity === 'Opportunities').length;
  const answer = usual();
  for (let ms = 0; turn === 1 && looks() === 1 && ms < 8000; ms += 50) await sleep(50);
  reply(answer);
};

/** Carries it out, and breaks off. */
const lost: Act = ({ usual, socket }) => {
  usual();
  socket.resetAndDestroy();
};
/** Breaks off, and carries it out later. */
const late =
  (ms: number): Act =>
  async ({ usual, socket }) => {
    socket.resetAndDestroy();
    await sleep(ms);
    usual();
  };
const refuse: Act = ({ reply }) => reply({ status: 422, body: '{"success":false,"message":"No."}' });

/** One of the runs is for another opportunity. */
const differing = (name: string, words: readonly string[]): Fault => ({
  ...together(`, one for another ${name}`, { others: same(2), exits: [0, 7], one: 7 }),
  beside: stage => Promise.all([stage.more().ended, stage.more({ args: [...stage.args, ...words] }).ended]),
});

export const TOGETHER: readonly Fault[] = [
  ...[1, 2, 4, 9].map(count => together('', { others: same(count) })),
  ...[1, 4].flatMap(count => {
    const others = same(count);
    return [
      together(', of a server that takes 300 ms', { others, act: slowly(300) }),
      together(', of a server that takes 2 s', { others, act: slowly(2000) }),
      together(', the first of which is lost', { others, act: lost, times: 1 }),
      together(', all of which are lost', { others, act: lost }),
      together(', the first of which is stored 1 s late', { others, act: late(1000), times: 1, exits: [0, 9] }),
      together(', the first of which is stored 4 s late', { others, act: late(4000), times: 1, exits: [0, 9] }),
      together(', the first of which is refused', { others, act: refuse, times: 1, exits: [0, 7], one: 7 }),
    ];
  }),
  {
    ...together(', of a server that waits for two look-ups', { others: same(2), act: untilAnother }),
    prepare: ({ space }) => {
      space.hits = (method, entity) => method === 'GET' && entity === 'Opportunities';
    },
  },
  differing('name', ['--name', 'Other']),
  differing('amount', ['--value', '7']),
  differing('step', ['--step', 'Closing']),
];
