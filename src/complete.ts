import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { complete } from './completion/index.ts';
import { deserializeTree, type SerializedTree } from './completion/tree.ts';
import { realHost } from './host.ts';

/**
 * Prints the completions at the cursor for a shell, from the tree of commands that the build writes beside the program.
 * It is a separate entry point, so that a Tab loads little.
 */
export async function answerShell(words: readonly string[]): Promise<void> {
  const host = realHost();
  const text = gunzipSync(readFileSync(new URL('./tree.json.gz', import.meta.url))).toString();
  const tree = JSON.parse(text) as SerializedTree;
  // A reader that is gone needs no answer.
  await host.stdout.write(await complete(words, deserializeTree(tree), host)).catch(() => {});
}
