import { applyWrite, type RecordWrite, type WriteResult } from '../../changes/write.ts';
import type { Context } from '../../context.ts';
import { beginRun } from './begin-run.ts';
import type { WriteFlags } from './flags.ts';
import { writeTools } from './write-tools.ts';

/** Makes one write, as a run of its own. */
export async function writeOne(write: RecordWrite, context: Context, flags: WriteFlags = {}): Promise<WriteResult> {
  const ledger = await beginRun(context, { isSingle: true });
  try {
    return await applyWrite(write, await writeTools(flags, ledger, context));
  } finally {
    await ledger.end();
  }
}
