import * as z from 'zod/mini';
import { usage } from '../../errors.ts';
import { parseAssignments } from '../../wire/assignments.ts';
import type { Row } from '../../wire/entities.ts';
import { LosslessNumber, parseUserJson } from '../../wire/json.ts';
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
  const { row, problems } = parseAssignments(settings);
  const parsed = parseBody(row, '--set', today, options);
  return { ...parsed, problems: [...problems, ...parsed.problems] };
}
