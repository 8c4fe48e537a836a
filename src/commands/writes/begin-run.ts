import { type Lines, NO_LEDGER, openLedger, type RunHead } from '../../changes/ledger.ts';
import { expiredRuns } from '../../changes/retention.ts';
import type { Ledger, WriteResult } from '../../changes/write.ts';
import type { Context } from '../../context.ts';
import { CliError } from '../../errors.ts';
import type { RunFiles } from '../../storage/run-files.ts';
import { ignoreErrors } from '../../values/ignore-errors.ts';
import { formatCommand } from '../../values/shell.ts';

/**
 * Begins a run in the history. Where none can be kept, one write says so and goes on; several throw LOCAL_DISK, since
 * nobody could tell afterwards which of them were made.
 */
export async function beginRun(
  context: Context,
  { isSingle, ...about }: { isSingle: boolean } & Pick<RunHead, 'undoes' | 'plan' | 'source'>,
): Promise<Ledger> {
  const { host, words } = context;
  const time = host.now();
  try {
    const files = await context.runFiles();
    const { id, journal } = await files.create(time);
    const head: RunHead = {
      id,
      time: time.toISOString(),
      command: formatCommand(words, {}, host.platform),
      space: (await context.space()).key,
      ...about,
    };
    const ledger = await openLedger(head, withoutSecrets(journal, context), host.now);
    await ignoreErrors(() => removeExpired(files, time));
    return isSingle ? lenient(ledger, context) : ledger;
  } catch (error) {
    if (!(error instanceof CliError) || !isSingle) throw error;
    await context.say(notKept(error));
    return NO_LEDGER;
  }
}

/** The same lines without passwords: a server can repeat them in whatever it says. */
const withoutSecrets = (lines: Lines, { redact }: Context): Lines => ({
  append: line => lines.append(redact(line)),
  write: line => lines.write(redact(line)),
  close: () => lines.close(),
});

/** The ledger of one write, which is made even if the disk is full by now. */
const lenient = (ledger: Ledger, { say }: Context): Ledger => ({
  ...ledger,
  intend: async write => {
    try {
      return await ledger.intend(write);
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      await say(notKept(error));
      return async () => {};
    }
  },
});

const notKept = ({ message }: CliError) => `This change is not kept in the history: ${message}`;

async function removeExpired(files: RunFiles, now: Date): Promise<void> {
  for (const id of expiredRuns(await files.ids(), now)) {
    const text = await files.read(id);
    // What became of an unfinished one, only its file can tell.
    if (text?.includes('\n{"end":')) await files.remove(id);
  }
}

/** The same results; the run ends with the last one. */
export async function* endingRun(results: AsyncIterable<WriteResult>, ledger: Ledger): AsyncGenerator<WriteResult> {
  try {
    yield* results;
  } finally {
    await ledger.end();
  }
}
