import { expect, it } from 'vitest';
import { wrapMessage, wrapMessages } from '../../../src/terminal/text/wrap-message.ts';

it.each([
  ['Nothing was sent.', 40, ['Nothing was sent.']],
  ['Created opportunity New machine in the sandbox.', 20, ['Created opportunity', 'New machine in the', 'sandbox.']],
  ['  --step: no step is called so', 20, ['  --step: no step is', '  called so']],
  ['  pipeliner oppty create --name Something', 20, ['  pipeliner oppty create --name Something']],
  ["    --name 'New machine of ours' \\", 20, ["    --name 'New machine of ours' \\"]],
  ['see https://example.com/a/long/address', 20, ['see https://example.com/a/long/address']],
  ['日本語 日本語', 8, ['日本語', '日本語']],
  ['clean\u001b[2J it', 10, ['clean\\e[2J', 'it']],
])('%j is %i columns of words', (text, columns, lines) => {
  expect(wrapMessage(text, columns)).toEqual(lines);
});

it('is one line for what is no terminal', () => {
  expect(wrapMessages(`${'word '.repeat(50)}\nmore`, undefined)).toBe(`${'word '.repeat(50)}\nmore`);
});
