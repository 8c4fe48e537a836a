import { type Problem, problemsError } from '../../errors.ts';
import { isFound } from '../../records/found.ts';
import type { Draft, ParsedDraft } from '../draft/draft.ts';
import { overlay } from '../draft/overlay.ts';
import { missingFieldProblem, missingFields } from '../draft/space-fields.ts';
import type { CreateInput } from '../input/read.ts';
import { resolveDefaults } from '../resolve/defaults.ts';
import { resolve } from '../resolve/resolve.ts';
import { compareWithSaved, omitAnswers, type SavedComparison, toRefs } from '../resolve/revalidate.ts';
import { advance, type WizardState } from '../wizard/machine.ts';
import type { CreateTools, Pass, Resolved, ResolvedInput, ResolvedWizard, WizardPass } from './pass.ts';
import { isRepairable, problemsOf } from './repair.ts';
import { loadSpaceFields } from './required-fields.ts';

type ResolveTools = Pick<
  CreateTools,
  'lookups' | 'cached' | 'person' | 'allowDeleted' | 'dryRun' | 'query' | 'clientKey' | 'today'
>;

/**
 * Looks up all answers of a pass, once. Answers that are not certain, of a saved draft or chosen from an old list, are
 * looked up again by their ids.
 */
export const resolvePass = (pass: Pass, tools: ResolveTools): Promise<Resolved> =>
  'wizard' in pass ? resolveWizard(pass, tools) : resolveInput(pass.input, tools);

async function resolveInput(input: CreateInput, tools: ResolveTools): Promise<ResolvedInput> {
  const { lookups, allowDeleted, person, today } = tools;
  const interactive = person?.interactive === true;
  const defaults = await resolveDefaults(input.defaults, input.draft, lookups, { allowDeleted });
  const { answers, offeredDefaults } = applyDefaults(input.draft, defaults.draft, interactive);
  const options = { allowDeleted, today, open: interactive, fileFields: input.fileFields };
  const resolved = await resolve(answers, lookups, options);
  const compared = compareWithSaved(input.saved ?? {}, answers, resolved);
  const { draft, missing, renames, suggestions } = compared;
  const shared = {
    input,
    answers,
    draft,
    defaults: offeredDefaults,
    suggestions: { ...offeredDefaults, ...suggestions },
  };
  if (interactive) {
    const unset = defaults.problems.map(problem => ({ ...problem, message: `${problem.message}\n${problem.hint}` }));
    return {
      ...shared,
      problems: [...input.problems, ...compared.problems],
      doubts: [...missing, ...renames, ...unset],
    };
  }
  const required = await missingRequired(draft, tools);
  const problems = [...input.problems, ...defaults.problems, ...missing, ...compared.problems, ...required];
  return { ...shared, problems, doubts: [] };
}

/**
 * The answers with the defaults. A person is offered those that a question asks for; the unit and the currency count
 * all the same: the first has no question of its own, and the amount means nothing without the second.
 */
function applyDefaults(
  draft: Draft,
  defaults: Draft,
  interactive: boolean,
): { answers: Draft; offeredDefaults: Draft } {
  if (!interactive) return { answers: overlay(draft, defaults), offeredDefaults: {} };
  const { unit, ...offeredDefaults } = defaults;
  // A step of the default pipeline is as open as that.
  const open = offeredDefaults.step ? { ...draft, step: undefined } : draft;
  return { answers: overlay(open, { unit, currency: offeredDefaults.currency }), offeredDefaults };
}

/** What a dry run says about required fields, about which only the server knows when something is sent. */
async function missingRequired(draft: Draft, tools: ResolveTools): Promise<Problem[]> {
  if (!tools.dryRun || tools.person) return [];
  return missingFields(draft, await loadSpaceFields(tools)).map(missingFieldProblem);
}

async function resolveWizard(pass: WizardPass, tools: ResolveTools): Promise<ResolvedWizard> {
  const { wizard, serverFields } = pass;
  const assumed = assumedAnswers(wizard.draft, tools);
  const answers = { ...wizard.draft, ...toRefs(assumed) };
  const options = { allowDeleted: tools.allowDeleted, today: tools.today, serverFields };
  const resolved = await resolve(answers, tools.lookups, options).catch((error: unknown): ParsedDraft => {
    // The review says what failed; to accept it is another try.
    if (!isRepairable(error)) throw error;
    return { draft: answers, problems: [...problemsOf(error)] };
  });
  const compared = compareWithSaved(assumed, answers, resolved);
  const current = { ...wizard, draft: refreshAnswers(wizard.draft, assumed, compared) };
  const wrong = [...compared.missing, ...compared.renames, ...compared.problems];
  if (wrong.length === 0) return { ...pass, wizard: current, draft: resolved.draft, problems: [] };
  const problems = problemsOf(problemsError(wrong));
  const reopened = reopenWizard(current, problems, compared.suggestions);
  return { ...pass, wizard: reopened, repaired: true, draft: resolved.draft, problems };
}

/** The wizard with the questions open again that answer for the problems. */
export const reopenWizard = (wizard: WizardState, problems: readonly Problem[], suggestions: Draft = {}): WizardState =>
  advance(wizard, { type: 'rejected', problems, suggestions });

/** The answers that were chosen from an old list. Once there are any, no old list is offered any more. */
function assumedAnswers({ owner, pipeline, step, currency }: Draft, { cached }: ResolveTools): Draft {
  const assumed = Object.entries({ owner, pipeline, step, currency }).filter(
    ([, ref]) => isFound(ref) && cached.isAssumed(ref.id),
  );
  if (assumed.length > 0) cached.offerFresh();
  return Object.fromEntries(assumed);
}

/** The person's own answers, with what the server says now in place of those from an old list. */
function refreshAnswers(draft: Draft, assumed: Draft, { draft: resolved, cleared }: SavedComparison): Draft {
  const entries = Object.keys(assumed).map(key => [key, resolved[key as keyof Draft]] as const);
  return omitAnswers({ ...draft, ...Object.fromEntries(entries) }, cleared);
}
