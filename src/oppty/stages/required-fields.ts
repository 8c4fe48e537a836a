import { CliError } from '../../errors.ts';
import type { SpaceField } from '../../records/found.ts';
import { VALIDATION_LEVELS } from '../draft/plain-fields.ts';
import type { CreateTools } from './pass.ts';

/**
 * The fields of the space, required as far as this request must have them. A sign-in that may not see them can create
 * opportunities all the same.
 */
export async function loadSpaceFields({
  lookups,
  query,
  clientKey,
}: Pick<CreateTools, 'lookups' | 'query' | 'clientKey'>): Promise<readonly SpaceField[]> {
  const fields = await lookups.fields().catch((error: unknown) => {
    if (error instanceof CliError && ['NOT_FOUND', 'FORBIDDEN', 'REJECTED'].includes(error.code)) return [];
    throw error;
  });
  const lenient = VALIDATION_LEVELS['changed-only'] | VALIDATION_LEVELS['system-only'];
  const isStrict = ((query.validationLevel ?? 0) & lenient) === 0;
  return fields.map(field => ({
    ...field,
    required: field.required && isStrict && field.api_name !== clientKey?.field,
  }));
}
