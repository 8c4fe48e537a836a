import { CliError, EXIT, type Problem } from '../../errors.ts';
import { flagName, PLAIN_FIELDS } from '../draft/plain-fields.ts';
import { questionForField } from '../draft/questions.ts';

/** What certainly did not happen, and another answer or another try can mend. */
const REPAIRABLE: readonly number[] = [EXIT.USAGE, EXIT.NOT_FOUND, EXIT.AMBIGUOUS, EXIT.REJECTED, EXIT.UNREACHABLE];

/** Whether a person can mend what failed. */
export const isRepairable = (error: unknown): error is CliError =>
  error instanceof CliError && REPAIRABLE.includes(error.exit);

/** The problems of a failure, for the questions that answer for them. */
export function problemsOf({ code, message, hint, field, details }: CliError): readonly Problem[] {
  // Without fields to correct, the hint is all there is to say: how long to wait, for example.
  return details ?? [{ code, message: hint ? `${message}. ${hint}` : message, field }];
}

/** The fields that the server itself named in its refusal. */
export const refusedFields = (problems: readonly Problem[]): string[] =>
  problems.flatMap(({ code, field }) => (code === 'REJECTED' && field ? [field.split('.')[0]!] : []));

/** The same refusal with the flags that answer for its fields. */
export function withFlags(error: unknown): unknown {
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
  const plain = PLAIN_FIELDS.find(plainField => plainField.field === field);
  return questionForField(field)?.flag ?? (plain ? flagName(plain) : '--set');
}
