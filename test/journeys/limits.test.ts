import { expect, it } from 'vitest';
import { useFakeSpace, useHome } from '../support/hooks.ts';
import { errorObject, shell, start } from '../support/run.ts';

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
