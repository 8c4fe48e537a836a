import { describe, expect, it } from 'vitest';
import { useHome } from './hooks.ts';
import { drive, KEYS } from './terminal.ts';

const home = useHome();

describe('a terminal', () => {
  it.each([
    ['a letter, which is echoed', 'x'],
    ['Ctrl-C, which throws away what was not read', KEYS.ctrlC],
  ])('ends with its program, whatever is typed by then: %s', async (_, key) => {
    for (let turn = 0; turn < 20; turn++) {
      const terminal = drive('sh', ['-c', 'trap : INT; echo done'], { home });
      const typing = setInterval(() => terminal.press(key), 0);
      try {
        expect(await terminal.exit()).toMatchObject({ code: 0 });
      } finally {
        clearInterval(typing);
      }
    }
  });
});
