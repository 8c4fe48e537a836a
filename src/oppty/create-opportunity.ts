import { CliError, problemsError } from '../errors.ts';
import { checkKeyField, findByKey } from '../outcome/client-key.ts';
import { checkSameDeal } from '../outcome/create-with-key.ts';
import type { Row } from '../wire/entities.ts';
import type { Draft } from './draft/draft.ts';
import { remarksOn } from './draft/remarks.ts';
import type { CreateInput } from './input/read.ts';
import { complete } from './stages/complete.ts';
import type { CreateTools, Pass, Person } from './stages/pass.ts';
import { resolvePass } from './stages/resolve-pass.ts';
import { review } from './stages/review.ts';
import { type SendResult, send } from './stages/send.ts';

/** How a create ended. */
export type CreateResult = { wasAsked: boolean } & (
  | Exclude<SendResult, { kind: 'refused' }>
  /** Nothing was created, after a person was asked; `draft` are the last answers. */
  | { kind: 'stopped'; draft: Draft; error: CliError }
);

/**
 * Creates an opportunity from what was read: looks everything up, asks for what is missing if somebody can be asked,
 * and sends it once. Throws all problems of the input together; a refusal by the server opens the questions again.
 */
export async function createOpportunity(input: CreateInput, tools: CreateTools): Promise<CreateResult> {
  const person = tools.person && watchPerson(tools.person);
  try {
    return await runStages(input, { ...tools, person });
  } catch (error) {
    if (!person?.wasAsked || !(error instanceof CliError)) throw error;
    return { kind: 'stopped', wasAsked: true, draft: tools.session.answers ?? input.draft, error };
  }
}

/** read -> complete -> resolve -> review -> send: each pass resolves once; a stage that changes answers begins the next. */
async function runStages(input: CreateInput, tools: CreateTools): Promise<CreateResult> {
  let pass: Pass = { input };
  for (;;) {
    const resolved = await resolvePass(pass, tools);
    const wasAsked = resolved.wizard !== undefined;
    if (!wasAsked) {
      if (resolved.problems.length > 0) throw problemsError(resolved.problems);
      const record = await findExisting(resolved.draft, tools);
      if (record) return { kind: 'existing', wasAsked, draft: resolved.draft, record, differences: [] };
    }
    const changed = (await complete(resolved, tools)) ?? (await review(resolved, tools));
    if (changed) {
      pass = changed;
      continue;
    }
    // A review shows them beside the answers.
    if (!wasAsked || tools.skipReview) {
      for (const { sentence } of remarksOn(resolved.draft, tools.today)) await tools.say(sentence);
    }
    const result = await send(resolved, tools);
    if (result.kind !== 'refused') return { ...result, wasAsked };
    pass = result;
  }
}

/** The opportunity that has the client key, before a person is asked in vain. Without one, the last stage looks. */
async function findExisting(draft: Draft, tools: CreateTools): Promise<Row | undefined> {
  const { client, clientKey, lookups, person, lateCommits } = tools;
  if (!clientKey) return undefined;
  await checkKeyField(clientKey, lookups);
  if (!person?.interactive) return undefined;
  const record = await lateCommits.ofEarlierRuns(() => findByKey(client, clientKey));
  if (record && draft.name !== undefined) checkSameDeal(clientKey, { name: draft.name }, record);
  return record;
}

/** The same person, with a note whether anything was asked. */
function watchPerson(person: Person): Person & { readonly wasAsked: boolean } {
  let wasAsked = person.interactive;
  return {
    interactive: person.interactive,
    get wasAsked() {
      return wasAsked;
    },
    prompter: () => {
      wasAsked = true;
      return person.prompter();
    },
  };
}
