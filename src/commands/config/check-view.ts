import { CliError } from '../../errors.ts';
import type { ProgramDefinition } from '../define.ts';
import { buildListQuery } from '../lists/query.ts';
import { calendarOf, readCriteria } from '../oppty/criteria.ts';
import { OPPORTUNITIES } from '../oppty/list-noun.ts';
import { parseView } from '../oppty/views.ts';

/** Throws USAGE for a saved view that no list could use. The names in it are not looked up: they may come and go. */
export async function checkView(program: ProgramDefinition, name: string, text: string, now: Date): Promise<void> {
  try {
    const { flags } = await parseView(program, text);
    readCriteria(flags, calendarOf(now, undefined));
    buildListQuery(OPPORTUNITIES, flags, 'machine');
  } catch (error) {
    if (!(error instanceof CliError) || error.code !== 'USAGE') throw error;
    throw new CliError('USAGE', `'${text}' cannot be ${name}: ${error.message}`, { ...error, cause: error.cause });
  }
}
