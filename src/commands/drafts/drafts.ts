import type { Answer } from '../../answer.ts';
import type { Context } from '../../context.ts';
import { usage } from '../../errors.ts';
import { draftWords } from '../../oppty/command-line.ts';
import type { Draft } from '../../oppty/draft/draft.ts';
import { QUESTIONS } from '../../oppty/draft/questions.ts';
import type { Ref } from '../../records/found.ts';
import { isFound } from '../../records/found.ts';
import type { SavedDraft } from '../../storage/draft-session.ts';
import { formatAmount } from '../../values/money.ts';
import { formatCommand } from '../../values/shell.ts';
import type { Row } from '../../wire/entities.ts';
import { formatJson } from '../../wire/json.ts';
import { confirm } from '../confirm.ts';
import { createFlags, openQuestions, resumeCommand, spaceFlags, titleOf } from './describe.ts';

const COLUMNS = ['id', 'name', 'state', 'saved', 'open', 'space'];

/** The drafts of all spaces, the newest first. */
export async function list(context: Context): Promise<Answer> {
  const { drafts, damaged } = await (await context.drafts()).all();
  async function* rows(): AsyncGenerator<Row[]> {
    yield drafts.map(toRow);
  }
  const noDrafts = 'There are no drafts.';
  const warnings = damaged.map(({ message, hint }) => `${message}.${hint ? ` ${hint}` : ''}`);
  return {
    kind: 'records',
    columns: COLUMNS.map(path => ({ heading: path, path })),
    pages: rows(),
    footer: () => [...(drafts.length === 0 ? [noDrafts] : []), ...warnings].join('\n') || undefined,
  };
}

/** One draft with its answers. */
export async function show(context: Context, id: string): Promise<Answer> {
  const saved = await (await context.drafts()).find(id);
  const { draft, validationLevel, clientKey } = saved;
  const { platform } = context.host;
  // A second create of one that was sent could make a second record: only --resume looks first.
  const command =
    saved.state === 'open'
      ? formatCommand(
          ['oppty', 'create', ...draftWords(draft), ...createFlags({ validationLevel, clientKey })],
          spaceFlags(saved),
          platform,
        )
      : undefined;
  const resume = resumeCommand(saved, platform);
  const properties: [string, string][] = [
    ['id', id],
    ['state', saved.state],
    ['saved', saved.saved],
    ['open', openQuestions(saved).join(', ')],
    ['space', saved.space],
  ];
  return {
    kind: 'record',
    row: { ...toRow(saved), draft, command: command ?? resume },
    fields: [...properties, ...answers(draft)].filter(([, value]) => value !== ''),
    notice: command
      ? `As one command:\n  ${command}\nTo carry on:\n  ${resume}`
      : `It was sent, and nobody knows whether it was created. This looks first:\n  ${resume}`,
  };
}

/** Removes drafts; nothing is removed if one of them is not there. */
export async function remove(
  context: Context,
  ids: readonly string[],
  { all, yes }: { all?: boolean; yes?: boolean },
): Promise<Answer> {
  if (all ? ids.length > 0 : ids.length === 0) {
    throw usage(all ? 'Some ids and --all contradict each other' : 'Which draft?', {
      flag: '--all',
      hint: 'Give the ids that pipeliner drafts list shows, or --all.',
    });
  }
  const drafts = await context.drafts();
  const removed = all ? (await drafts.all()).drafts : await Promise.all([...new Set(ids)].map(id => drafts.find(id)));
  const [first, ...otherDrafts] = removed;
  if (!first) return { kind: 'nothing', notice: 'There are no drafts.' };
  const doubt = first.state === 'open' ? '' : ' It was sent, and nobody knows whether it was created.';
  const description =
    otherDrafts.length === 0 ? `the draft ${first.id}, ${titleOf(first)}` : `${removed.length} drafts`;
  const remark = otherDrafts.length === 0 ? doubt : '';
  const question = { message: `Remove ${description}?${remark}`, effect: `This removes ${description}.${remark}` };
  const [no, yesAnswer] =
    otherDrafts.length === 0 ? ['No, keep it', 'Yes, remove it'] : ['No, keep them', 'Yes, remove them'];
  if (!yes && !(await confirm(context, question, [no!, yesAnswer!]))) {
    return { kind: 'nothing', notice: 'Nothing was changed.' };
  }
  for (const { id } of removed) await drafts.remove(id);
  const notice =
    otherDrafts.length === 0 ? `The draft ${first.id} is removed.` : `${removed.length} drafts are removed.`;
  return { kind: 'nothing', notice };
}

const toRow = (saved: SavedDraft<Draft>): Row => {
  const { id, draft, state, started, sent, space, profile } = saved;
  const optional = { sent, profile };
  return {
    ...{ id, name: draft.name ?? null, state, started, saved: saved.saved, open: openQuestions(saved), space },
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
  };
};

/** What was answered, by the names of the records. */
function answers(draft: Draft): [label: string, value: string][] {
  const nameWithDetail = (ref: Ref) =>
    isFound(ref) ? `${ref.name}${ref.detail ? ` (${ref.detail})` : ''}` : ref.words;
  const text = (answer: Draft[(typeof QUESTIONS)[number]['id']]) =>
    typeof answer === 'object'
      ? [answer]
          .flat()
          .map(ref => nameWithDetail(ref as Ref))
          .join(', ')
      : (answer ?? '');
  const lines = QUESTIONS.map(({ id, message }): [string, string] => {
    if (id === 'contacts' && draft.contacts?.length === 0) return [message, 'none'];
    if (id === 'value' && draft.value !== undefined) return [message, formatAmount(draft.value)];
    return [message, text(draft[id])];
  });
  const base: [string, string] = ['Base value', draft.base_value === undefined ? '' : formatAmount(draft.base_value)];
  const fields = Object.entries(draft.fields ?? {}).map(([field, value]): [string, string] => [
    field,
    typeof value === 'string' ? value : formatJson(value),
  ]);
  return [...lines, base, ...fields].map(([label, value]) => [label.toLowerCase(), value]);
}
