import { describe, expect, it } from 'vitest';
import { isEnabled, wantsPlainLines } from '../../src/values/env-flags.ts';

describe('a switch', () => {
  it.each([
    [undefined, false],
    ['', false],
    ['0', false],
    [' False ', false],
    ['1', true],
    ['yes', true],
  ])('of %j is on: %s', (value, on) => expect(isEnabled(value)).toBe(on));
});

describe('plain lines', () => {
  it.each([
    [{}, false],
    [{ TERM: 'xterm-256color' }, false],
    [{ TERM: 'dumb' }, true],
    [{ ACCESSIBLE: '1' }, true],
    [{ ACCESSIBLE: '0' }, false],
    [{ PIPELINER_ACCESSIBLE: 'true' }, true],
    // What is meant for this tool wins.
    [{ PIPELINER_ACCESSIBLE: '0', ACCESSIBLE: '1' }, false],
    [{ PIPELINER_ACCESSIBLE: '', ACCESSIBLE: '1' }, true],
    [{ PIPELINER_ACCESSIBLE: '0', TERM: 'dumb' }, true],
  ])('are wanted with %j: %s', (env, plain) => expect(wantsPlainLines(env)).toBe(plain));
});
