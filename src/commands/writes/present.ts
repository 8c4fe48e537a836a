import type { Answer } from '../../answer.ts';
import { CliError } from '../../errors.ts';

/** The lines of a record as another command shows it; nothing if it cannot be read: it was written all the same. */
export async function presentAs(
  show: () => Promise<Answer>,
): Promise<Pick<Extract<Answer, { kind: 'record' }>, 'fields' | 'card'>> {
  try {
    const answer = await show();
    if (answer.kind !== 'record') return {};
    const { fields, card } = answer;
    return { ...(fields ? { fields } : {}), ...(card ? { card } : {}) };
  } catch (error) {
    if (error instanceof CliError) return {};
    throw error;
  }
}
