import { describe, expect, it } from 'vitest';
import { useFolder, useSandbox } from '../../support/hooks.ts';
import { runHere } from '../../support/host.ts';
import { errorObject } from '../../support/run.ts';

const folder = useFolder();
const sandbox = useSandbox();
const run = (...args: string[]) => runHere(args, { env: sandbox.env, folder: folder.path });

describe('an alias', () => {
  it('stands for the beginning of a line, whatever follows it, with flags before it, too', async () => {
    expect(await run('alias', 'set', 'named', "accounts --order-by name --search 'a'")).toMatchObject({
      ...{ code: 0, stderr: "named is accounts --order-by name --search 'a'\n" },
    });
    const expected = await run('accounts', '--order-by', 'name', '--search', 'a', '--limit', '2', '--json');
    expect(await run('named', '--limit', '2', '--json')).toEqual(expected);
    expect(await run('--json', 'named', '--limit', '2')).toEqual(expected);
    expect(JSON.parse(expected.stdout).length).toBe(2);
  });

  it('is shown, changed and removed', async () => {
    await run('alias', 'set', 'mine', 'pipeliner oppty list --mine');
    const again = await run('alias', 'set', 'mine', 'oppty list --owner me');
    expect(again.stderr).toBe('mine is oppty list --owner me. It was oppty list --mine\n');
    expect(JSON.parse((await run('alias', '--json')).stdout)).toEqual([
      { name: 'mine', line: 'oppty list --owner me' },
    ]);
    expect((await run('alias', 'rm', 'mine')).stderr).toBe('Removed the alias mine.\n');
    expect(JSON.parse((await run('alias', '--json')).stdout)).toEqual([]);
    for (const name of ['mine', 'constructor']) {
      const gone = await run('alias', 'rm', name, '--json');
      expect([gone.code, errorObject(gone).code]).toEqual([5, 'NOT_FOUND']);
    }
    expect((await run('mine')).code).toBe(2);
  });

  it('leaves profiles and settings as they are', async () => {
    await run('config', 'set', 'default-owner', 'john.doe@example.com');
    await run('alias', 'set', 'mine', 'oppty list --mine');
    expect((await run('config', 'get', 'default-owner')).stdout).toBe('john.doe@example.com\n');
  });

  it('can lack what the rest of the line says', async () => {
    await run('alias', 'set', 'card', 'oppty view');
    const { code, stdout } = await run('card', 'Conveyor upgrade', '--json');
    expect([code, JSON.parse(stdout).name]).toEqual([0, 'Conveyor upgrade']);
  });

  it.each([
    ['itself', 'mine', 'mine --json', "'mine' would stand for itself"],
    ['a command', 'accounts', 'oppty list', "'accounts' is a command itself"],
    ['another name of a command', 'deals', 'oppty list', "'deals' is a command itself"],
    ['another alias', 'ours', 'theirs --json', "'theirs' is no command"],
    ['nothing', 'mine', ' ', 'An alias stands for a command line'],
    ['a flag alone', 'mine', '--json', 'Which line?'],
    ['a pipe', 'ids', 'accounts --format ids | head', "'|' is for a shell"],
    ['two lines', 'both', 'accounts; contacts', "'accounts;' is for a shell"],
    ['what a shell would run', 'odd', 'accounts --search $(whoami)', "'$(whoami)' is for a shell"],
    ['a file', 'save', 'accounts > file', "'>' is for a shell"],
    ['an open quote', 'odd', "accounts --search 'a", "A quote in 'accounts --search 'a' is not closed"],
  ])('cannot stand for %s', async (_, name, line, message) => {
    const { code, stdout, stderr } = await run('alias', 'set', name, line);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(JSON.parse((await run('alias', '--json')).stdout)).toEqual([]);
  });

  it.each(['-x', 'two words', 'ä', '', '1st', 'a'.repeat(41)])('cannot be called %j', async name => {
    expect((await run('alias', 'set', '--', name, 'oppty list')).code).toBe(2);
  });

  it('takes a text with such characters in quotes', async () => {
    expect((await run('alias', 'set', 'both', "accounts --search 'A & B'")).code).toBe(0);
  });
});
