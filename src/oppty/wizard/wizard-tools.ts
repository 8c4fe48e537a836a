import type { Lookups } from '../../records/lookups.ts';
import type { DraftSession } from '../../storage/draft-session.ts';
import type { Prompter } from '../../terminal/prompts/prompter.ts';
import type { Draft } from '../draft/draft.ts';
import type { CreateRecord } from './new-record.ts';

/** What the wizard works with: a person, the space, the user's civil day, and the place where answers are saved. */
export interface WizardTools {
  prompter: Prompter;
  lookups: Lookups;
  today: string;
  /** Ids chosen lately, to be offered first. */
  recent: { owners: readonly string[]; accounts: readonly string[] };
  /** Absent where nothing may be created meanwhile. */
  createRecord?: CreateRecord | undefined;
  session: Pick<DraftSession<Draft>, 'save'>;
}
