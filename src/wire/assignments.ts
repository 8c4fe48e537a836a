import type { Problem } from '../errors.ts';
import type { Row } from './entities.ts';
import { parseJson } from './json.ts';

/** Reads `field=text` and `field:=json` of --set. The problems are those of how they are written. */
export function parseAssignments(assignments: readonly string[]): { row: Row; problems: Problem[] } {
  const row: Row = {};
  const problems: Problem[] = [];
  const refuse = (message: string, hint?: string) => problems.push({ code: 'USAGE', message, flag: '--set', hint });
  for (const assignment of assignments) {
    const [, field, colon, value] = /^([A-Za-z_][\w]*)(:?)=(.*)$/s.exec(assignment) ?? [];
    if (!field || value === undefined || field === '__proto__') {
      refuse(`--set takes field=text or field:=json, not '${assignment}'`);
    } else if (Object.hasOwn(row, field)) {
      refuse(`${field} is set twice`);
    } else if (colon) {
      try {
        row[field] = parseJson(value);
      } catch {
        const stripped = /^[[{]/.test(value) && !value.includes('"');
        refuse(
          `The value of ${field} is not JSON: ${value}`,
          stripped
            ? 'The shell took the quotes away: put the whole in single quotes.'
            : `For plain text write ${field}=...`,
        );
      }
    } else row[field] = value;
  }
  return { row, problems };
}
