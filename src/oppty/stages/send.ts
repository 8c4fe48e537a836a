import { CliError } from '../../errors.ts';
import { findByKey } from '../../outcome/client-key.ts';
import { sendOnce } from '../../outcome/send-once.ts';
import type { Row } from '../../wire/entities.ts';
import type { Draft } from '../draft/draft.ts';
import type { CreateTools, Resolved, WizardPass } from './pass.ts';
import { isRepairable, problemsOf, refusedFields, withFlags } from './repair.ts';
import { type CreateRequest, type RequestTools, toRequest } from './request.ts';
import { reopenWizard } from './resolve-pass.ts';

type SendTools = RequestTools & Pick<CreateTools, 'session' | 'now' | 'dryRun'>;

/** What became of a draft. */
export type SendResult =
  /** Nothing was sent: a dry run. */
  | { kind: 'described'; draft: Draft; request: CreateRequest }
  /** `foundBy` tells how the record was found, if no answer brought it. */
  | { kind: 'created'; draft: Draft; record: Row; foundBy?: 'client key' }
  | { kind: 'unknown'; draft: Draft; request: CreateRequest; sentAt: Date; error: CliError }
  /** Nothing was created: the questions that answer for the refusal are open again. */
  | ({ kind: 'refused' } & WizardPass);

/** Sends a draft once. Throws a refusal that no other answer can correct. */
export async function send(resolved: Resolved, tools: SendTools): Promise<SendResult> {
  const { draft } = resolved;
  const request = toRequest(draft, tools);
  if (tools.dryRun) return { kind: 'described', draft, request };
  const sentAt = tools.now();
  try {
    const created = await sendOnce(tools.session, draft, sentAt, () => post(request, tools));
    return { kind: 'created', draft, ...created };
  } catch (thrown) {
    const error = withFlags(thrown);
    if (error instanceof CliError && error.code === 'OUTCOME_UNKNOWN') {
      return { kind: 'unknown', draft, request, sentAt, error };
    }
    if (!resolved.wizard || !isRepairable(error)) throw error;
    const problems = problemsOf(error);
    const serverFields = [...resolved.serverFields, ...refusedFields(problems)];
    return { kind: 'refused', wizard: reopenWizard(resolved.wizard, problems), serverFields, repaired: true };
  }
}

/** Sends the request. If the outcome is unknown, the client key can tell. */
async function post(
  { body }: CreateRequest,
  { client, query, clientKey }: RequestTools,
): Promise<{ record: Row; foundBy?: 'client key' }> {
  try {
    return { record: await client.create('Opportunities', body, query) };
  } catch (error) {
    if (!clientKey || !(error instanceof CliError) || error.code !== 'OUTCOME_UNKNOWN') throw error;
    // Even if the look-up fails, the message is that the outcome is unknown.
    const record = await findByKey(client, clientKey).catch(() => undefined);
    if (!record) throw error;
    return { record, foundBy: 'client key' };
  }
}
