import type { Problem } from '../../errors.ts';
import type { Ref } from '../../records/found.ts';
import { parseDate } from '../../values/dates.ts';
import { parseAmount } from '../../values/money.ts';
import type { Draft, ParsedDraft } from '../draft/draft.ts';
import { overlay } from '../draft/overlay.ts';
import { flagName, PLAIN_FIELDS } from '../draft/plain-fields.ts';
import { type QuestionId, questionById } from '../draft/questions.ts';
import type { BodyOptions } from './body.ts';
import { parseSetFlags } from './json.ts';

/** The flags of `oppty create` that fill a draft, as commander names them. */
export interface DraftFlags {
  name?: string;
  owner?: string;
  pipeline?: string;
  step?: string;
  account?: string[];
  /** `false` after --no-contact. */
  contact?: string[] | false;
  value?: string;
  currency?: string;
  baseValue?: string;
  closingDate?: string;
  type?: string;
  unit?: string;
  leadSource?: string;
  reasonOfClose?: string;
  set?: string[];
  /** The plain fields, e.g. `shareMode`. */
  [plain: string]: unknown;
}

/** Reads the flags, without the server. `today` is the user's civil day. */
export function parseFlags(flags: DraftFlags, today: string, options: BodyOptions = {}): ParsedDraft {
  const problems: Problem[] = [];
  const closing_date = readDay(flags.closingDate, today, problems);
  const notes: string[] = [];
  const fields = readPlainFields(flags, problems, notes);
  if (flags.name !== undefined && flags.name.trim() === '') refuse(problems, '--name is empty', '--name', 'name');
  const ref = (id: QuestionId, words: string | undefined) => readRef(id, words, problems);
  const draft: Draft = {
    name: flags.name?.trim() || undefined,
    owner: ref('owner', flags.owner),
    pipeline: ref('pipeline', flags.pipeline),
    step: ref('step', flags.step),
    accounts: readRefs('accounts', flags.account, problems),
    contacts: flags.contact === false ? [] : readRefs('contacts', flags.contact, problems),
    value: readNumber(flags.value, '--value', 'value', problems),
    currency: ref('currency', flags.currency),
    base_value: readNumber(flags.baseValue, '--base-value', 'value.base_value', problems),
    closing_date,
    oppty_type: ref('oppty_type', flags.type),
    unit: ref('unit', flags.unit),
    lead_source: ref('lead_source', flags.leadSource),
    reason_of_close: ref('reason_of_close', flags.reasonOfClose),
    fields,
  };
  const set = parseSetFlags(flags.set ?? [], options);
  return {
    draft: overlay(set.draft, draft),
    problems: [...problems, ...set.problems],
    notes: [...notes, ...(set.notes ?? [])],
  };
}

const refuse = (problems: Problem[], message: string, flag: string, field?: string) =>
  problems.push({ code: 'USAGE', message, flag, ...(field ? { field } : {}) });

function readRef(id: QuestionId, words: string | undefined, problems: Problem[]): Ref | undefined {
  if (words === undefined) return undefined;
  if (words.trim() !== '') return { words: words.trim() };
  const { flag, fields } = questionById(id);
  refuse(problems, `${flag} is empty`, flag, fields[0]);
  return undefined;
}

function readRefs(id: QuestionId, words: string[] | undefined, problems: Problem[]): Ref[] | undefined {
  const refs = words?.flatMap(text => readRef(id, text, problems) ?? []);
  return refs?.length ? refs : undefined;
}

function readNumber(text: string | undefined, flag: string, field: string, problems: Problem[]): string | undefined {
  if (text === undefined) return undefined;
  const result = parseAmount(text);
  if ('amount' in result) return result.amount;
  refuse(problems, result.problem, flag, field);
  return undefined;
}

function readDay(text: string | undefined, today: string, problems: Problem[]): string | undefined {
  if (text === undefined) return undefined;
  const result = parseDate(text, today);
  if ('date' in result) return result.date;
  refuse(problems, result.problem, '--closing-date', 'closing_date');
  return undefined;
}

function readPlainFields(flags: DraftFlags, problems: Problem[], notes: string[]): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const plain of PLAIN_FIELDS) {
    const value = flags[camelCase(flagName(plain))];
    if (value === undefined || value === false) continue;
    const result = plain.parse(value === true ? '' : String(value));
    if ('problem' in result) refuse(problems, result.problem, flagName(plain), plain.field);
    else {
      fields[plain.field] = result.value;
      if (result.note) notes.push(result.note);
    }
  }
  return fields;
}

/** `--share-mode` as commander names its value: `shareMode`. */
const camelCase = (flag: string) => flag.slice(2).replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
