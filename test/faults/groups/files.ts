import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { newHolderName } from '../../../src/storage/lock-holder.ts';
import type { Fault, Stage } from '../fault.ts';
import type { Shape } from '../shapes.ts';
import { only } from './kinds.ts';

interface Damage {
  name: string;
  /** Does it to the file at this path, in whose place something may be. */
  does(path: string): void;
  /** Whether what is there must be found unchanged. */
  keeps?: false;
}

const text = (path: string, content: string | Buffer, mode = 0o600) => {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  rmSync(path, { recursive: true, force: true });
  writeFileSync(path, content, { mode });
  chmodSync(path, mode);
};

const DAMAGES: readonly Damage[] = [
  { name: 'cut short', does: path => text(path, '{"current":"mi') },
  { name: 'empty', does: path => text(path, '') },
  { name: 'not JSON', does: path => text(path, 'profiles: none\n') },
  { name: 'a list', does: path => text(path, '[]') },
  { name: 'of the wrong types', does: path => text(path, '{"profiles":7,"passwords":"x","entities":null}') },
  { name: 'not UTF-8', does: path => text(path, Buffer.from('{"profiles":[],"x":"\xff"}', 'latin1')) },
  { name: 'nested too deep', does: path => text(path, `{"profiles":${'['.repeat(100_000)}${']'.repeat(100_000)}}`) },
  { name: 'zeros', does: path => text(path, Buffer.alloc(4096)) },
  {
    name: 'a symbolic link',
    does: path => {
      const real = existsSync(path) ? readFileSync(path) : '{}';
      text(`${path}.real`, real);
      rmSync(path, { force: true });
      symlinkSync(`${path}.real`, path);
    },
  },
  {
    name: 'a link to nowhere',
    does: path => {
      text(path, '');
      rmSync(path);
      symlinkSync('/nonexistent/file', path);
    },
  },
  {
    name: 'a pipe',
    does: path => {
      text(path, '');
      rmSync(path);
      execFileSync('mkfifo', ['-m', '600', path]);
    },
  },
  {
    name: 'a folder',
    does: path => {
      text(path, '');
      rmSync(path);
      mkdirSync(path, { mode: 0o700 });
    },
  },
];

const PLACES = {
  config: {
    path: 'config/pipeliner/config.json',
    shapes: only('accounts stored', 'auth status --check', 'auth login'),
  },
  credentials: { path: 'config/pipeliner/credentials.json', shapes: only('accounts stored', 'auth login') },
  sandbox: { path: 'state/pipeliner/sandbox.json', shapes: only('sandbox accounts', 'sandbox create') },
  recent: { path: 'state/pipeliner/recent.json', shapes: only('wizard') },
} as const;

/** A convenience stops nothing; nothing else goes on without its file. */
const exitsFor = (place: keyof typeof PLACES) => (place === 'recent' ? 0 : [3, 11]);

const fingerprint = (path: string): string => {
  const { ino, mode, size } = lstatSync(path);
  const content = (mode & constants.S_IFMT) === constants.S_IFREG ? readFileSync(path, 'latin1') : '';
  return JSON.stringify([ino, mode, size, content]);
};

const damaged = (place: keyof typeof PLACES, { name, does }: Damage): Fault => {
  const { path, shapes } = PLACES[place];
  const before = new WeakMap<Stage, string>();
  const exits = exitsFor(place);
  return {
    ...{ name: `${place} that is ${name}`, group: 'files', applies: shapes, read: exits, write: exits },
    prepare: stage => {
      const file = join(stage.home.path, path);
      does(file);
      before.set(stage, fingerprint(file));
    },
    check: ({ stage, stderr }) => {
      const file = join(stage.home.path, path);
      if (fingerprint(file) !== before.get(stage)) return 'the file was changed';
      return place === 'recent' || stderr.includes(path) ? undefined : 'the file is not named';
    },
    spares: ['claim'],
  };
};

const LOCKS = [
  'config/pipeliner/config.json.lock',
  'config/pipeliner/credentials.json.lock',
  'state/pipeliner/sandbox.json.lock',
  'state/pipeliner/recent.json.lock',
];

const fault = (name: string, applies: (shape: Shape) => boolean, more: Partial<Fault>): Fault => ({
  ...{ name, group: 'files', applies, read: 0, write: 0 },
  ...more,
});

const inHome = (stage: Stage, path: string) => join(stage.home.path, path);
const isRoot = process.getuid?.() === 0;

const from = (name: string, exit: number, make: (path: string) => void, more: Partial<Fault> = {}): Fault =>
  fault(`--from a file that is ${name}`, only('create --json', 'create --dry-run'), {
    ...{ read: exit, write: exit },
    prepare: stage => {
      const path = join(stage.cwd, 'deal.json');
      make(path);
      stage.args.push('--from', path);
    },
    ...more,
  });

const GOOD = '{"description":"As agreed"}';

export const FILES: readonly Fault[] = [
  ...(Object.keys(PLACES) as (keyof typeof PLACES)[]).flatMap(place => DAMAGES.map(damage => damaged(place, damage))),
  fault('no passwords beside the profiles', only('accounts stored', 'auth status --check'), {
    read: 3,
    prepare: stage => rmSync(inHome(stage, 'config/pipeliner/credentials.json')),
  }),
  fault('the password of another place', only('accounts stored', 'auth status --check'), {
    read: 3,
    prepare: stage => {
      const path = inHome(stage, 'config/pipeliner/credentials.json');
      text(path, readFileSync(path, 'utf8').replace('127.0.0.1', '127.0.0.2'));
    },
  }),
  fault('a profile that leads elsewhere', only('accounts stored', 'auth status --check'), {
    // The password is bound to its origin, so there is none for this one.
    read: 3,
    prepare: stage => {
      const path = inHome(stage, 'config/pipeliner/config.json');
      text(path, readFileSync(path, 'utf8').replace(stage.space.origin, stage.foreign.origin));
    },
  }),
  fault('a profile of a bad address', only('accounts stored', 'auth status --check'), {
    read: 3,
    prepare: stage => {
      const path = inHome(stage, 'config/pipeliner/config.json');
      text(path, readFileSync(path, 'utf8').replace(stage.space.origin, 'http://api.invalid'));
    },
  }),
  ...[0o644, 0o640, 0o666].map(mode =>
    fault(
      `passwords others may read (${mode.toString(8)})`,
      only('accounts stored', 'auth status --check', 'auth login'),
      {
        read: [3, 11],
        prepare: stage => {
          const path = inHome(stage, 'config/pipeliner/credentials.json');
          if (!existsSync(path)) text(path, '{"passwords":[]}');
          chmodSync(path, mode);
        },
        // It is left as it was.
        spares: ['files'],
        check: ({ stderr }) => (stderr.includes('chmod') ? undefined : 'what to do is not told'),
      },
    ),
  ),
  fault('a folder others may write to', only('accounts stored', 'auth login'), {
    read: [3, 11],
    prepare: stage => {
      const path = inHome(stage, 'config/pipeliner');
      mkdirSync(path, { recursive: true });
      chmodSync(path, 0o777);
    },
    spares: ['files'],
  }),
  ...(isRoot
    ? [
        fault('passwords of somebody else', only('accounts stored', 'auth login'), {
          read: [3, 11],
          prepare: stage => {
            const path = inHome(stage, 'config/pipeliner/credentials.json');
            if (!existsSync(path)) text(path, '{"passwords":[]}');
            chownSync(path, 12345, 12345);
          },
        }),
      ]
    : []),
  fault('a lock that another process holds', only('auth login', 'sandbox create'), {
    // The sandbox is a server of its own, which refuses what it cannot store.
    ...{ read: 11, write: 8, seconds: 40 },
    prepare: stage => {
      for (const path of LOCKS) mkdirSync(join(inHome(stage, path), newHolderName()), { recursive: true, mode: 0o700 });
    },
    spares: ['claim'],
  }),
  fault('a lock that a killed process left behind', only('auth login', 'sandbox create', 'wizard'), {
    prepare: stage => {
      // This process id, at a time when another process had it.
      const [pid, , ...rest] = newHolderName().split('.');
      const name = [pid, 1, ...rest].join('.');
      for (const path of LOCKS) mkdirSync(join(inHome(stage, path), name), { recursive: true, mode: 0o700 });
    },
  }),
  fault('the lock of an earlier build', only('auth login', 'sandbox create', 'wizard'), {
    prepare: stage => {
      for (const path of LOCKS) mkdirSync(inHome(stage, path), { recursive: true, mode: 0o700 });
    },
  }),
  fault('a disk that is full', only('auth login', 'sandbox create'), {
    ...{ read: 11, write: 11 },
    prepare: stage => {
      stage.before = 'ulimit -f 0';
    },
    spares: ['claim'],
  }),
  fault(
    'a disk that is full, and nothing to store',
    only('accounts --json', 'create --json', 'wizard', 'accounts stored'),
    {
      prepare: stage => {
        stage.before = 'ulimit -f 0';
      },
    },
  ),
  from('not there', 2, () => {}, { read: [2, 11], write: [2, 11] }),
  from('a folder', 2, path => mkdirSync(path), { read: [2, 11], write: [2, 11] }),
  from('good', 0, path => text(path, GOOD)),
  from('good, behind a link', 0, path => {
    text(`${path}.real`, GOOD);
    symlinkSync(`${path}.real`, path);
  }),
  from('good, with a byte order mark', 0, path => text(path, `\ufeff${GOOD}`)),
  from('not UTF-8', 2, path => text(path, Buffer.from('{"description":"\xff"}', 'latin1'))),
  from('UTF-16', 2, path => text(path, Buffer.from(`\ufeff${GOOD}`, 'utf16le'))),
  from('empty', 2, path => text(path, '')),
  from('zeros', 2, path => text(path, Buffer.alloc(4096))),
  from('sixty megabytes', 2, path => text(path, Buffer.alloc(60_000_000, ' '))),
  from('an endless device', 2, path => symlinkSync('/dev/zero', path), { read: [2, 11], write: [2, 11] }),
];
