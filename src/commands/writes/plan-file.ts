import { constants, promises } from 'node:fs';
import type { Answer } from '../../answer.ts';
import { formatPlan, type PlanCounts } from '../../changes/plan.ts';
import type { RecordWrite } from '../../changes/write.ts';
import type { Context } from '../../context.ts';
import { CliError, usage } from '../../errors.ts';
import { formatCommand } from '../../values/shell.ts';
import { isMachine } from '../lists/query.ts';

/** Writes the plan of these writes to a new file, in place of making them. Throws USAGE, LOCAL_DISK. */
export async function answerForPlan(path: string, writes: readonly RecordWrite[], context: Context): Promise<Answer> {
  const { host, words } = context;
  const command = formatCommand(words, {}, host.platform);
  const { text, head } = formatPlan(
    { time: host.now().toISOString(), command, space: (await context.space()).key },
    writes,
  );
  if (context.redact(text) !== text) throw usage('The plan would hold the password', { flag: '--plan' });
  await createFile(path, text);
  const apply = context.commandLine(['apply', path]);
  const notice = `${describeCounts(head.counts)} Nothing was sent. To carry it out:\n  ${apply}`;
  if (!isMachine(context)) return { kind: 'nothing', notice };
  return { kind: 'raw', body: { file: path, digest: head.digest, counts: head.counts }, notice };
}

/** `Plan: 3 to create, 14 to update, 0 to delete.` */
export function describeCounts({ create, update, delete: remove, restore }: PlanCounts): string {
  const back = restore > 0 ? `, ${restore} to restore` : '';
  return `Plan: ${create} to create, ${update} to update, ${remove} to delete${back}.`;
}

async function createFile(path: string, text: string): Promise<void> {
  try {
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);
    const file = await promises.open(path, flags, 0o600);
    await file.writeFile(text);
    await file.sync();
    await file.close();
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'EEXIST')
      throw usage(`${path} is there already`, { flag: '--plan', hint: 'Give another name.', cause });
    throw new CliError('LOCAL_DISK', `${path} could not be written: ${message}`, { flag: '--plan', cause });
  }
}
