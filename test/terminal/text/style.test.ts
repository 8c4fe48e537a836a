import { describe, expect, it } from 'vitest';
import { shouldColour, wantsAscii } from '../../../src/terminal/text/style.ts';

describe('colour', () => {
  it.each([
    ['on a terminal', true, {}, undefined, true],
    ['not in a pipe', false, {}, undefined, false],
    ['in a pipe with --color', false, { NO_COLOR: '1' }, true, true],
    ['not with --no-color', true, { FORCE_COLOR: '1' }, false, false],
    ['not with NO_COLOR', true, { NO_COLOR: '1', FORCE_COLOR: '1' }, undefined, false],
    ['with an empty NO_COLOR', true, { NO_COLOR: '' }, undefined, true],
    ['in a pipe with FORCE_COLOR', false, { FORCE_COLOR: '1', TERM: 'dumb' }, undefined, true],
    ['not with FORCE_COLOR=false', true, { FORCE_COLOR: 'false' }, undefined, false],
    ['not with FORCE_COLOR=0', true, { FORCE_COLOR: '0' }, undefined, false],
    ['not in a pipe with an empty FORCE_COLOR', false, { FORCE_COLOR: '' }, undefined, false],
    ['not on a dumb terminal', true, { TERM: 'dumb' }, undefined, false],
    ['not for a screen reader', true, { ACCESSIBLE: '1' }, undefined, false],
  ])('%s', (_, isTTY, env, flag, colour) => {
    expect(shouldColour({ isTTY }, env, flag)).toBe(colour);
  });
});

describe('ASCII', () => {
  it.each([
    ['not in a UTF-8 locale', { LANG: 'en_US.UTF-8' }, 'linux', false],
    ['not where only the characters are UTF-8', { LC_CTYPE: 'UTF-8' }, 'darwin', false],
    ['without a locale', {}, 'linux', true],
    ['in the C locale', { LANG: 'C' }, 'linux', true],
    ['in another encoding', { LANG: 'cs_CZ.ISO-8859-2' }, 'linux', true],
    ['where LC_ALL overrules', { LC_ALL: 'C', LANG: 'en_US.UTF-8' }, 'linux', true],
    ['not where LC_ALL is empty', { LC_ALL: '', LANG: 'C.utf8' }, 'linux', false],
    ['not on Windows, which has no locale variables', {}, 'win32', false],
    ['on a dumb terminal', { TERM: 'dumb', LANG: 'en_US.UTF-8' }, 'win32', true],
  ])('%s', (_, env, platform, ascii) => {
    expect(wantsAscii(env, platform)).toBe(ascii);
  });
});
