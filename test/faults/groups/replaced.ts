import {
  cpSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Exits, Fault, Stage } from '../fault.ts';
import { SHAPES } from '../shapes.ts';
import type { Act } from '../space.ts';
import { atRequest, few, online, only, refusal, writes } from './kinds.ts';

const folderOf = ({ home }: Pick<Stage, 'home'>) => join(home.path, 'program');

/** Gives the cell a package of its own, as npm installs it: nobody else runs what is going to be replaced. */
function installCopy(stage: Stage): void {
  const from = join(dirname(stage.bin), '..');
  const folder = folderOf(stage);
  mkdirSync(folder);
  const withoutMaps = { recursive: true, filter: (path: string) => !path.endsWith('.map') };
  for (const part of ['bin', 'dist', 'package.json']) cpSync(join(from, part), join(folder, part), withoutMaps);
  symlinkSync(join(from, 'node_modules'), join(folder, 'node_modules'));
  stage.bin = join(folder, 'bin', 'pipeliner.js');
}

const inDist = (folder: string) => readdirSync(join(folder, 'dist')).map(name => join(folder, 'dist', name));

/** What may happen to the package, and to parts of it. */
const WAYS: Readonly<Record<string, (folder: string) => void>> = {
  'the package is removed': folder => rmSync(folder, { recursive: true }),
  'npm puts another version in its place': folder => {
    renameSync(folder, `${folder}.old`);
    cpSync(`${folder}.old`, folder, { recursive: true });
    for (const file of inDist(folder)) writeFileSync(file, "throw new Error('another version');");
    rmSync(`${folder}.old`, { recursive: true });
  },
  'a build empties dist': folder => {
    rmSync(join(folder, 'dist'), { recursive: true });
    mkdirSync(join(folder, 'dist'));
  },
  'its files are cut off in place': folder => {
    for (const file of inDist(folder)) truncateSync(file, 1000);
  },
  'its packages are removed': folder => unlinkSync(join(folder, 'node_modules')),
};
const [REMOVED, NPM] = Object.keys(WAYS) as [string, string];

const fault = (name: string, more: Partial<Fault>): Fault => ({
  ...{ name, group: 'replaced', read: 0, write: 0, prepare: installCopy },
  ...more,
});

const QUESTIONS = SHAPES.find(({ name }) => name === 'wizard')!.answers!.map(([question]) => question);

const atQuestions = [REMOVED, NPM].flatMap(way =>
  QUESTIONS.map(question =>
    fault(`${way} at ${question}`, {
      applies: only('wizard'),
      atQuestion: (asked, _, stage) => {
        if (asked === question) WAYS[way]!(folderOf(stage));
        return false;
      },
    }),
  ),
);

const thenCtrlC = ['Owner', 'Account', 'Closing date', 'Create this opportunity?'].map(question =>
  fault(`${REMOVED} at ${question}, then Ctrl-C`, {
    applies: only('wizard'),
    write: 130,
    atQuestion: (asked, { terminal }, stage) => {
      if (asked !== question) return false;
      WAYS[REMOVED]!(folderOf(stage));
      terminal?.press('\u0003');
      return true;
    },
    check: ({ raw }) => {
      if (!raw.includes('Nothing was created')) return 'it does not say that nothing was created';
      return /pipeliner oppty create/.test(raw) ? undefined : 'it does not say how to carry on';
    },
  }),
);

const ENDINGS: readonly (readonly [name: string, act: Act | undefined, write: Fault['write']])[] = [
  ['the answer comes', undefined, 0],
  ['a refusal comes', ({ reply }) => reply({ status: 422, body: refusal(422, 'No') }), 7],
  [
    'the connection breaks',
    exchange => {
      exchange.usual();
      exchange.socket.resetAndDestroy();
    },
    shape => (shape.keyed ? 0 : 9),
  ],
  [
    'a 503 comes',
    exchange => {
      exchange.usual();
      exchange.reply({ status: 503 });
    },
    shape => (shape.keyed ? 0 : 9),
  ],
];

const whileItWrites = Object.entries(WAYS).flatMap(([way, goes]) =>
  ENDINGS.map(([name, act, write]) =>
    fault(`${way} while it writes, and ${name}`, {
      applies: writes,
      ...(act ? { act } : {}),
      ...(write === undefined ? {} : { write }),
      script: atRequest('target', (_, stage) => goes(folderOf(stage))),
    }),
  ),
);

const missing = (part: string, exits: Exits = 11) =>
  fault(`${part} is missing from the start`, {
    applies: few,
    ...{ read: exits, write: exits },
    prepare: stage => {
      installCopy(stage);
      rmSync(join(folderOf(stage), part), { recursive: true });
    },
    check: ({ stderr, stage }) => {
      if (stage.space.connections > 0) return 'the server was asked';
      return stderr.includes('cannot be loaded') || stage.shape.terminal
        ? undefined
        : 'it does not say what is missing';
    },
  });

export const REPLACED: readonly Fault[] = [
  ...atQuestions,
  ...thenCtrlC,
  ...whileItWrites,
  ...Object.entries(WAYS).map(([way, goes]) =>
    fault(`${way} in a look-up, which fails once`, {
      applies: shape => online(shape) && shape.lookup !== undefined,
      ...{ at: 'lookup', times: 1, act: exchange => exchange.reply({ status: 503 }) },
      script: atRequest('lookup', (_, stage) => goes(folderOf(stage))),
    }),
  ),
  fault(`${REMOVED} while it reads`, {
    applies: shape => few(shape) && shape.kind === 'read',
    script: atRequest('target', (_, stage) => WAYS[REMOVED]!(folderOf(stage))),
  }),
  missing('dist/program.cjs'),
  missing('dist/start.cjs'),
  missing('dist'),
];
