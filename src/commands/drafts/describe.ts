import type { Draft } from '../../oppty/draft/draft.ts';
import { missingAnswers, QUESTIONS } from '../../oppty/draft/questions.ts';
import type { ClientKey } from '../../outcome/client-key.ts';
import type { SavedDraft } from '../../storage/draft-session.ts';
import { formatDistance } from '../../values/relative-time.ts';
import { formatCommand, type SpaceFlags } from '../../values/shell.ts';

/** The questions that have to be answered before a draft can be sent. */
export const openQuestions = ({ draft }: SavedDraft<Draft>): string[] => {
  const flags = missingAnswers(draft).map(({ flag }) => flag);
  return QUESTIONS.filter(({ flag }) => flags.includes(flag)).map(({ message }) => message);
};

/** What a draft is called. */
export const titleOf = ({ draft }: SavedDraft<Draft>): string => draft.name ?? 'without a name';

/** A draft in one line. */
export function summarize(saved: SavedDraft<Draft>, now: Date): string {
  const open = openQuestions(saved);
  const state =
    saved.state === 'open'
      ? open.length > 0
        ? `open: ${open.join(', ')}`
        : 'complete'
      : 'sent, and nobody knows whether it was created';
  return `${titleOf(saved)} (${saved.id}), saved ${formatDistance(new Date(saved.saved), now)}, ${state}`;
}

/** The command line that carries it on. */
export const resumeCommand = (saved: SavedDraft<Draft>, platform: NodeJS.Platform): string =>
  formatCommand(['oppty', 'create', '--resume', saved.id], spaceFlags(saved), platform);

/** The flags that lead to its space. */
export const spaceFlags = ({ space, profile }: SavedDraft<Draft>): SpaceFlags => ({
  sandbox: space === 'sandbox',
  profile,
});

interface RepeatedFlags {
  dryRun?: boolean;
  yes?: boolean;
  validationLevel?: number | undefined;
  clientKey?: ClientKey | undefined;
}

/** The flags of `oppty create` that are not part of the opportunity, to be repeated. */
export const createFlags = ({ clientKey, dryRun, yes, validationLevel }: RepeatedFlags): string[] => [
  ...(clientKey === undefined ? [] : ['--client-key', keyText(clientKey)]),
  ...(validationLevel === undefined ? [] : ['--validation-level', String(validationLevel)]),
  ...(yes ? ['--yes'] : []),
  ...(dryRun ? ['--dry-run'] : []),
];

/** A field that is not the space's own is known by the settings. */
const keyText = ({ field, key }: ClientKey) => (field.startsWith('cf_') ? `${field}=${key}` : key);
