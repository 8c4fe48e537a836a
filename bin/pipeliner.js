#!/usr/bin/env node
const words = process.argv.slice(2);
try {
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
} catch (error) {
  // Only what loads a part of the package throws here: while npm replaces the package, a part may be missing or cut off.
  const message = `A part of pipeliner cannot be loaded: ${String(error.message).split('\n')[0]}`;
  const hint = 'Nothing was sent. Run the command again, or install it again: npm install -g pipeliner-cli';
  const asJson = words.some(word => /^--(json$|jq$|jq=|format=jsonl?$)/.test(word));
  const line = { error: { code: 'LOCAL_DISK', message, exit: 11, hint, retry_safe: true } };
  process.exitCode = 11;
  process.stderr
    .on('error', () => {})
    .write(`Error: ${message}\n${hint}\n${asJson ? `${JSON.stringify(line)}\n` : ''}`);
}
