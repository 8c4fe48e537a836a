import { describe, expect, it } from 'vitest';
import { createContext } from '../src/context.ts';
import type { Host } from '../src/host.ts';
import { fakeOutput } from './support/fake-output.ts';

describe('the progress line', () => {
  it.each([
    [{}, ['one ...', '\r\u001b[Ktwo ...', '\r\u001b[K']],
    [{ TERM: 'dumb' }, []],
    [{ ACCESSIBLE: '1' }, []],
    [{ PIPELINER_ACCESSIBLE: '1' }, []],
  ])('is drawn over itself, and not at all where lines stay as they are: %j', async (env, writes) => {
    const stderr = fakeOutput(80);
    let ms = 0;
    const host = { env, stderr, stdout: fakeOutput(), folders: { state: '/nowhere' }, monotonicMs: () => ms };
    const context = createContext(host as unknown as Host, {});
    ms = 2000;
    await context.progress('one');
    await context.progress('two');
    await context.clearProgress();
    expect(stderr.writes).toEqual(writes);
  });
});

describe('a command line for the user', () => {
  const folders = { state: '/nowhere' };
  const host = {
    env: {},
    stderr: fakeOutput(),
    stdout: fakeOutput(),
    folders,
    platform: 'linux',
    now: () => new Date(0),
    monotonicMs: () => 0,
  };
  it.each([
    [{ sandbox: true }, ['accounts'], 'pipeliner --sandbox accounts'],
    [{ profile: 'my work' }, ['accounts'], "pipeliner --profile 'my work' accounts"],
    [{}, ['config', 'set', 'default-owner', 'John Doe'], "pipeliner config set default-owner 'John Doe'"],
    [{ sandbox: true }, ['auth', 'login'], 'pipeliner auth login'],
    [{ profile: 'a' }, ['auth', 'login', '--profile', 'b'], 'pipeliner auth login --profile b'],
  ])('with %j for %j is %s', (flags, words, line) => {
    expect(createContext(host as unknown as Host, flags).commandLine(words)).toBe(line);
  });
});
