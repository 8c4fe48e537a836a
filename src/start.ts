import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Script } from 'node:vm';
import { type Compiled, openCompiled } from './compiled.ts';
import { userFolders } from './folders.ts';

/** What tells this build from others, and the file each of its pieces is in; build.js knows. */
declare const BUILD: string;
declare const FILES: Readonly<Record<string, string>>;

type Piece = (
  exports: object,
  require: (id: string) => unknown,
  module: { exports: object },
  moduleUrl: string,
) => void;

/**
 * Loads the built program and runs one command line. The pieces of the program come with what V8 made of them in an
 * earlier run, which takes a third off a short command: Node's own compile cache leaves out every function that is
 * first called later.
 */
export async function start(words: readonly string[]): Promise<void> {
  const { env, arch, versions } = process;
  if (versions.node.startsWith('20.')) {
    // There the optimising compiler's work on undici's WebAssembly parser outlasts a short command. Before all else,
    // since what was compiled under other flags is refused.
    require('node:v8').setFlagsFromString('--liftoff-only');
  }
  const { cache } = userFolders(process);
  const folder = join(cache, 'pipeliner', 'compiled', `${BUILD}-${versions.node}-${arch}`);
  const without = env.NODE_DISABLE_COMPILE_CACHE || env.NODE_V8_COVERAGE;
  const { load, keep } = loader(without ? undefined : openCompiled(folder));
  const { realHost, run } = load('main.js') as typeof import('./main.ts');
  process.exitCode = await run(words, realHost());
  // What was called in a run that went well is what the next one will call.
  if (process.exitCode === 0) keep(words[0]);
}

/** What programs import. */
export const apiModule = () => loader(undefined).load('library.js');

/** One file of the program: its pieces by name, and what had run when V8's code was kept. */
interface Opened {
  pieces: Readonly<Record<string, Piece>>;
  script: Script;
  known: ReadonlySet<string>;
}

/**
 * Loads pieces of the program, each once. `keep` stores what V8 made of the files of which more was run than before: a
 * new piece, or functions that another `command` called.
 */
function loader(compiled: Compiled | undefined): {
  load(name: string): object;
  keep(command: string | undefined): void;
} {
  const opened = new Map<string, Opened>();
  const loaded = new Map<string, { exports: object }>();
  const moduleUrl = pathToFileURL(__filename).href;

  function open(file: string): Opened {
    const known = opened.get(file);
    if (known) return known;
    const path = join(__dirname, file);
    const made = compiled?.read(file);
    // esbuild writes ASCII.
    const text = readFileSync(path, 'latin1');
    const script = new Script(text, { filename: path, ...(made ? { cachedData: made.code } : {}) });
    const pieces = script.runInThisContext();
    const one = { pieces, script, known: new Set(script.cachedDataRejected ? [] : made?.ran) };
    opened.set(file, one);
    return one;
  }

  function load(name: string): object {
    const known = loaded.get(name);
    if (known) return known.exports;
    const module = { exports: {} };
    loaded.set(name, module);
    open(FILES[name]!).pieces[name]!(module.exports, need, module, moduleUrl);
    return module.exports;
  }

  const need = (id: string) => (id.startsWith('./') ? load(id.slice(2)) : require(id));

  return {
    load,
    keep: command => {
      const commands = command !== undefined && /^[a-z]+$/.test(command) ? [command] : [];
      for (const [file, { pieces, script, known }] of opened) {
        const ran = new Set([...known, ...Object.keys(pieces).filter(name => loaded.has(name)), ...commands]);
        if (ran.size > known.size) compiled?.keep(file, { ran: [...ran], code: script.createCachedData() });
      }
    },
  };
}
