/**
 * Loaded into the program before its own code. Waits of seconds take a moment. With POWER_CUT set, what was not made safe
 * on the disk is lost when the program is killed: lines of a journal are kept back until they are.
 */
const { promises } = require('node:fs');
const timers = require('node:timers/promises');

const { setTimeout: sleep } = timers;
timers.setTimeout = (ms, ...rest) => sleep(Math.min(ms, 10), ...rest);

if (process.env.POWER_CUT) {
  const { open } = promises;
  promises.open = async (path, ...rest) => {
    const file = await open(path, ...rest);
    if (!String(path).endsWith('.jsonl')) return file;
    const [append, sync] = [file.appendFile.bind(file), file.datasync.bind(file)];
    let kept = '';
    file.appendFile = async text => {
      kept += text;
    };
    file.datasync = async () => {
      const text = kept;
      kept = '';
      await append(text);
      await sync();
    };
    const close = file.close.bind(file);
    file.close = async () => {
      if (kept) await append(kept);
      await close();
    };
    return file;
  };
}
