import { readFileSync } from 'node:fs';
import { complete } from './completion/index.ts';
import { deserializeTree, type SerializedTree } from './completion/tree.ts';
import { realHost } from './host.ts';

/**
 * Answers a shell's question what can stand at the cursor, from the tree of commands that the build wrote beside the
 * program. It is an entry point of its own, so that a Tab loads little.
 */
export async function answerShell(words: readonly string[]): Promise<void> {
  const host = realHost();
  const tree = JSON.parse(readFileSync(new URL('./tree.json', import.meta.url), 'utf8')) as SerializedTree;
  // A reader who went away needs no answer.
  await host.stdout.write(await complete(words, deserializeTree(tree), host)).catch(() => {});
}
