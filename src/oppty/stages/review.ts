import type { Prompter } from '../../terminal/prompts/prompter.ts';
import { formatJson } from '../../wire/json.ts';
import { askReview } from '../wizard/ask-review.ts';
import { applyEvent, showNotes } from '../wizard/interview.ts';
import type { WizardEvent } from '../wizard/machine.ts';
import { askOpen } from './complete.ts';
import type { CreateTools, Resolved, ResolvedWizard, WizardPass } from './pass.ts';
import { type RequestTools, toRequest } from './request.ts';

type ReviewTools = RequestTools &
  Pick<
    CreateTools,
    'lookups' | 'cached' | 'person' | 'today' | 'recent' | 'session' | 'skipReview' | 'createRecord' | 'dryRun'
  >;

/** Lets a person review the answers. To change them begins another pass; undefined when they are accepted. */
export async function review(resolved: Resolved, tools: ReviewTools): Promise<WizardPass | undefined> {
  const { person } = tools;
  if (!resolved.wizard || !person || resolved.wizard.step === 'accepted') return undefined;
  const { wizard, serverFields, repaired, problems } = resolved;
  const prompter = await person.prompter();
  const event = await decide(resolved, prompter, tools);
  const next = await applyEvent(wizard, event, { session: tools.session, prompter });
  if (next.step === 'accepted' && problems.length === 0) return undefined;
  return { wizard: await askOpen(next, person, tools), serverFields, repaired };
}

async function decide(resolved: ResolvedWizard, prompter: Prompter, tools: ReviewTools): Promise<WizardEvent> {
  const { wizard, repaired } = resolved;
  prompter.markStep(wizard.trail.length);
  await showNotes(wizard, { prompter });
  if (tools.skipReview && !repaired && wizard.refusals.length === 0) return { type: 'accept' };
  return askReview(wizard, { prompter, today: tools.today, request: requestText(resolved, tools) });
}

function requestText({ draft, problems }: ResolvedWizard, tools: ReviewTools): string {
  if (problems.length > 0) return problems.map(({ message }) => message).join('\n');
  return formatJson(toRequest(draft, tools), 2);
}
