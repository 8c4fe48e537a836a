import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Host } from '../../../src/host.ts';
import { editText } from '../../../src/terminal/prompts/editor.ts';
import { closeFakeTerminals, fakeTerminal } from '../../support/fake-terminal.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'editor-'));
});
afterEach(() => {
  closeFakeTerminals();
  rmSync(folder, { recursive: true });
});

const ENTER = '\r';
const ESC = '\u001b';

/** An editor that does what a script says; `$1` is the file. */
function editor(script: string): string {
  const path = join(folder, 'editor with spaces');
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o700);
  return `'${path}'`;
}

/** Edits a text, and tells what the editor wrote down about where it ran. */
function edit(text: string, script: string, env: Record<string, string> = {}) {
  const host: Pick<Host, 'env' | 'platform' | 'signal' | 'atEnd'> = {
    env: { PATH: process.env.PATH, NOTES: join(folder, 'notes'), ...env },
    platform: 'linux',
    signal: new AbortController().signal,
    atEnd: () => () => {},
  };
  return editText(text, editor(script), host);
}
const notes = () => readFileSync(join(folder, 'notes'), 'utf8');

describe('a text that is edited', () => {
  it.each([
    ['several lines', 'printf "one\\ntwo\\n" > "$1"', { text: 'one\ntwo' }],
    ['short and not ASCII', 'printf "Gr\\303\\266\\303\\237e\\n" > "$1"', { text: 'Größe' }],
    ['without a last line break', 'printf "one" > "$1"', { text: 'one' }],
    ['of Windows, with a byte order mark', 'printf "\\357\\273\\277one\\r\\ntwo\\r\\n" > "$1"', { text: 'one\ntwo' }],
    ['with empty lines at its end', 'printf "one\\n\\n\\n" > "$1"', { text: 'one\n\n' }],
    ['nothing but blanks', 'printf " \\n\\t\\n" > "$1"', { text: '' }],
    ['as it was', ':', { text: 'old \r\n text\n' }],
    [
      'of bytes that are no UTF-8',
      'printf "\\377\\376" > "$1"',
      { problem: 'The text is not UTF-8, so it stays as it was.' },
    ],
    [
      'replaced by a folder',
      'rm "$1"; mkdir "$1"',
      { problem: 'The text cannot be read (EISDIR), so it stays as it was.' },
    ],
    ['removed', 'rm "$1"', { problem: 'The file is gone, so it stays as it was.' }],
  ])('is %s', async (_, script, result) => {
    expect(await edit('old \r\n text\n', script)).toEqual(result);
  });

  it('stays as it was when the editor fails, which says with what', async () => {
    expect(await edit('old', 'echo new > "$1"; exit 3')).toEqual({
      problem: 'The editor ended with exit code 3, so the text stays as it was.',
    });
    expect(await edit('old', 'kill -9 $$')).toEqual({
      problem: expect.stringMatching(/^The editor (was ended by SIGKILL|ended with exit code 137), so/),
    });
  });

  it('is in a private file of a private folder, which is removed', async () => {
    await edit('old', 'stat -c "%a" "$1" "$(dirname "$1")" > "$NOTES"; echo "$1" >> "$NOTES"; cat "$1" >> "$NOTES"');
    const [file, around, path, text] = notes().split('\n');
    expect([file, around, text]).toEqual(['600', '700', 'old']);
    expect(existsSync(path!)).toBe(false);
  });

  it('is edited without our credentials at hand', async () => {
    await edit('old', 'env > "$NOTES"', { PIPELINER_PASSWORD: 's3cret', KEPT: 'yes' });
    expect(notes()).toContain('KEPT=yes');
    expect(notes()).not.toMatch(/s3cret|PIPELINER_/);
  });

  it('is edited by a command with arguments', async () => {
    const host = { env: { PATH: process.env.PATH }, platform: 'linux', signal: new AbortController().signal } as const;
    const result = await editText('old', `sh -c 'echo "$0 and more" > "$1"' "two words"`, {
      ...host,
      atEnd: () => () => {},
    });
    expect(result).toEqual({ text: 'two words and more' });
  });
});

describe('a long text on a screen', () => {
  it('is edited in the editor that is set, at Enter', async () => {
    const command = editor('printf "first\\nsecond\\n" >> "$1"');
    const terminal = fakeTerminal({ env: { EDITOR: 'false', VISUAL: command }, columns: 100 });
    const answer = terminal.prompter.longText({ message: 'Description', initial: 'old' });
    await terminal.shows('  old');
    expect(terminal.lines()[0]).toMatch(/^\? Description \(Enter opens '.*editor with spaces'\)$/);
    terminal.press(ENTER);
    expect(await answer).toBe('old\nfirst\nsecond');
    expect(terminal.lines().at(-1)).toBe('✔ Description old (3 lines)');
  });

  it('that is refused is edited again, and Esc goes back', async () => {
    const terminal = fakeTerminal({ env: { EDITOR: editor('echo more >> "$1"') } });
    const check = (text: string) => (text.includes('more\nmore') ? undefined : 'Not long enough.');
    const answer = terminal.prompter.longText({ message: 'Description', check });
    await terminal.shows('Enter opens');
    terminal.press(ENTER);
    await terminal.shows('> Not long enough.');
    expect(terminal.lines().join('\n')).toContain('  more\n');
    terminal.press(ENTER);
    expect(await answer).toBe('more\nmore');
    const left = terminal.prompter.longText({ message: 'Again' });
    await terminal.shows('? Again');
    terminal.press(ESC);
    expect(await left).toBeUndefined();
  });

  it('is not lost when the editor fails', async () => {
    const terminal = fakeTerminal({ env: { EDITOR: 'false' } });
    const answer = terminal.prompter.longText({ message: 'Description', initial: 'old' });
    await terminal.shows('Enter opens false');
    terminal.press(ENTER);
    await terminal.shows('> The editor ended with exit code 1');
    terminal.press(ESC);
    expect(await answer).toBeUndefined();
  });

  it.each([
    ['no editor is set', {}, 'Neither VISUAL nor EDITOR is set, so the text is one line here.'],
    ['it cannot be started', { EDITOR: 'no-such-editor' }, 'The editor no-such-editor could not be started. The text'],
  ])('is one line when %s', async (_, env, why) => {
    const terminal = fakeTerminal({ env });
    const answer = terminal.prompter.longText({ message: 'Description', initial: 'old\ntext' });
    if ('EDITOR' in env) {
      await terminal.shows('Enter opens');
      terminal.press(ENTER);
    }
    await terminal.shows('? Description old\\ntext');
    expect(terminal.text()).toContain(why);
    terminal.press(ENTER);
    expect(await answer).toBe('old\ntext');
  });
});
