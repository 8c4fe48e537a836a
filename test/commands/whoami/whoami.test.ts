import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { useFolder, useSandbox } from '../../support/hooks.ts';
import { runHere } from '../../support/host.ts';
import { errorObject } from '../../support/run.ts';

const folder = useFolder();
const sandbox = useSandbox();
const run = (...args: string[]) => runHere(args, { env: sandbox.env, folder: folder.path });

it('tells the space, the sign-in, and who is meant by me', async () => {
  await run('config', 'set', 'default-owner', 'john.doe@example.com');
  const { code, stdout, stderr } = await run('whoami', '--json');
  expect([code, stderr]).toEqual([0, '']);
  expect(JSON.parse(stdout)).toEqual({
    ...{ space: sandbox.space, url: sandbox.url, username: sandbox.username, sign_in: 'environment variables' },
    me: { id: expect.any(String), name: 'John Doe', email: 'john.doe@example.com' },
  });
  expect((await run('whoami')).stdout).toContain('me\tJohn Doe (john.doe@example.com)');
});

it.each([
  ['nobody is set', undefined, "Nobody is set as 'me'"],
  ['the one who is set is not there', 'Nemo', "Nobody is called 'Nemo'"],
])('says how to set it where %s', async (_, owner, notice) => {
  mkdirSync(join(folder.path, 'pipeliner'), { mode: 0o700 });
  const settings = owner === undefined ? {} : { 'default-owner': owner };
  writeFileSync(join(folder.path, 'pipeliner', 'config.json'), JSON.stringify({ profiles: [], settings }));
  const { code, stdout, stderr } = await run('whoami', '--json');
  expect([code, JSON.parse(stdout).me]).toEqual([0, null]);
  expect(stderr).toContain(notice);
  expect(stderr).toContain('config set default-owner');
});

it('fails as other commands do where the sign-in is refused', async () => {
  const ended = await runHere(['whoami', '--json'], {
    env: { ...sandbox.env, PIPELINER_PASSWORD: 'wrong' },
    folder: folder.path,
  });
  expect([ended.code, ended.stdout, errorObject(ended).code]).toEqual([4, '', 'SIGN_IN_REFUSED']);
});
