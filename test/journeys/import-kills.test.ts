import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type Fault, parseFaults } from '../../src/sandbox/faults/faults.ts';
import { startSandbox } from '../../src/sandbox/http/server.ts';
import { useHome } from '../support/hooks.ts';
import { randomNumbers } from '../support/random.ts';
import { type Ended, type Running, start } from '../support/run.ts';

/** How often an import is killed; `npm run kills` does it a thousand times. */
const KILLS = Number(process.env.KILLS ?? 4);
const ROWS = 200;
const home = useHome();

type Row = Record<string, unknown>;

const ENDS = ['SIGKILL', 'SIGTERM', 'power cut'] as const;
/** What the server does wrong at some of its requests. */
const TROUBLE = ['commit-then-reset', 'commit-then-cut', 'commit-then-500', '429 retry-after=1', 'reset'];

it.each(Array.from({ length: KILLS }, (_, index) => [index + 1]))(
  'an import that is killed is carried on without a record too many or too few: %i',
  async seed => {
    const random = randomNumbers(seed);
    const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
    const isKeyed = random() < 0.5;
    const end = pick(ENDS);
    const path = isKeyed ? 'Opportunities/batch-modify' : 'Opportunities';
    const requests = isKeyed ? ROWS / 10 : ROWS;
    const troubled = Array.from({ length: requests }, (_, index) => index + 1).filter(() => random() < 0.2);
    const faults: Fault[] =
      seed % 2 ? parseFaults(troubled.map(number => `POST ${path} #${number}: ${pick(TROUBLE)}`)) : [];
    let running: Running | undefined;
    let count = 0;
    const last = Math.floor(random() * requests);
    const delay = Math.floor(random() * 20);
    const watch: Fault = {
      ...{ action: 'watch', reads: false, executes: true, act: () => undefined as never },
      isDue: method => {
        if (method === 'POST' && count++ === last)
          setTimeout(() => running?.child.kill(end === 'SIGTERM' ? end : 'SIGKILL'), delay);
        return false;
      },
    };
    const sandbox = await startSandbox({
      ...{ statePath: join(home.path, 'space.json'), now: () => new Date(), faults: [watch, ...faults] },
      ...{ username: 'user', password: 'secret' },
    });
    const env = {
      ...{ PIPELINER_URL: sandbox.url, PIPELINER_SPACE: sandbox.space, PIPELINER_USERNAME: 'user' },
      ...{
        PIPELINER_PASSWORD: 'secret',
        NODE_OPTIONS: `--require ${join(import.meta.dirname, '../support/power-cut.cjs')}`,
      },
    };
    const file = join(home.path, 'deals.csv');
    const names = Array.from({ length: ROWS }, (_, index) => `Killed ${index}`);
    const lines = names.map(
      name => `${name},Ziemann and Sons,10,2027-03-31,john.doe@example.com,Test Pipeline,First,${name}`,
    );
    writeFileSync(file, ['Name,Account,Value,Close date,Owner,Pipeline,Step,Contract', ...lines].join('\n'));
    const key = isKeyed ? ['--key', 'Contract=cf_contract_no', '--batch-size', '10'] : [];
    const begin = (flags: readonly string[], more: Record<string, string> = {}): Promise<Ended> => {
      running = start(['oppty', 'import', file, '--yes', '--json', ...key, ...flags], {
        home,
        env: { ...env, ...more },
      });
      return running.ended;
    };
    try {
      let ended = await begin([], end === 'power cut' ? { POWER_CUT: '1' } : {});
      // It may have come to its end before.
      for (let tries = 0; ended.code !== 0 && tries < 5 && !ended.stderr.includes('imported already'); tries++) {
        ended = await begin(['--resume']);
        if (ended.stderr.includes('No import of this file was stopped')) ended = await begin([]);
      }
      // Killed after its last row, when there was only its answer to print.
      const isOver = ended.stderr.includes('This file was imported already');
      expect(ended.code, ended.stderr).toBe(isOver ? 2 : 0);
      const rows = JSON.parse(ended.stdout || '[]') as Row[];
      if (!isOver) expect(rows.map(({ outcome }) => outcome)).toEqual(Array(ROWS).fill('created'));
      const listed = await start(['oppty', 'list', '--status', 'all', '--json'], { home, env }).ended;
      const stored = (JSON.parse(listed.stdout) as Row[]).map(({ name }) => String(name));
      expect(stored.filter(name => name.startsWith('Killed')).sort()).toEqual(names.sort());
    } finally {
      await sandbox.close();
    }
  },
);
