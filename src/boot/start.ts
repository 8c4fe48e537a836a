/**
 * The loader, built as dist/start.cjs: runs the program, dist/program.cjs, with V8's code cache.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { userFolders } from '../folders.ts';
import { isEnabled } from '../values/env-flags.ts';
import { type CachedCode, openCodeCache } from './code-cache.ts';

const FILE = join(__dirname, 'program.cjs');

/** The key of this build. The build inserts it, and the two constants below. */
declare const BUILD: string;
/** The name of each command, by its name and its aliases. */
declare const COMMANDS: Readonly<Record<string, string>>;
/** The names of subcommands and of flags: command lines that differ in them run different functions. */
declare const WORDS: readonly string[];

/**
 * Runs one command line with the code cache of an earlier run of the same command: compiling the functions of a short
 * command takes nearly as long as everything else. Node's own compile cache leaves out functions that are first called
 * after loading. From here on, the run needs no other file of the package: one that is replaced meanwhile, as by an update,
 * costs no outcome. Throws at once if the program cannot be loaded.
 */
export function start(words: readonly string[]): Promise<void> {
  const { env, arch, versions } = process;
  const command = commandOf(words);
  if (versions.node.startsWith('20.') && command !== NO_COMMAND) {
    // On Node 20, V8 optimises undici's WebAssembly parser for longer than a short command runs. This comes first, since
    // V8 refuses a code cache that was made under other flags.
    require('node:v8').setFlagsFromString('--liftoff-only');
  }
  const folder = join(userFolders(process).cache, 'pipeliner', 'compiled', `${BUILD}-${versions.node}-${arch}`);
  // A machine for CI is new each time, or shared.
  const uncached = env.NODE_DISABLE_COMPILE_CACHE || env.NODE_V8_COVERAGE || isEnabled(env.CI);
  const source = readFileSync(FILE);
  const cache = uncached ? undefined : openCodeCache(folder, source);
  const cached = cache?.read(command);
  const { script, program } = load(source, cached);
  const run = async () => {
    process.exitCode = await program.run(words, program.realHost());
    // The next run will call the functions that a successful run called.
    if (process.exitCode !== 0 || !cache) return;
    const before = script.cachedDataRejected ? [] : (cached?.words ?? []);
    const all = [...new Set([...before, ...knownWords(words)])];
    if (all.length > before.length) cache.write(command, { code: script.createCachedData(), words: all });
  };
  return run();
}

/** The API module, for programs that import it. */
export const apiModule = () => load(readFileSync(FILE)).program.apiModule();

/** What the code cache calls a command line that names no command, as `pipeliner --help`: it sends no request. */
const NO_COMMAND = 'no-command';

/** The command of a command line; options may come before its name. */
function commandOf(words: readonly string[]): string {
  const name = words.find(word => Object.hasOwn(COMMANDS, word));
  return name === undefined ? NO_COMMAND : COMMANDS[name]!;
}

/** The words that select the functions of a command line, without any values of the user. */
function knownWords(words: readonly string[]): string[] {
  const output = process.stdout.isTTY ? 'terminal' : 'pipe';
  return [output, ...words.map(word => word.split('=', 1)[0]!).filter(word => WORDS.includes(word))];
}

/** The program, with the code cache if there is one. Its file is a function with the parameters of a CommonJS module. */
function load(source: Buffer, cached?: CachedCode): { script: Script; program: typeof import('./program.ts') } {
  const filename = FILE;
  // Read as UTF-8. The build writes ASCII, as long as the regular expressions in src are: that is fastest.
  const script = new Script(source.toString(), {
    filename,
    ...(cached ? { cachedData: cached.code } : {}),
  });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, require, module, filename, __dirname);
  return { script, program: module.exports as typeof import('./program.ts') };
}
