import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startSandbox } from '../../src/sandbox/http/server.ts';
import { useFakeSpace, useHome } from '../support/hooks.ts';
import { errorObject, run, shell, start } from '../support/run.ts';

const home = useHome();
const space = useFakeSpace();

const NAMES = ['--owner', "'Jane Roe'", '--step', 'Opening', '--account', 'Acme'];
const CREATE = ['oppty', 'create', ...NAMES, '--name', 'x', '--value', '1', '--closing-date', '2026-12-31', '--json'];

// 512 bytes each: nothing at all, what a lock takes and no more, and less than a code cache.
it.each([0, 1, 100])('tells what it created where files are limited to %i blocks', async blocks => {
  const { code, signal, stdout } = await shell(`ulimit -f ${blocks}; pipeliner ${CREATE.join(' ')}`, {
    home,
    env: space.env,
  });
  expect({ code, signal, created: space.created.length }).toEqual({ code: 0, signal: null, created: 1 });
  expect(JSON.parse(stdout)).toMatchObject({ name: 'x' });
});

it('stops an import before the next request when no more of its ledger can be kept, and carries it on later', async () => {
  const sandbox = await startSandbox({
    ...{ statePath: join(home.path, 'space.json'), now: () => new Date(), faults: [] },
    ...{ username: 'user', password: 'secret' },
  });
  const env = {
    ...{ PIPELINER_URL: sandbox.url, PIPELINER_SPACE: sandbox.space },
    ...{ PIPELINER_USERNAME: 'user', PIPELINER_PASSWORD: 'secret' },
  };
  const deal = 'Ziemann and Sons,10,2027-03-31,john.doe@example.com,Test Pipeline,First';
  const lines = Array.from({ length: 100 }, (_, index) => `Deal no ${index},${deal}`);
  writeFileSync(
    join(home.path, 'deals.csv'),
    ['Name,Account,Value,Close date,Owner,Pipeline,Step', ...lines].join('\n'),
  );
  const names = async () => {
    const { stdout } = await run(['oppty', 'list', '--search', 'Deal no', '--json'], { home, env });
    return new Set((JSON.parse(stdout) as { name: string }[]).map(({ name }) => name)).size;
  };
  try {
    // The rows as they were judged take less, what is noted of them takes more.
    const stopped = await shell('ulimit -f 180; pipeliner oppty import deals.csv --yes', { home, env });
    expect({ code: stopped.code, stderr: stopped.stderr }).toMatchObject({
      code: 10,
      stderr: expect.stringMatching(/stopped before its end: .*runs.*could not be written.*--resume/s),
    });
    const count = Number(/(\d+) created/.exec(stopped.stderr)?.[1]);
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThan(lines.length);
    expect(await names()).toBe(count);
    // Its waits of seconds take a moment.
    const later = { ...env, NODE_OPTIONS: `--require ${join(import.meta.dirname, '../support/power-cut.cjs')}` };
    const ended = await run(['oppty', 'import', 'deals.csv', '--yes', '--resume'], { home, env: later });
    expect(ended, ended.stderr).toMatchObject({ code: 0 });
    expect(await names()).toBe(lines.length);
  } finally {
    await sandbox.close();
  }
});

it('leaves nothing of rows that could not be kept as they were judged', async () => {
  const deals = ['Name', ...Array.from({ length: 400 }, (_, index) => `Deal ${index}`)];
  writeFileSync(join(home.path, 'deals.csv'), deals.join('\n'));
  const { code, stderr } = await shell('ulimit -f 100; pipeliner oppty import deals.csv --yes', {
    home,
    env: space.env,
  });
  expect({ code, stderr }).toMatchObject({ code: 11, stderr: expect.stringContaining('could not be written') });
  expect(readdirSync(join(home.path, 'state', 'pipeliner', 'imports'))).toEqual([]);
});

it('is stopped, not killed, when its limit of processor time is reached', async () => {
  const asked = new Promise<void>(resolve => {
    space.on('GET /Accounts', () => void resolve());
  });
  const running = start(['accounts', '--json'], { home, env: space.env });
  await asked;
  running.child.kill('SIGXCPU');
  const ended = await running.ended;
  expect(ended).toMatchObject({ code: 130, signal: null, stdout: '' });
  expect(errorObject(ended).code).toBe('INTERRUPTED');
});
