import type { Client } from '../../api/client.ts';
import type { Ledger } from '../../changes/write.ts';
import type { Problem } from '../../errors.ts';
import type { ClientKey } from '../../outcome/client-key.ts';
import type { PollResult } from '../../outcome/late-commit.ts';
import type { CachedLookups } from '../../records/cached-lookups.ts';
import type { Lookups } from '../../records/lookups.ts';
import type { DraftSession } from '../../storage/draft-session.ts';
import type { SentKeys } from '../../storage/sent-keys.ts';
import type { Prompter } from '../../terminal/prompts/prompter.ts';
import type { Row } from '../../wire/entities.ts';
import type { Query } from '../../wire/query.ts';
import type { Draft } from '../draft/draft.ts';
import type { CreateInput } from '../input/read.ts';
import type { WizardState } from '../wizard/machine.ts';
import type { WizardTools } from '../wizard/wizard-tools.ts';

/** A pass of create begins with what was read, later with what a person answered. */
export type Pass = { input: CreateInput } | WizardPass;

/** The wizard between two stages. */
export interface WizardPass {
  wizard: WizardState;
  /** The fields that the server itself named in a refusal. */
  serverFields: readonly string[];
  /** Whether something was refused: what is repaired is always reviewed. */
  repaired: boolean;
}

/** What was read, with every record looked up. */
export interface ResolvedInput {
  wizard?: undefined;
  input: CreateInput;
  /** The answers that were looked up: those of the input, and the defaults that count without a question. */
  answers: Draft;
  draft: Draft;
  /** What stops the command. */
  problems: readonly Problem[];
  /** What a person is asked again. */
  doubts: readonly Problem[];
  /** The defaults that a person is offered. */
  defaults: Draft;
  /** All that a person is offered. */
  suggestions: Draft;
}

/** A person's answers, with every record looked up. The questions that answer for problems are open again. */
export interface ResolvedWizard extends WizardPass {
  draft: Draft;
  problems: readonly Problem[];
}

export type Resolved = ResolvedInput | ResolvedWizard;

/** Somebody who can be asked. */
export interface Person {
  /** Whether the questions are asked from the start; else only what the space alone knows to be missing. */
  interactive: boolean;
  prompter(): Promise<Prompter>;
}

/** How an opportunity is created. */
export interface CreateOptions {
  query: Query;
  /** Deleted and archived records may be linked. */
  allowDeleted: boolean;
  dryRun: boolean;
  skipReview: boolean;
  /** A text that the opportunity carries to be found again. One that carries it already is never created twice. */
  clientKey?: ClientKey | undefined;
}

/** What the stages of create work with. */
export interface CreateTools extends CreateOptions, Omit<WizardTools, 'prompter' | 'session'> {
  client: Pick<Client, 'base' | 'create' | 'list' | 'get' | 'serverTime'>;
  lookups: Lookups;
  /** The same look-ups for a person to choose from, whose short lists can be some minutes old. */
  cached: CachedLookups;
  /** Absent without a terminal to ask on. */
  person?: Person | undefined;
  session: DraftSession<Draft>;
  sentKeys(): Promise<Pick<SentKeys, 'read' | 'hold'>>;
  /** Begins a run in the history. */
  beginRun(): Promise<Ledger>;
  lateCommits: LateCommits;
  /** Says one line to the user. */
  say(text: string): Promise<void>;
  now(): Date;
}

/** Looks for records that may still be on their way. */
export interface LateCommits {
  /** The record of an earlier run with the client key. Throws OUTCOME_UNKNOWN if the time is too short to know. */
  ofEarlierRuns(search: () => Promise<Row | undefined>): Promise<Row | undefined>;
  /** The record of a request that was sent just now, or whether it cannot arrive any more. */
  ofThisRun(search: () => Promise<Row | undefined>): Promise<PollResult<Row>>;
}
