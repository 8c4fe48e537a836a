import type * as ChildProcess from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { interrupted } from '../../errors.ts';
import type { Host } from '../../host.ts';

/** The text as it was edited, or why there is none. `unavailable`: the editor cannot be used at all. */
export type EditResult = { text: string } | { problem: string } | { unavailable: string };

type EditorHost = Pick<Host, 'env' | 'platform' | 'signal' | 'atEnd'>;

/** The command of the editor that the user has chosen, undefined if there is none. */
export const editorCommand = ({ VISUAL, EDITOR }: Host['env']): string | undefined =>
  VISUAL?.trim() || EDITOR?.trim() || undefined;

/**
 * Lets the user edit a text in an editor of theirs, in a file of a private folder that is removed afterwards. The editor
 * writes to the terminal of stderr, since stdout may be a file, and its environment holds no credentials. That is why
 * Inquirer's own editor is not used: it hands on both, guesses the encoding, and ignores the exit code.
 */
export async function editText(text: string, editor: string, host: EditorHost): Promise<EditResult> {
  let folder: string;
  try {
    folder = mkdtempSync(join(tmpdir(), 'pipeliner-'));
  } catch (error) {
    return { unavailable: `No folder for the text could be made: ${(error as Error).message}` };
  }
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const forget = host.atEnd(remove);
  try {
    const file = join(folder, 'text.txt');
    const original = text === '' ? '' : `${text}\n`;
    writeFileSync(file, original, { mode: 0o600, flag: 'wx' });
    const failure = await runEditor(editor, file, host);
    return failure ?? readText(file, original, text);
  } finally {
    forget();
    remove();
  }
}

/** Runs the editor until it ends; returns what went wrong, if anything. */
async function runEditor(editor: string, file: string, host: EditorHost): Promise<EditResult | undefined> {
  // Not by import: the build puts a stub in place of node:child_process, which no other command needs.
  const { spawn } = createRequire(import.meta.url)('node:child_process') as typeof ChildProcess;
  const isWindows = host.platform === 'win32';
  const env = Object.fromEntries(Object.entries(host.env).filter(([name]) => !name.startsWith('PIPELINER_')));
  const options: ChildProcess.SpawnOptions = { env, stdio: ['inherit', 2, 'inherit'] };
  // The variable holds a command with arguments, as for git.
  const child = isWindows
    ? spawn(`${editor} "${file}"`, { ...options, shell: true })
    : spawn('sh', ['-c', `${editor} "$@"`, editor, file], options);
  // The terminal itself sends Ctrl-C to the editor too, which may well go on.
  const stop = () => void (host.signal.reason !== 'SIGINT' && child.kill());
  host.signal.addEventListener('abort', stop);
  const code = await new Promise<number | Error>(resolve => {
    child.once('error', resolve).once('exit', (code, signal) => resolve(code ?? new Error(`was ended by ${signal}`)));
  });
  host.signal.removeEventListener('abort', stop);
  if (host.signal.aborted) throw interrupted('Interrupted', host.signal.reason === 'SIGTERM' ? 143 : 130);
  if (code === 0) return undefined;
  // The exit codes of a shell for a command that it cannot find or run.
  if (code === 126 || code === 127) return { unavailable: `The editor ${editor} could not be started.` };
  const end = typeof code === 'number' ? `ended with exit code ${code}` : code.message;
  return { problem: `The editor ${end}, so the text stays as it was.` };
}

const READ_PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'The file is gone',
  ERR_ENCODING_INVALID_ENCODED_DATA: 'The text is not UTF-8',
};

/** Reads the edited file. Editors end the last line, and some write a byte order mark or CRLF. */
function readText(file: string, original: string, unchanged: string): EditResult {
  let edited: string;
  try {
    edited = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return { problem: `${READ_PROBLEMS[code ?? ''] ?? `The text cannot be read (${code})`}, so it stays as it was.` };
  }
  if (edited === original) return { text: unchanged };
  const text = edited.replaceAll('\r\n', '\n').replace(/\n$/, '');
  return { text: text.trim() === '' ? '' : text };
}
