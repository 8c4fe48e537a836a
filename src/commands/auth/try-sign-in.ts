import type { Access } from '../../access/access.ts';
import { proxyFor } from '../../access/proxy.ts';
import { type Explanation, explainUnreachable } from '../../api/network-errors.ts';
import type { Context } from '../../context.ts';
import { CliError } from '../../errors.ts';
import type { Host } from '../../host.ts';

/** Reads as little as can be with these credentials. Throws an error that says what to do. */
export async function trySignIn(access: Access, context: Context): Promise<void> {
  const client = await context.clientWith(access);
  await client.list('Clients', { first: 1 }).catch(error => {
    throw error instanceof CliError ? explainFailure(error, access.origin, context.host.env) : error;
  });
}

/** A failed sign-in with the most that can be known about why, and what to do next. */
export function explainFailure(error: CliError, origin: string, env: Host['env']): CliError {
  const url = new URL(origin);
  const explanation =
    error.code === 'UNREACHABLE' ? explainUnreachable(error, url, proxyFor(url, env)) : explainRefusal(error);
  if (!explanation) return error;
  const { message, hint } = explanation;
  return new CliError(error.code, message, { ...error, hint, cause: error });
}

function explainRefusal({ code, message, hint = '' }: CliError): Explanation | undefined {
  if (code === 'SIGN_IN_REFUSED') {
    return { message, hint: `A user name and its password belong to one space: check the Space ID, too.\n${hint}` };
  }
  if (code === 'FORBIDDEN') {
    return { message, hint: `The list of clients is what a sign-in is tried with.\n${hint}` };
  }
  return undefined;
}
