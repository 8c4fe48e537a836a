import { requestOf } from '../../changes/change.ts';
import type { Context } from '../../context.ts';
import type { CliError } from '../../errors.ts';
import type { Draft } from '../../oppty/draft/draft.ts';
import { clearedFields, draftOfRecord } from '../../oppty/writes/draft-of-record.ts';
import { type Planned, type Read, refused, whyClosed } from '../../oppty/writes/planned.ts';
import { planUpdate } from '../../oppty/writes/update.ts';
import type { Lookups } from '../../records/lookups.ts';
import { localDay } from '../../values/dates.ts';
import { formatJson } from '../../wire/json.ts';
import type { WriteVerb } from '../writes/verb.ts';
import { openEditor } from './edit-opportunity.ts';
import { goalsOf, readAllLinks } from './update-links.ts';

/** A person edits the record in place of flags. */
export async function openReview(
  lookups: Lookups,
  context: Context,
): Promise<Required<Pick<WriteVerb, 'plan' | 'repair'>>> {
  const today = localDay(context.host.now());
  const editor = await openEditor(context, lookups);
  const plan = async (read: Read): Promise<Planned> => {
    const closed = whyClosed(read);
    if (closed) return refused(closed);
    const [steps, currencies, spaceFields, links] = await Promise.all([
      lookups.steps(),
      lookups.currencies(),
      lookups.fields(),
      readAllLinks(read, context),
    ]);
    const parts = { links, steps, currencies, spaceFields };
    const before = draftOfRecord(read.row, parts);
    const planOf = (draft: Draft) => {
      const clear = clearedFields(before, draft);
      return planUpdate(read, { ...parts, draft, clear, links: goalsOf(before, draft, links), today });
    };
    const { base } = await context.client();
    const request = async (draft: Draft) => {
      const planned = planOf(draft);
      return planned.kind === 'changes'
        ? planned.changes.map(change => formatJson(requestOf(change, base), 2)).join('\n')
        : 'Nothing changes.';
    };
    return planOf(await editor.edit(before, spaceFields, request));
  };
  return { plan, repair: async (error: CliError) => editor.reopen(error) };
}
