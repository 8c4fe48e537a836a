import { parentPort, workerData } from 'node:worker_threads';
import { loadJq } from 'jq-wasm';

/** What jq answered to one JSON text; undefined if it broke down, which it does when memory runs out. */
export type JqResult = { stdout: string; stderr: string; exitCode: number } | undefined;

// The thread of one --jq expression: takes JSON texts and posts a Reply for each.
const jq = await loadJq();
parentPort?.on('message', (json: string) => parentPort?.postMessage(answer(json)));

function answer(json: string): JqResult {
  try {
    // An expression such as -length is not an option.
    return jq.raw(json, workerData, ['-c', '--']);
  } catch {
    return undefined;
  }
}
