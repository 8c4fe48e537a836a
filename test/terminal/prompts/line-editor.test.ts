import { describe, expect, it } from 'vitest';
import { applyKey, type Key, type LineBuffer, toLine } from '../../../src/terminal/prompts/line-editor.ts';

/** A line as text, with | for the cursor. */
const at = (shown: string): LineBuffer => ({ text: shown.replace('|', ''), cursor: shown.indexOf('|') });
const show = ({ text, cursor }: LineBuffer) => `${text.slice(0, cursor)}|${text.slice(cursor)}`;
const ctrl = (name: string): Key => ({ name, ctrl: true, sequence: String.fromCharCode(name.charCodeAt(0) - 96) });
const meta = (name: string): Key => ({ name, meta: true, sequence: `\u001b${name}` });
const key = (name: string, sequence = '\u001b['): Key => ({ name, sequence });

const FAMILY = '👨‍👩‍👧';
const E_ACUTE = 'e\u0301';

describe('a key', () => {
  it.each<[what: string, before: string, key: Key, after: string]>([
    ['a letter', 'a|c', { name: 'b', sequence: 'b' }, 'ab|c'],
    ['a letter beyond the first plane', 'a|', { sequence: '𠮷' }, 'a𠮷|'],
    ['the space', 'a|', { name: 'space', sequence: ' ' }, 'a |'],
    ['a tab within what was pasted', 'a|', { name: 'tab', sequence: '\t' }, 'a |'],
    ['Left', 'ab|', key('left'), 'a|b'],
    ['Left at the start', '|ab', key('left'), '|ab'],
    ['Left over an emoji of several parts', `a${FAMILY}|`, key('left'), `a|${FAMILY}`],
    ['Left over a letter and its accent', `${E_ACUTE}|`, key('left'), `|${E_ACUTE}`],
    ['Right', '|ab', key('right'), 'a|b'],
    ['Right at the end', 'ab|', key('right'), 'ab|'],
    ['Right over an emoji of several parts', `|${FAMILY}b`, key('right'), `${FAMILY}|b`],
    ['Home', 'ab|c', key('home'), '|abc'],
    ['End', 'a|bc', key('end'), 'abc|'],
    ['Ctrl-A', 'ab|c', ctrl('a'), '|abc'],
    ['Ctrl-E', 'a|bc', ctrl('e'), 'abc|'],
    ['Ctrl-B', 'ab|c', ctrl('b'), 'a|bc'],
    ['Ctrl-F', 'a|bc', ctrl('f'), 'ab|c'],
    ['Backspace', 'ab|c', key('backspace', '\u007f'), 'a|c'],
    ['Backspace at the start', '|abc', key('backspace', '\u007f'), '|abc'],
    ['Backspace after an emoji of several parts', `a${FAMILY}|b`, key('backspace', '\u007f'), 'a|b'],
    ['Delete', 'a|bc', key('delete'), 'a|c'],
    ['Delete before a letter and its accent', `a|${E_ACUTE}c`, key('delete'), 'a|c'],
    ['Ctrl-U', 'one two| three', ctrl('u'), '| three'],
    ['Ctrl-K', 'one| two', ctrl('k'), 'one|'],
    ['Ctrl-W', 'one two |three', ctrl('w'), 'one |three'],
    ['Ctrl-W within a word', 'Müller & Söhne| x', ctrl('w'), 'Müller & | x'],
    ['Ctrl-W after a sign', 'Müller &|', ctrl('w'), 'Müller |'],
    ['Alt-B', 'one two|', meta('b'), 'one |two'],
    ['Alt-F', '|one two', meta('f'), 'one| two'],
    ['Alt-D', 'one| two', meta('d'), 'one|'],
    ['Ctrl-Left', 'one two|', { name: 'left', ctrl: true }, 'one |two'],
    ['Ctrl-Right', 'one| two', { name: 'right', ctrl: true }, 'one two|'],
  ])('%s does to a line what readline does', (_, before, pressed, after) => {
    expect(show(applyKey(at(before), pressed))).toBe(after);
  });

  it.each<[string, Key]>([
    ['F1', key('f1', '\u001bOP')],
    ['Up', key('up', '\u001b[A')],
    ['Ctrl-X', ctrl('x')],
    ['Alt-X', meta('x')],
    ['a control character', { sequence: '\u0007' }],
  ])('%s does nothing', (_, pressed) => {
    const line = at('on|e');
    expect(applyKey(line, pressed)).toBe(line);
  });
});

it('a new line has its cursor at the end', () => expect(show(toLine('one'))).toBe('one|'));
