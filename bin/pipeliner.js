#!/usr/bin/env node
const words = process.argv.slice(2);
if (words.length === 1 && words[0] === '--version') {
  // Asked by scripts and shells at each start: answered without loading anything.
  process.stdout.on('error', ({ code }) => {
    process.exitCode = code === 'EPIPE' ? 0 : 11;
  });
  process.stdout.write(`${require('../package.json').version}\n`);
} else if (words[0] === '__complete') {
  // Asked by a shell at each Tab: without the commands themselves, and quietly whatever happens.
  try {
    require('../dist/complete.cjs')
      .answerShell(words.slice(1))
      .catch(() => {});
  } catch {}
} else {
  require('../dist/start.cjs').start(words);
}
