import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { useHome, useSandbox } from '../support/hooks.ts';
import { run, shell } from '../support/run.ts';

const home = useHome();
const sandbox = useSandbox();

it('an export to a full disk is told, and nothing half written is called whole', async () => {
  const [to, state] = [join(home.path, 'nightly'), join(home.path, 'state.json')];
  const words = ['export', 'currencies', 'opportunities', '--to', to, '--state', state, '--json'];
  // Files of more than 100 blocks cannot be written, as on a disk that is full after so many.
  const ended = await shell(`ulimit -f 100; pipeliner ${words.join(' ')}`, { home, env: sandbox.env });
  expect([ended.code, ended.stdout]).toEqual([11, '']);
  expect(ended.stderr).toContain('could not be written');
  expect(readdirSync(to).filter(name => /^(Opportunities|manifest)/.test(name))).toEqual([]);
  expect(existsSync(state)).toBe(false);
  const again = await run(words, { home, env: sandbox.env });
  expect(again.code, again.stderr).toBe(0);
  const [file = '', ...others] = readdirSync(to).filter(name => name.startsWith('Opportunities'));
  expect(others).toEqual([]);
  expect(readFileSync(join(to, file), 'utf8').trim().split('\n').length).toBe(500);
});

it('messages that nobody reads any more end a tap quietly', async () => {
  const { code, stdout, stderr } = await shell('pipeliner export accounts --as singer | head -2 | cut -c1-16', {
    ...{ home, env: sandbox.env },
  });
  expect([code, stdout.split('\n').length, stderr]).toEqual([0, 3, '']);
});

it('a page of a report that does not fit on the disk is told, and is not there', async () => {
  const page = join(home.path, 'pipeline.html');
  const { code, stderr } = await shell(`ulimit -f 4; pipeliner report pipeline --html ${page}`, {
    home,
    env: sandbox.env,
  });
  expect(code).toBe(11);
  expect(stderr).toContain(`${page} could not be written`);
  expect(readdirSync(home.path).filter(name => name.startsWith('pipeline.html'))).toEqual([]);
});
