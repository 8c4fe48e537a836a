import * as z from 'zod/mini';
import { type Problem, usage } from '../../errors.ts';
import type { Row } from '../../wire/entities.ts';
import { LosslessNumber, parseJson, parseUserJson } from '../../wire/json.ts';
import type { ParsedDraft } from '../draft/draft.ts';
import { type BodyOptions, parseBody } from './body.ts';

const request = z.looseObject({ method: z.string(), path: z.string(), body: z.looseObject({}) });
const answer = z.looseObject({ success: z.literal(true), data: z.unknown() });

/**
 * Reads JSON in the API's names: a body, a record as this tool prints it, the answer of the API that holds one, or the
 * `{method, path, body}` of a dry run. `source` is its name for messages, `today` the user's civil day. Throws USAGE if
 * it is none of them.
 */
export function parseJsonInput(text: string, source: string, today: string, options: BodyOptions = {}): ParsedDraft {
  const parsed = parseUserJson(text, source, '--from');
  const sent = request.safeParse(parsed);
  const received = answer.safeParse(parsed);
  const row = sent.success ? sent.data.body : received.success ? received.data.data : parsed;
  if (typeof row !== 'object' || row === null || Array.isArray(row) || row instanceof LosslessNumber) {
    const count = Array.isArray(row) ? `, not a list of ${row.length}` : '';
    throw usage(`${source} must hold one JSON object, the opportunity${count}`, { flag: '--from' });
  }
  return parseBody(row as Row, '--from', today, options);
}

/** Reads `--set field=text` and `--set field:=json`. */
export function parseSetFlags(settings: readonly string[], today: string, options: BodyOptions = {}): ParsedDraft {
  const row: Row = {};
  const problems: Problem[] = [];
  const refuse = (message: string, hint?: string) => problems.push({ code: 'USAGE', message, flag: '--set', hint });
  for (const setting of settings) {
    const [, field, colon, value] = /^([A-Za-z_][\w]*)(:?)=(.*)$/s.exec(setting) ?? [];
    if (!field || value === undefined || field === '__proto__') {
      refuse(`--set takes field=text or field:=json, not '${setting}'`);
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
  const parsed = parseBody(row, '--set', today, options);
  return { ...parsed, problems: [...problems, ...parsed.problems] };
}
