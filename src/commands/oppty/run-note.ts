import type { Answer } from '../../answer.ts';
import type { Context } from '../../context.ts';
import { CliError, interrupted, problemsError, usage } from '../../errors.ts';
import { planNote, readNote } from '../../oppty/writes/note.ts';
import type { Planned, Read } from '../../oppty/writes/planned.ts';
import { KINDS } from '../../records/kinds.ts';
import { createLookups } from '../../records/lookups.ts';
import { textOf } from '../../values/text-of.ts';
import type { WriteFlags } from '../writes/flags.ts';
import { collectRefs } from '../writes/refs.ts';
import { runWrites } from '../writes/run-writes.ts';
import { opportunityVerb } from './opportunity-verb.ts';

/** Adds a note: the text of the command line, of stdin, or of the user's editor. */
export async function runNote(
  context: Context,
  ref: string,
  text: string | undefined,
  flags: WriteFlags & { owner?: string },
): Promise<Answer> {
  if (ref === '-')
    throw usage('A note is for one opportunity: - reads its text', { hint: 'Write oppty note <ref> -.' });
  const refs = await collectRefs([ref], context);
  const note = text === undefined ? undefined : await readText(text, context);
  if (note === undefined && !context.canPrompt) {
    const hint = 'Write it behind the name, or - to read it from stdin.';
    throw new CliError('MISSING_INPUT', 'There is no text for the note', { hint });
  }
  const owner = await findOwner(flags.owner, context);
  let answer = note;
  const plan = async (read: Read): Promise<Planned> => {
    answer ??= await askNote(read, context);
    return planNote(read, answer, owner ?? textOf(read.row.owner_id ?? ''));
  };
  const { choose } = opportunityVerb(context);
  const verb = {
    name: 'note',
    done: 'Added a note to',
    kind: KINDS.opportunity,
    choose,
    entity: 'Notes',
    plan,
  } as const;
  return runWrites(verb, refs, flags, context);
}

async function readText(text: string, context: Context): Promise<string> {
  if (text !== '-') return readNote(text);
  const { readInput } = await import('../read-input.ts');
  return readNote(await readInput('-', context, '-'));
}

async function askNote({ name }: Read, context: Context): Promise<string> {
  const prompter = await context.prompter();
  const check = (text: string): string | undefined => {
    try {
      readNote(text);
      return undefined;
    } catch (error) {
      if (error instanceof CliError) return error.message;
      throw error;
    }
  };
  const text = await prompter.longText({ message: `Note on '${name}'`, check });
  if (text === undefined || text.trim() === '') throw interrupted('Nothing was noted');
  return readNote(text);
}

/** The client that the flag or the setting names. */
async function findOwner(words: string | undefined, context: Context): Promise<string | undefined> {
  const settings = words === undefined ? await (await context.settings()).all() : [];
  const setting = settings.find(({ key }) => key === 'default-owner');
  const name = words ?? setting?.value;
  if (name === undefined) return undefined;
  const result = await createLookups(await context.client(), await context.namesCache()).find(
    'client',
    name,
    '--owner',
  );
  if ('problem' in result) throw problemsError([result.problem]);
  return result.found.id;
}
