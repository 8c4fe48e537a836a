#!/usr/bin/env node
import module from 'node:module';

const words = process.argv.slice(2);
if (words.length === 1 && words[0] === '--version') {
  // Asked by scripts and shells at each start: answered without loading anything.
  process.stdout.on('error', ({ code }) => {
    process.exitCode = code === 'EPIPE' ? 0 : 11;
  });
  process.stdout.write(`${module.createRequire(import.meta.url)('../package.json').version}\n`);
} else if (words[0] === '__complete') {
  // Asked by a shell at each Tab: without the commands themselves, and quietly whatever happens.
  await import('../dist/complete.js').then(({ answerShell }) => answerShell(words.slice(1))).catch(() => {});
} else {
  // Node 22.1 and later keep compiled code between runs.
  module.enableCompileCache?.();
  const { realHost, run } = await import('../dist/main.js');
  process.exitCode = await run(words, realHost());
}
