import type { Client } from '../api/client.ts';
import { CliError, EXIT, problemsError } from '../errors.ts';
import { type ClientKey, checkKeyField, findByKey } from '../outcome/client-key.ts';
import { cachedLookups, recordNames } from '../records/cached-lookups.ts';
import type { SpaceField } from '../records/found.ts';
import { isFound } from '../records/found.ts';
import type { NamesCache } from '../records/known-names.ts';
import { createLookups, type Lookups } from '../records/lookups.ts';
import type { Prompter } from '../terminal/prompts/prompter.ts';
import type { Row } from '../wire/entities.ts';
import { formatJson } from '../wire/json.ts';
import type { Query } from '../wire/query.ts';
import type { Draft, ParsedDraft } from './draft/draft.ts';
import { overlay } from './draft/overlay.ts';
import { flagName, PLAIN_FIELDS, VALIDATION_LEVELS } from './draft/plain-fields.ts';
import { missingAnswers, questionForField } from './draft/questions.ts';
import { missingFieldProblem, missingFields } from './draft/space-fields.ts';
import { toBody } from './draft/to-body.ts';
import { type Default, resolveDefaults } from './resolve/defaults.ts';
import { resolve } from './resolve/resolve.ts';
import { compareWithSaved } from './resolve/revalidate.ts';
import { type Interview, interview } from './wizard/interview.ts';
import { advance, startWizard, type WizardState } from './wizard/machine.ts';

/** What it takes to get from a reading to a created opportunity. */
export interface Making {
  client: Client;
  /** Absent when there is nobody to ask. */
  prompter: Prompter | undefined;
  /** Fetches somebody to ask after all, for what only the space can tell to be missing. */
  summon?: (() => Promise<Prompter>) | undefined;
  today: string;
  query: Query;
  /** Deleted and archived records may be linked. */
  allowDeleted: boolean;
  dryRun: boolean;
  /** What the reading leaves room for: without anybody to ask they count as given, else they are offered. */
  defaults: readonly Default[];
  /** Ids chosen lately, to be offered first. */
  recent: Interview['recent'];
  /** What was read in this space before; absent to ask the server for everything. */
  reference?: NamesCache | undefined;
  /** Leave out the review. */
  sure: boolean;
  /** What the opportunity carries to be found again. One that carries it already is given back instead of a second. */
  clientKey?: ClientKey | undefined;
  /** The draft that is carried on, as it was kept; the reading has its records by their ids. */
  kept?: Draft | undefined;
  /** Told whenever the draft changes; the next question waits for it. */
  saved(draft: Draft): Promise<void>;
  /** Does the work that sends the draft. */
  sending<T>(draft: Draft, work: () => Promise<T>): Promise<T>;
}

/** The request a draft would become: what --dry-run answers with. */
interface Described {
  method: 'POST';
  path: string;
  body: Row;
}

/**
 * What came of it: the record as the server stored it, or the request that was not sent. `found` tells how a record was
 * found by its client key: before anything was sent, or after no answer came.
 */
export type Made = { draft: Draft; asked: boolean } & (
  | { created: Row; found?: 'before' | 'after' }
  | { described: Described }
);

/**
 * Makes an opportunity of what the user said: asks for what is missing if there is somebody to ask, looks everything
 * up, and sends it once. Throws all problems of the input together; a refusal by the server opens the questions again
 * when there is somebody to answer them.
 */
export async function createOpportunity(reading: ParsedDraft, making: Making): Promise<Made> {
  const { client, summon, reference } = making;
  let { prompter } = making;
  const asking = createLookups(client);
  const lookups = reference ? recordNames(asking, reference) : asking;
  const offered = cachedLookups(lookups, reference);
  const { allowDeleted } = making;
  const named = new Set<string>();
  // Whether a field may be missing is for the server to say, except where it is not asked.
  const lacking = async (draft: Draft) =>
    making.dryRun ? missingFields(draft, await spaceFields(lookups, making)).map(missingFieldProblem) : [];
  const settle = async (given: Draft): Promise<Draft> => {
    const draft = await offered.confirm(given, chosen => resolve(chosen, lookups, { allowDeleted, named }));
    const looked = await resolve(draft, lookups, { allowDeleted, named });
    const problems = [...looked.problems, ...(await lacking(looked.draft))];
    if (problems.length > 0) throw problemsError(problems);
    return looked.draft;
  };

  const defaults = await resolveDefaults(making.defaults, reading.draft, lookups, { allowDeleted });
  // No question asks for the unit; the list of further fields and the review show it.
  const { unit, ...preset } = defaults.draft;
  const { currency } = preset;
  // A step of the default pipeline is as open as that.
  const open = preset.step ? { ...reading.draft, step: undefined } : reading.draft;
  // With somebody to ask, what hangs on an open question waits for its answer.
  const asked = prompter ? overlay(open, { unit, currency }) : overlay(reading.draft, defaults.draft);
  const looked = await resolve(asked, lookups, { allowDeleted, open: prompter !== undefined });
  const { gone, renamed, given, ...taken } = compareWithSaved(making.kept ?? {}, asked, looked);
  // Somebody who can be asked is asked for these.
  const unasked = prompter ? [] : [...defaults.problems, ...gone];
  const unsaid = prompter || summon ? [] : await lacking(taken.draft);
  const problems = [...reading.problems, ...unasked, ...taken.problems, ...unsaid];
  if (problems.length > 0) throw problemsError(problems);
  let { draft } = taken;
  // A question that a kept draft leaves open is asked, even if an answer could be taken for granted.
  if (prompter && making.kept) {
    for (const id of ['currency', 'oppty_type'] as const) if (!asked[id]) draft = { ...draft, [id]: undefined };
  }
  if (making.clientKey) {
    await checkKeyField(making.clientKey, lookups);
    const created = await findByKey(client, making.clientKey);
    if (created) return { draft, created, found: 'before', asked: false };
  }
  let state: WizardState | undefined;
  const ask = async (from: WizardState, person: Prompter, sure: boolean) => {
    const { today, recent, saved } = making;
    const request = async (draft: Draft) => {
      const { draft: looked, problems } = await resolve(draft, lookups, { allowDeleted, named });
      if (problems.length > 0) return problems.map(({ message }) => message).join('\n');
      return formatJson(describe(looked, making), 2);
    };
    state = await interview(from, { prompter: person, lookups: offered, today, recent, sure, request, saved });
    draft = state.draft;
  };

  if (prompter && (making.kept || missingAnswers(draft).length > 0)) {
    await prompter.note(KEYS);
    // A space without steps can have no opportunity: better said before the first question.
    await offered.steps();
    // Two amounts hold for one currency only.
    if (currency && draft.base_value === undefined) draft = { ...draft, currency: undefined };
    if (draft.step && !isFound(draft.step)) {
      await prompter.note(`There are several steps '${draft.step.words}': which one depends on the pipeline.`);
      draft = { ...draft, step: undefined };
    }
    const told = defaults.problems.map(one => ({ ...one, message: `${one.message}\n${one.hint}` }));
    const [currencies, fields] = await Promise.all([offered.currencies(), spaceFields(lookups, making)]);
    const facts = { currencies: currencies.length, fields };
    // What was complete before is only reviewed; that leads to the list of further fields, too.
    const enough = making.sure || (making.kept !== undefined && missingAnswers(making.kept).length === 0);
    const problems = [...gone, ...renamed, ...told];
    await ask(startWizard(draft, facts, { ...preset, ...given }, problems, enough), prompter, making.sure);
  } else if (!prompter && summon) {
    const fields = await spaceFields(lookups, making);
    if (missingFields(draft, fields).length > 0) {
      const { length } = await lookups.currencies();
      prompter = await summon();
      await prompter.note(KEYS);
      // All else was said by leaving it out.
      const all = { ...draft, contacts: draft.contacts ?? [] };
      await ask(startWizard(all, { currencies: length, fields }, {}, [], true), prompter, making.sure);
    }
  }
  for (;;) {
    try {
      draft = await settle(draft);
      const described = describe(draft, making);
      const asked = state !== undefined;
      if (making.dryRun) return { draft, described, asked };
      return { draft, asked, ...(await making.sending(draft, () => post(described, making))) };
    } catch (error) {
      const told = withFlags(error);
      if (!state || !prompter || !(told instanceof CliError) || !REPAIRABLE.includes(told.exit)) throw told;
      const { code, message, hint, field } = told;
      // Without fields to correct, what to do next is all there is to tell: how long to wait, say.
      const problems = told.details ?? [{ code, message: hint ? `${message}. ${hint}` : message, field }];
      for (const one of problems) if (one.code === 'REJECTED' && one.field) named.add(one.field.split('.')[0]!);
      const left = { ...state, draft: offered.without(state.draft) };
      await ask(advance(left, { type: 'rejected', problems }), prompter, false);
    }
  }
}

/**
 * The fields of the space, required as far as this request is held to that. A sign-in that may not see them can create
 * opportunities all the same.
 */
async function spaceFields(lookups: Lookups, { query, clientKey }: Making): Promise<readonly SpaceField[]> {
  const fields = await lookups.fields().catch((error: unknown) => {
    const refused = error instanceof CliError && ['NOT_FOUND', 'FORBIDDEN', 'REJECTED'].includes(error.code);
    if (!refused) throw error;
    return [];
  });
  const lenient = VALIDATION_LEVELS['changed-only'] | VALIDATION_LEVELS['system-only'];
  const demanded = ((query.validationLevel ?? 0) & lenient) === 0;
  return fields.map(one => ({ ...one, required: one.required && demanded && one.api_name !== clientKey?.field }));
}

/** Sends the request. If nobody knows what came of it, the client key may tell. */
async function post(
  { body }: Described,
  { client, query, clientKey }: Making,
): Promise<{ created: Row; found?: 'after' }> {
  try {
    return { created: await client.create('Opportunities', body, query) };
  } catch (error) {
    if (!clientKey || !(error instanceof CliError) || error.code !== 'OUTCOME_UNKNOWN') throw error;
    // Whatever keeps from looking, the news is that the outcome is unknown.
    const found = await findByKey(client, clientKey).catch(() => undefined);
    if (!found) throw error;
    return { created: found, found: 'after' };
  }
}

const KEYS = 'Esc goes back, Ctrl-C stops; nothing is created before the end.';

/** What did certainly not happen, and another answer or another try can mend. */
const REPAIRABLE: readonly number[] = [EXIT.USAGE, EXIT.NOT_FOUND, EXIT.AMBIGUOUS, EXIT.REJECTED, EXIT.UNREACHABLE];

/** A draft as the request that creates it. */
function describe(draft: Draft, { client, query, clientKey }: Making): Described {
  const level = query.validationLevel;
  const path = `${new URL(client.base).pathname}/entities/Opportunities${level === undefined ? '' : `?validation-level=${level}`}`;
  const key = clientKey ? { [clientKey.field]: clientKey.key } : {};
  return { method: 'POST', path, body: { ...toBody(draft), ...key } };
}

/** Adds the flags to the fields the server refused. */
function withFlags(error: unknown): unknown {
  if (!(error instanceof CliError) || error.code !== 'REJECTED') return error;
  const details = error.details?.map(problem => ({ ...problem, flag: problem.field && flagFor(problem.field) }));
  return new CliError(error.code, error.message, {
    ...error,
    flag: error.field && flagFor(error.field),
    details,
    cause: error.cause,
  });
}

function flagFor(field: string): string {
  const plain = PLAIN_FIELDS.find(one => one.field === field);
  return questionForField(field)?.flag ?? (plain ? flagName(plain) : '--set');
}
