import type { Fault, Running, Stage } from '../fault.ts';
import type { Act, Answer, Exchange, Space } from '../space.ts';
import { creates, few, isCall, online, only, refusal, transport } from './kinds.ts';

const fault = (name: string, more: Partial<Fault>): Fault => ({
  ...{ name, group: 'process', applies: few, read: 0, write: 0 },
  ...more,
});

const silent: Act = () => {};

/** What the server does once the program has said that it waits for its answer, or has ended. */
const answers = new WeakMap<Space, () => void>();
const onceItWaits =
  (answer: (exchange: Exchange, usual: Answer) => void): Act =>
  exchange => {
    const usual = exchange.usual();
    answers.set(exchange.space, () => answer(exchange, usual));
  };

/** Sends a signal when the request that matters has come, and perhaps another one later. */
const whenAsked =
  (first: NodeJS.Signals, second?: NodeJS.Signals, after = 700) =>
  (running: Running, { space, shape }: Stage): void => {
    let done = false;
    space.onRequest = ({ method, entity }) => {
      const { target, lookup } = shape;
      const wanted = [target, ...(lookup ? [lookup] : [])];
      if (done || !wanted.some(one => one.method === method && one.entity === entity)) return;
      if (method === 'GET' && shape.kind === 'write' && !space.readsOnly) return;
      done = true;
      setTimeout(() => running.signal(first), 30);
      running.said('waiting up to 10 seconds for its answer').then(() => answers.get(space)?.());
      if (second) setTimeout(() => running.signal(second), after);
    };
  };

const reads: Fault['applies'] = shape => transport(shape) && shape.kind === 'read';
const writes: Fault['applies'] = shape => transport(shape) && shape.kind === 'write';

const WIZARD = [
  'Owner',
  'Pipeline',
  'Step',
  'Account',
  'Primary contact',
  'Opportunity name',
  'Value',
  'Currency',
  'Closing date',
  'More fields',
  'Create this opportunity?',
];

const ENDINGS: readonly (readonly [name: string, exit: number, act: (running: Running) => void])[] = [
  ['Ctrl-C', 130, ({ terminal }) => terminal?.press('\u0003')],
  ['Ctrl-D', 130, ({ terminal }) => terminal?.press('\u0004')],
  ['SIGTERM', 143, running => running.signal('SIGTERM')],
  ['SIGHUP', 130, running => running.signal('SIGHUP')],
];

const atQuestions = WIZARD.flatMap(question =>
  ENDINGS.map(([name, exit, act]) =>
    fault(`${name} at ${question}`, {
      applies: only('wizard'),
      write: exit,
      atQuestion: (asked, running) => {
        if (asked !== question) return false;
        act(running);
        return true;
      },
      check: ({ raw }) => {
        if (!raw.includes('Nothing was created')) return 'it does not say that nothing was created';
        return /pipeliner oppty create/.test(raw) ? undefined : 'it does not say how to carry on';
      },
    }),
  ),
);

const input = (name: string, stdin: Stage['stdin']): Fault[] => [
  fault(`${name}, and nothing to ask`, {
    applies: transport,
    prepare: stage => {
      if (!stage.shape.login) stage.stdin = stdin;
    },
  }),
  fault(`${name}, and something missing`, {
    applies: only('create --json', 'create | pipe', 'create --dry-run'),
    ...{ read: 2, write: 2 },
    prepare: stage => {
      stage.args = without(stage.args, '--name', '--owner');
      stage.stdin = stdin;
    },
    check: ({ stderr, stage, ms }) => {
      if (stage.space.connections > 0) return 'the server was asked';
      if (ms > 8000) return `it took ${ms} ms`;
      return /--owner/.test(stderr) && /--name/.test(stderr) ? undefined : 'not all that is missing is named';
    },
  }),
];

const without = (args: readonly string[], ...flags: string[]) =>
  args.filter((word, at) => !flags.includes(word) && !flags.includes(args[at - 1] ?? ''));

const password = (name: string, stdin: Stage['stdin'], exit = 2) =>
  fault(`a password that is ${name}`, {
    applies: only('auth login'),
    read: exit,
    prepare: stage => {
      stage.stdin = stdin;
    },
  });

const body = (name: string, text: string, exit: number) =>
  fault(`--from - that is ${name}`, {
    applies: only('create --json', 'create --dry-run'),
    ...{ read: exit, write: exit },
    prepare: stage => {
      stage.args = [...without(stage.args, '--name'), '--from', '-'];
      stage.stdin = { text };
    },
  });

const failing: Act = exchange => exchange.reply({ status: 401, body: refusal(401, 'Who are you?') });

export const PROCESS: readonly Fault[] = [
  ...(['SIGINT', 'SIGTERM', 'SIGHUP'] as const).flatMap(signal => {
    const exit = signal === 'SIGTERM' ? 143 : 130;
    return [
      fault(`${signal} while it reads`, { applies: reads, act: silent, script: whenAsked(signal), read: exit }),
      fault(`${signal} in a look-up`, {
        applies: shape => online(shape) && shape.lookup !== undefined && !shape.terminal,
        at: 'lookup',
        act: silent,
        prepare: ({ space }) => {
          space.readsOnly = true;
        },
        script: whenAsked(signal),
        read: exit,
      }),
      fault(`${signal} while it writes, and the answer comes`, {
        applies: writes,
        act: onceItWaits((exchange, usual) => exchange.reply(usual)),
        script: whenAsked(signal),
      }),
      fault(`${signal} while it writes, and the connection breaks`, {
        applies: writes,
        act: onceItWaits(exchange => exchange.socket.resetAndDestroy()),
        script: whenAsked(signal),
        write: 9,
      }),
      fault(`${signal} twice while it writes`, {
        applies: writes,
        act: exchange => void exchange.usual(),
        script: whenAsked(signal, signal),
        write: 9,
      }),
    ];
  }),
  fault('SIGINT and SIGTERM while it writes', {
    applies: writes,
    act: exchange => void exchange.usual(),
    script: whenAsked('SIGINT', 'SIGTERM', 200),
    write: 9,
  }),
  fault('SIGTERM while it writes, and a refusal comes', {
    applies: writes,
    act: exchange => {
      answers.set(exchange.space, () => exchange.reply({ status: 403, body: refusal(403, 'No') }));
    },
    script: whenAsked('SIGTERM'),
    write: 4,
  }),
  fault('SIGINT while it writes, and nothing comes', {
    applies: only('create --json', 'api PATCH'),
    act: silent,
    script: whenAsked('SIGINT'),
    write: 9,
  }),
  fault('SIGINT twice while it reads', {
    applies: few,
    act: silent,
    script: whenAsked('SIGINT', 'SIGINT', 50),
    prepare: ({ space }) => {
      space.readsOnly = true;
    },
    read: 130,
    write: [130, 9],
  }),
  fault('SIGINT while it waits to try again', {
    applies: reads,
    act: exchange => exchange.reply({ status: 429, headers: { 'retry-after': '15' } }),
    script: (running, { space, shape }) => {
      space.onRequest = ({ entity }) => {
        if (entity === shape.target.entity) setTimeout(() => running.signal('SIGINT'), 300);
      };
    },
    read: 130,
  }),
  fault('SIGINT while a write waits to be tried again', {
    applies: writes,
    // Short enough that every shape has the time to wait.
    act: exchange => exchange.reply({ status: 429, headers: { 'retry-after': '4' } }),
    script: (running, { space, shape }) => {
      space.onRequest = ({ method }) => {
        if (method === shape.target.method) setTimeout(() => running.signal('SIGINT'), 300);
      };
    },
    write: 130,
  }),
  ...[0, 60, 120, 250].map(ms =>
    fault(`SIGTERM ${ms} ms after the start`, {
      applies: few,
      script: running => void setTimeout(() => running.signal('SIGTERM'), ms),
      // Wherever it is by then.
      read: [143, 0],
      write: shape => (shape.terminal ? [143, 0, 9] : [143, 0, 9]),
      spares: ['words'],
    }),
  ),
  fault('stopped for a second while it reads or writes', {
    applies: transport,
    script: (running, { space, shape }) => {
      let done = false;
      space.onRequest = ({ method, entity }) => {
        if (done || method !== shape.target.method || entity !== shape.target.entity) return;
        done = true;
        running.signal('SIGSTOP');
        setTimeout(() => running.signal('SIGCONT'), 1000);
      };
    },
  }),
  ...atQuestions,
  ...input('stdin at /dev/null', 'null'),
  ...input('stdin closed', 'closed'),
  ...input('stdin at its end', 'end'),
  ...input('stdin open and silent', 'open'),
  ...input('stdin full of words', { text: 'yes\n'.repeat(100_000) }),
  password('empty', 'end'),
  password('at /dev/null', 'null'),
  password('behind a closed stdin', 'closed'),
  password('two lines', { text: 'one\ntwo\n' }),
  password('a control character', { text: 'one\u0007two\n' }),
  password('a hundred megabytes', { text: 'x'.repeat(100_000_000) }, 2),
  body('good', JSON.stringify({ name: 'Anvil' }), 0),
  body('empty', '', 2),
  body('not JSON', 'name: Anvil', 2),
  body('cut short', '{"name":"Anvil"', 2),
  body('a list', '[{"name":"Anvil"}]', 2),
  body('nested too deep', `{"name":"Anvil","description":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 2),
  body('of unknown fields', '{"name":"Anvil","nonsense":1}', 2),
  body('of the wrong types', '{"name":["Anvil"]}', 2),
  body('after JavaScript', '{"name":"Anvil","__proto__":{"x":1}}', 2),
  fault('stdout closed', {
    applies: shape => transport(shape) && !shape.terminal,
    prepare: stage => {
      stage.stdout = 'closed';
    },
  }),
  fault('stdout full', {
    applies: shape => (transport(shape) || shape.name === 'accounts jsonl') && !shape.terminal,
    prepare: stage => {
      stage.stdout = 'full';
    },
    ...{ read: 11, write: 11 },
  }),
  ...[0, 1, 2].map(lines =>
    fault(`a reader who leaves after ${lines} lines`, {
      applies: shape => online(shape) && !shape.terminal,
      prepare: stage => {
        stage.stdout = { lines };
      },
    }),
  ),
  fault('a reader who leaves a long list', {
    applies: only('accounts jsonl', 'accounts csv', 'accounts | pipe'),
    prepare: stage => {
      const rows = stage.space.records.Accounts!;
      for (let i = 0; i < 60; i++)
        rows.push({ ...rows[0], id: `bbbb${1000 + i}-1111-0222-0333-444455556666`, name: 'x'.repeat(5000) });
      stage.stdout = { lines: 1 };
    },
    check: ({ stage }) => (stage.space.ledger.length > 25 ? 'nobody read, and it went on asking' : undefined),
  }),
  ...(['closed', 'full'] as const).flatMap(state => [
    fault(`stderr ${state}, and all is well`, {
      applies: shape => online(shape) && !shape.terminal,
      prepare: stage => {
        stage.stderr = state;
      },
      // What was done is told on stdout; the line about it could not be.
      write: shape => (state === 'full' && !isCall(shape) ? [0, 11] : 0),
      read: shape =>
        state === 'full' && (shape.login || shape.stored || shape.name === 'create --dry-run') ? [0, 11] : 0,
    }),
    fault(`stderr ${state}, and it fails`, {
      applies: shape => transport(shape) && !shape.terminal,
      act: failing,
      prepare: stage => {
        stage.stderr = state;
      },
      read: 4,
      // What would change has to be shown before it is sent.
      write: shape => (state === 'full' && shape.proves ? [4, 11] : 4),
    }),
  ]),
  fault('all three closed', {
    applies: shape => transport(shape) && !shape.terminal && !shape.login,
    prepare: stage => {
      stage.stdin = 'closed';
      stage.stdout = 'closed';
      stage.stderr = 'closed';
    },
  }),
  fault('few descriptors', {
    applies: few,
    prepare: stage => {
      stage.before = 'ulimit -n 40';
    },
  }),
  fault('no session and no terminal', {
    applies: creates,
    prepare: stage => {
      stage.env.CI = '1';
    },
    // On a terminal it must not ask, and so something is missing.
    write: shape => (shape.terminal ? 2 : 0),
  }),
];
