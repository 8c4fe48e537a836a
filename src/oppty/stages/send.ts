import { CliError } from '../../errors.ts';
import { type ClientKey, findByKey } from '../../outcome/client-key.ts';
import { compareRecord, type Difference } from '../../outcome/compare-record.ts';
import { createWithKey, findKeyed, type KeyedResult } from '../../outcome/create-with-key.ts';
import type { SentAt } from '../../outcome/find-sent.ts';
import { sendOnce } from '../../outcome/send-once.ts';
import type { Row } from '../../wire/entities.ts';
import type { Draft } from '../draft/draft.ts';
import { createWrite } from '../writes/create.ts';
import type { CreateTools, Resolved, WizardPass } from './pass.ts';
import { isRepairable, problemsOf, refusedFields, withFlags } from './repair.ts';
import { type CreateRequest, type RequestTools, toRequest } from './request.ts';
import { reopenWizard } from './resolve-pass.ts';

type SendTools = RequestTools &
  Pick<CreateTools, 'session' | 'now' | 'dryRun' | 'sentKeys' | 'beginRun' | 'lateCommits'>;

/** What became of a draft. */
export type SendResult =
  /** Nothing was sent: a dry run. */
  | { kind: 'described'; draft: Draft; request: CreateRequest }
  /** Nothing was sent: an opportunity has the client key. `differences` is how it differs from the draft. */
  | { kind: 'existing'; draft: Draft; record: Row; differences: Difference[] }
  | ({ kind: 'created'; draft: Draft } & CreatedRecord)
  | { kind: 'unknown'; draft: Draft; request: CreateRequest; sentAt: SentAt; error: CliError }
  /** Nothing was created: the questions that answer for the refusal are open again. */
  | ({ kind: 'refused' } & WizardPass);

/** A record that was created, and what the server made of the request. */
interface CreatedRecord {
  record: Row;
  /** How the record was found, if no answer brought it. */
  foundBy?: 'client key';
  /** What the server stored otherwise than it was sent. */
  differences: Difference[];
  /** Why the client key does not tell this record from others. */
  keyError?: CliError;
}

/** Sends a draft once. Throws a refusal that no other answer can correct. */
export async function send(resolved: Resolved, tools: SendTools): Promise<SendResult> {
  const { draft } = resolved;
  const request = toRequest(draft, tools);
  if (tools.dryRun) return describeRequest(draft, request, tools);
  const sentAt = { time: tools.now(), serverTime: tools.client.serverTime() };
  let isPosted = false;
  const post = () => {
    isPosted = true;
    return sendOnce(tools.session, draft, sentAt, () => postAsRun(draft, request, tools));
  };
  try {
    const result = await createRecord(request.body, post, tools);
    if ('existing' in result) return existingResult(draft, result, tools);
    const { sent, keyError } = result;
    const differences = withoutKey(compareRecord(request.body, sent.record), tools);
    return { kind: 'created', draft, ...sent, differences, ...(keyError ? { keyError } : {}) };
  } catch (thrown) {
    const error = withFlags(thrown);
    if (error instanceof CliError && error.code === 'OUTCOME_UNKNOWN' && isPosted) {
      return { kind: 'unknown', draft, request, sentAt, error };
    }
    if (!resolved.wizard || !isRepairable(error)) throw error;
    const problems = problemsOf(error);
    const serverFields = [...resolved.serverFields, ...refusedFields(problems)];
    return { kind: 'refused', wizard: reopenWizard(resolved.wizard, problems), serverFields, repaired: true };
  }
}

/** Sends the request, unless an opportunity has the client key already. */
async function createRecord(
  body: Row,
  post: () => Promise<Posted>,
  { client, clientKey, sentKeys, lateCommits }: SendTools,
): Promise<KeyedResult<Posted>> {
  if (!clientKey) return { sent: await post() };
  const keys = await sentKeys();
  return createWithKey(clientKey, body, { client, keys, awaitEarlier: lateCommits.ofEarlierRuns, send: post });
}

/** A key that came back in another form is an error of its own. */
const withoutKey = (differences: Difference[], { clientKey }: { clientKey?: ClientKey | undefined }) =>
  differences.filter(({ field }) => field !== clientKey?.field);

async function describeRequest(draft: Draft, request: CreateRequest, tools: SendTools): Promise<SendResult> {
  const { client, clientKey } = tools;
  if (!clientKey) return { kind: 'described', draft, request };
  const earlier = await (await tools.sentKeys()).read(clientKey);
  const found = await findKeyed(clientKey, request.body, client, { earlier });
  return found ? existingResult(draft, found, tools) : { kind: 'described', draft, request };
}

const existingResult = (
  draft: Draft,
  { existing, differences }: { existing: Row; differences: Difference[] },
  tools: SendTools,
): SendResult => ({ kind: 'existing', draft, record: existing, differences: withoutKey(differences, tools) });

type Posted = Pick<CreatedRecord, 'record' | 'foundBy'>;

/** Sends the request, and keeps the run in the history. */
async function postAsRun(draft: Draft, request: CreateRequest, tools: SendTools): Promise<Posted> {
  const ledger = await tools.beginRun();
  const settle = await ledger.intend(createWrite(draft, request.body, tools.query));
  try {
    const posted = await postOnce(request, tools);
    const { record, foundBy } = posted;
    await settle(0, { outcome: 'done', record, differences: [], wasReadBack: foundBy !== undefined });
    return posted;
  } catch (error) {
    const isUnknown = error instanceof CliError && error.code === 'OUTCOME_UNKNOWN';
    if (error instanceof CliError) await settle(0, { outcome: isUnknown ? 'unknown' : 'not done', error });
    throw error;
  } finally {
    await ledger.end();
  }
}

/**
 * Sends the request. If the outcome is unknown, the client key can tell. Where no mark on disk tells the next run to wait
 * for a late record, this one waits.
 */
async function postOnce({ body }: CreateRequest, tools: SendTools): Promise<Posted> {
  const { client, query, clientKey, session, lateCommits } = tools;
  try {
    return { record: await client.create('Opportunities', body, query) };
  } catch (error) {
    if (!clientKey || !(error instanceof CliError) || error.code !== 'OUTCOME_UNKNOWN') throw error;
    const search = () => findByKey(client, clientKey);
    const look = session.id === undefined ? lateCommits.ofThisRun(search) : search().then(found => ({ found }));
    // Even if the look-up fails, the message is that the outcome is unknown.
    const result = await look.catch(() => ({ tooEarly: 0 }));
    if ('found' in result && result.found) return { record: result.found, foundBy: 'client key' };
    const retrySafe = session.id !== undefined || 'found' in result;
    throw new CliError(error.code, error.message, { ...error, retrySafe, cause: error.cause });
  }
}
