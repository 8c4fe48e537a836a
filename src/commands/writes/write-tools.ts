import type { Ledger, WriteTools } from '../../changes/write.ts';
import type { Context } from '../../context.ts';
import type { WriteFlags } from './flags.ts';

/** What records are written with. */
export async function writeTools(
  { ignoreChanges = false }: WriteFlags,
  ledger: Ledger,
  context: Context,
): Promise<WriteTools> {
  const { host, timeout, say } = context;
  return {
    ...{ client: await context.client(), timeout, ignoreChanges, ledger },
    now: host.now,
    monotonicMs: () => host.monotonicMs(),
    sleep: ms => host.sleep(ms, host.signal),
    onWait: ms => say(`No answer came: looking at the record for up to ${Math.ceil(ms / 1000)} seconds ...`),
  };
}
