import { expect } from 'vitest';
import { CliError } from '../../src/errors.ts';

/** The error a promise ends with, which has to be one a user can be told. */
export async function failureOf(promise: Promise<unknown>): Promise<CliError> {
  const error = await promise.then(
    value => expect.fail(`no failure but ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof CliError)) throw error;
  return error;
}
