import { readFileSync } from 'node:fs';
import { complete } from './completion/index.ts';
import { deserializeTree, type SerializedTree } from './completion/tree.ts';
import { realHost } from './host.ts';

/**
 * Answers a shell that asks what can stand at the cursor, with the tree of commands as it was written down beside the
 * built program. It has its own way in, since a Tab should not be waited for.
 */
export async function answerShell(words: readonly string[]): Promise<void> {
  const host = realHost();
  const tree = JSON.parse(readFileSync(new URL('./tree.json', import.meta.url), 'utf8')) as SerializedTree;
  // Who has gone does not need the answer.
  await host.stdout.write(await complete(words, deserializeTree(tree), host)).catch(() => {});
}
