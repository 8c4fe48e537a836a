import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault, Stage } from '../fault.ts';
import { atRequest, few, only, transport, writes } from './kinds.ts';

const fault = (name: string, before: string, more: Partial<Fault> = {}): Fault => ({
  ...{ name, group: 'limits', applies: few, read: 0, write: 0 },
  prepare: stage => {
    stage.before = before;
  },
  ...more,
});

/** Loaded into the program: at a signal all its descriptors are used up, so that nothing more can be opened. */
const GREEDY = `
const { openSync } = require('node:fs');
process.on('SIGUSR2', () => { try { for (;;) openSync('/dev/null'); } catch {} });`;

const greedy = (stage: Stage) => {
  const file = join(stage.home.path, 'greedy.cjs');
  writeFileSync(file, GREEDY);
  stage.env.NODE_OPTIONS += ` --require=${file}`;
  stage.before = 'ulimit -n 200';
};

/** What stores nothing that it must store. */
const storesNothing: Fault['applies'] = shape => transport(shape) && !shape.login;
const soon = 300;

export const LIMITS: readonly Fault[] = [
  ...[0, 1, 8, 100, 1000].map(blocks =>
    fault(`files of ${blocks} blocks`, `ulimit -f ${blocks}`, { applies: storesNothing }),
  ),
  fault('no files at all for a sign-in', 'ulimit -f 0', { applies: only('auth login'), read: 11 }),
  fault('no files at all for the sandbox', 'ulimit -f 0', { applies: only('sandbox create'), write: 11 }),
  ...[64, 40, 32, 28].map(count => fault(`${count} descriptors`, `ulimit -n ${count}`)),
  fault('no core dumps', 'ulimit -c 0'),
  fault('a small stack', 'ulimit -s 1024'),
  fault('descriptors used up while it writes, and the answer comes', '', {
    applies: writes,
    prepare: greedy,
    script: atRequest('target', running => running.signal('SIGUSR2')),
    act: exchange => {
      const usual = exchange.usual();
      setTimeout(() => exchange.reply(usual), soon);
    },
  }),
  fault('descriptors used up while it writes, and a 503 comes', '', {
    applies: shape => writes(shape) && !shape.keyed,
    prepare: greedy,
    script: atRequest('target', running => running.signal('SIGUSR2')),
    act: exchange => {
      exchange.usual();
      setTimeout(() => exchange.reply({ status: 503 }), soon);
    },
    write: 9,
  }),
  fault('its limit of processor time while it reads', '', {
    applies: shape => few(shape) && shape.kind === 'read',
    act: () => {},
    script: atRequest('target', running => running.signal('SIGXCPU')),
    read: 130,
  }),
  fault('its limit of processor time while it writes, and the answer comes', '', {
    applies: writes,
    script: atRequest('target', running => running.signal('SIGXCPU')),
    // Of several, those that are not on their way by then are not sent.
    write: shape => (shape.several ? [0, 10] : 0),
    act: exchange => {
      const usual = exchange.usual();
      setTimeout(() => exchange.reply(usual), soon);
    },
  }),
];
