import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { useFolder, useSandbox } from '../../support/hooks.ts';
import { runHere } from '../../support/host.ts';
import { errorObject } from '../../support/run.ts';

const folder = useFolder();
const sandbox = useSandbox();
const FORM = 'https://app.example.com/space#/opportunity/{id}/detail';
const run = (args: readonly string[], env: Record<string, string> = {}) =>
  runHere(args, { env: { ...sandbox.env, ...env }, folder: folder.path });
const VIEW = ['oppty', 'view', 'Conveyor upgrade', '--web'];

/** The address of the opportunity in the web app. */
async function expectedAddress(): Promise<string> {
  const { stdout } = await run(['oppty', 'list', '--search', 'Conveyor upgrade', '--format', 'ids']);
  return FORM.replace('{id}', stdout.trim());
}

describe('oppty view --web', () => {
  it('gives the address over ssh, and where there is no desktop', async () => {
    await run(['config', 'set', 'web-link', FORM]);
    const address = await expectedAddress();
    for (const env of [{ SSH_CONNECTION: '10.0.0.1 1 10.0.0.2 22', DISPLAY: ':0', BROWSER: 'true' }, {}])
      expect(await run(VIEW, env)).toEqual({ code: 0, stdout: `${address}\n`, stderr: '' });
    expect(JSON.parse((await run([...VIEW, '--json'])).stdout)).toEqual({ url: address, opened: false });
  });

  it.skipIf(process.platform === 'win32')('opens it in the browser, which sees no password', async () => {
    await run(['config', 'set', 'web-link', FORM]);
    const [browser, seen] = [join(folder.path, 'browser'), join(folder.path, 'seen')];
    writeFileSync(
      browser,
      `#!/bin/sh\n{ echo "$1"; env | grep ^PIPELINER; } > ${seen}.part; mv ${seen}.part ${seen}\n`,
    );
    chmodSync(browser, 0o700);
    const { code, stderr } = await run(VIEW, { BROWSER: browser });
    expect([code, stderr]).toEqual([0, 'Opening it in the browser.\n']);
    const address = await expectedAddress();
    await vi.waitFor(() => expect(readFileSync(seen, 'utf8')).toBe(`${address}\n`), { timeout: 20_000 });
  });

  it('tells the address where the browser cannot be started', async () => {
    await run(['config', 'set', 'web-link', FORM]);
    const { code, stdout, stderr } = await run(VIEW, { BROWSER: join(folder.path, 'nothing') });
    expect([code, stdout, stderr]).toEqual([0, `${await expectedAddress()}\n`, '']);
  });

  it('says how to set the form of addresses', async () => {
    const ended = await run([...VIEW, '--json']);
    expect([ended.code, ended.stdout]).toEqual([2, '']);
    expect(errorObject(ended)).toMatchObject({ flag: '--web', hint: expect.stringContaining('config set web-link') });
  });

  it.each([
    ['https://app.example.com/space', 'it has no {id}'],
    ['http://app.example.com/{id}', 'it is no https address'],
    ['https://{id}.example.com/', 'it is no https address'],
    ['javascript:alert({id})', 'it is no https address'],
    ['app.example.com/{id}', 'it is no https address'],
  ])('has no form %s', async (form, problem) => {
    const { code, stderr } = await run(['config', 'set', 'web-link', form]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(problem)]);
  });
});
