/**
 * The loader, built as dist/start.cjs: runs the program, dist/program.cjs, with V8's code cache.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { userFolders } from '../folders.ts';
import { type CachedCode, openCodeCache } from './code-cache.ts';

/** What tells this build from others. The build puts it in, as it does with the two below. */
declare const BUILD: string;
/** The name of each command, by its name and its aliases. */
declare const COMMANDS: Readonly<Record<string, string>>;
/** The names of subcommands and of flags: command lines that differ in them run different functions. */
declare const WORDS: readonly string[];

/**
 * Runs one command line with the code cache of an earlier run of the same command: compiling the functions that a short
 * command calls takes nearly as long as all the rest. Node's own compile cache leaves out functions that are first called
 * after loading.
 */
export async function start(words: readonly string[]): Promise<void> {
  const { env, arch, versions } = process;
  if (versions.node.startsWith('20.')) {
    // There V8's work on optimising undici's WebAssembly parser outlasts a short command. Before all else, since V8
    // refuses a code cache that was made under other flags.
    require('node:v8').setFlagsFromString('--liftoff-only');
  }
  const command = commandOf(words);
  const folder = join(userFolders(process).cache, 'pipeliner', 'compiled', `${BUILD}-${versions.node}-${arch}`);
  const cache = env.NODE_DISABLE_COMPILE_CACHE || env.NODE_V8_COVERAGE ? undefined : openCodeCache(folder);
  const cached = cache?.read(command);
  const { script, program } = load(cached);
  process.exitCode = await program.run(words, program.realHost());
  // The functions that a successful run called are those that the next one will call.
  if (process.exitCode !== 0 || !cache) return;
  const before = script.cachedDataRejected ? [] : (cached?.words ?? []);
  const all = [...new Set([...before, ...knownWords(words)])];
  if (all.length > before.length) cache.write(command, { code: script.createCachedData(), words: all });
}

/** What other programs import. */
export const library = () => load(undefined).program.library();

/** The command of a command line, whose name may stand behind options. */
function commandOf(words: readonly string[]): string {
  const name = words.find(word => Object.hasOwn(COMMANDS, word));
  return name === undefined ? 'no-command' : COMMANDS[name]!;
}

/** What tells a command line from others of the same command, without what a user typed. */
function knownWords(words: readonly string[]): string[] {
  const output = process.stdout.isTTY ? 'terminal' : 'pipe';
  return [output, ...words.map(word => word.split('=', 1)[0]!).filter(word => WORDS.includes(word))];
}

/** The program, with the code cache if there is one. Its file is a function of what Node gives a CommonJS module. */
function load(cached: CachedCode | undefined): { script: Script; program: typeof import('./program.ts') } {
  const filename = join(__dirname, 'program.cjs');
  // UTF-8, of which the build writes ASCII as long as regular expressions in src do: that is read fastest.
  const script = new Script(readFileSync(filename).toString(), {
    filename,
    ...(cached ? { cachedData: cached.code } : {}),
  });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, require, module, filename, __dirname);
  return { script, program: module.exports as typeof import('./program.ts') };
}
