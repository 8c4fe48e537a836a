import type { Context } from '../../context.ts';
import { CliError, type Problem } from '../../errors.ts';
import { findDefaults } from '../../oppty/resolve/defaults.ts';
import { checkKeyField } from '../../outcome/client-key.ts';
import { createLookups, type Lookups } from '../../records/lookups.ts';
import type { SettingName } from '../../settings/keys.ts';
import { DEFAULT_IDS, isDefault } from '../oppty/setting-defaults.ts';

/**
 * Looks a value up in the space in use. Throws NOT_FOUND, AMBIGUOUS or USAGE for one that no create could use. Without a
 * space there is nothing to check it by; if the space does not answer, the result says so.
 */
export async function checkValue(context: Context, key: SettingName, value: string): Promise<string | undefined> {
  if (!isDefault(key) && key !== 'client-key-field') return undefined;
  let problem: Problem | undefined;
  try {
    problem = await findProblem(key, value, createLookups(await context.client()));
  } catch (error) {
    if (!(error instanceof CliError) || error.code === 'INTERRUPTED') throw error;
    return error.code === 'NO_PROFILE' ? undefined : `It was not checked: ${error.message}.`;
  }
  if (!problem) return undefined;
  const { flag: _, field: __, ...details } = problem;
  const message = `'${value}' cannot be ${key}: ${problem.message}`;
  throw new CliError(problem.code, message, { ...details, details: [{ ...details, message }] });
}

async function findProblem(
  key: keyof typeof DEFAULT_IDS | 'client-key-field',
  value: string,
  lookups: Lookups,
): Promise<Problem | undefined> {
  if (key !== 'client-key-field')
    return (await findDefaults({ [DEFAULT_IDS[key]]: { words: value } }, lookups, {})).problems[0];
  try {
    await checkKeyField({ field: value, key: '' }, lookups);
    return undefined;
  } catch (error) {
    if (error instanceof CliError && error.code === 'USAGE') return { ...error, message: error.message };
    throw error;
  }
}
