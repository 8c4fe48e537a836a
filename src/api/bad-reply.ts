import { CliError } from '../errors.ts';
import type { ApiRequest } from './transport.ts';

/** The errors for failed requests, loaded when there is one. */
export const loadRefusals = () => import('./refusals.ts');

/** The error for an answer of the wrong form: BAD_REPLY for a read, OUTCOME_UNKNOWN for a write. */
export async function badReply(
  method: ApiRequest['method'],
  content: string,
  { status, cause }: { status?: number; cause?: unknown } = {},
): Promise<CliError> {
  if (method !== 'GET') return (await loadRefusals()).unknownOutcomeError(`The server sent ${content}`, status, cause);
  return new CliError('BAD_REPLY', `The server sent ${content}`, {
    status,
    cause,
    hint: 'Check the service URL. --debug shows the request.',
  });
}
