import type { Problem } from '../../errors.ts';
import { type ClientKey, refuseOtherValue } from '../../outcome/client-key.ts';
import type { Draft, ParsedDraft } from '../draft/draft.ts';
import { replaceAnswers } from '../draft/overlay.ts';
import { missingAnswers } from '../draft/questions.ts';
import { applicableDefaults, type Default, defaultsDraft } from '../resolve/defaults.ts';
import { toRefs } from '../resolve/revalidate.ts';
import type { BodyOptions } from './body.ts';
import { type DraftFlags, parseFlags } from './flags.ts';
import { parseJsonInput } from './json.ts';

/** All that a create can begin with. */
export interface CreateSources extends BodyOptions {
  flags: DraftFlags;
  /** The text of `--from`, and its name for messages. */
  file?: { text: string; name: string } | undefined;
  /** The answers of the draft that is resumed. */
  saved?: Draft | undefined;
  defaults: readonly Default[];
  /** Where a key of the command line is stored: no other flag may set that field. */
  clientKey?: ClientKey | undefined;
  /** The user's civil day. */
  today: string;
}

/** What was read, before anything is looked up or asked. */
export interface CreateInput extends ParsedDraft {
  /** The answers of this command line alone: flags over the file. */
  commandAnswers: Draft;
  /** The fields that the file alone has, for messages. */
  fileFields?: readonly string[];
  /** The answers of the draft that is resumed; in `draft` they stand by their ids, to be looked up again. */
  saved?: Draft | undefined;
  /** The defaults that the draft leaves room for. */
  defaults: readonly Default[];
}

/**
 * Reads flags, file and saved draft into one draft: flags win over the file, and both over what was saved. Throws USAGE if
 * another flag sets the field of the client key.
 */
export function readCreateInput(sources: CreateSources): CreateInput {
  const { flags, file, saved, defaults, clientKey, today, overrideReadOnly } = sources;
  const options = { overrideReadOnly };
  const fromFile = file ? parseJsonInput(file.text, file.name, today, options) : NOTHING;
  const fromFlags = parseFlags(flags, today, options);
  if (clientKey) refuseOtherValue(clientKey, fromFlags.draft.fields);
  const commandAnswers = replaceAnswers(fromFile.draft, fromFlags.draft);
  const draft = saved ? replaceAnswers(toRefs(saved), commandAnswers) : commandAnswers;
  return {
    draft,
    commandAnswers,
    saved,
    fileFields: Object.keys(fromFile.draft.fields ?? {}).filter(
      field => !Object.hasOwn(fromFlags.draft.fields ?? {}, field),
    ),
    problems: [...fromFile.problems, ...fromFlags.problems],
    notes: [...(fromFile.notes ?? []), ...(fromFlags.notes ?? [])],
    // A saved draft without a unit was saved with the default unit on offer.
    defaults: applicableDefaults(defaults, draft).filter(({ id }) => !(saved && id === 'unit')),
  };
}

const NOTHING: ParsedDraft = { draft: {}, problems: [] };

/**
 * The answers that are missing and were not refused either. `interactive` if a person is asked, who chooses between a
 * default and something else.
 */
export function missingInput({ draft, defaults, problems }: CreateInput, interactive: boolean): Problem[] {
  const answers = interactive ? draft : { ...draft, ...defaultsDraft(defaults) };
  const problemFlags = problems.map(({ flag }) => flag);
  return missingAnswers(answers).filter(({ flag }) => !problemFlags.includes(flag));
}
