import type { Problem } from '../../errors.ts';
import type { Ref, Words } from '../../records/found.ts';
import { sameName } from '../../values/names.ts';
import { parseDate } from '../../values/parse-date.ts';
import { type MoneyResult, parseMoney, parseNumber } from '../../values/parse-money.ts';
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
  const fields = readPlainFields(flags, today, problems, notes);
  if (flags.name !== undefined && flags.name.trim() === '') refuse(problems, '--name is empty', '--name', 'name');
  const ref = (id: QuestionId, words: string | undefined) => readRef(id, words, problems);
  const money = readAmount(flags.value, parseMoney, VALUE, problems);
  const base = readAmount(flags.baseValue, parseNumber, BASE_VALUE, problems);
  const draft: Draft = {
    name: flags.name?.trim() || undefined,
    owner: ref('owner', flags.owner),
    pipeline: ref('pipeline', flags.pipeline),
    step: ref('step', flags.step),
    accounts: readRefs('accounts', flags.account, problems),
    contacts: flags.contact === false ? [] : readRefs('contacts', flags.contact, problems),
    value: money?.amount,
    currency: joinCurrencies(ref('currency', flags.currency), money?.currency),
    base_value: base?.amount,
    closing_date,
    oppty_type: ref('oppty_type', flags.type),
    unit: ref('unit', flags.unit),
    lead_source: ref('lead_source', flags.leadSource),
    reason_of_close: ref('reason_of_close', flags.reasonOfClose),
    fields,
  };
  const set = parseSetFlags(flags.set ?? [], today, options);
  return {
    draft: overlay(set.draft, draft),
    problems: [...problems, ...set.problems],
    notes: [...notes, ...(set.notes ?? [])],
  };
}

const refuse = (problems: Problem[], message: string, flag: string, field?: string) =>
  problems.push({ code: 'USAGE', message, flag, ...(field ? { field } : {}) });

function readRef(id: QuestionId, words: string | undefined, problems: Problem[]): Words | undefined {
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

const VALUE = { flag: '--value', field: 'value' };
const BASE_VALUE = { flag: '--base-value', field: 'value.base_value' };

function readAmount(
  text: string | undefined,
  parse: (text: string) => MoneyResult,
  { flag, field }: typeof VALUE,
  problems: Problem[],
): { amount: string; currency?: string } | undefined {
  if (text === undefined) return undefined;
  const result = parse(text);
  if ('amount' in result) return result;
  refuse(problems, result.problem, flag, field);
  return undefined;
}

/** The currency of --currency and the one beside the amount: whether they are the same one, the look-up decides. */
function joinCurrencies(ref: Words | undefined, beside: string | undefined): Words | undefined {
  if (beside === undefined || (ref && sameName(ref.words, beside))) return ref;
  return ref ? { ...ref, also: beside } : { words: beside };
}

function readDay(text: string | undefined, today: string, problems: Problem[]): string | undefined {
  if (text === undefined) return undefined;
  const result = parseDate(text, today);
  if ('date' in result) return result.date;
  refuse(problems, result.problem, '--closing-date', 'closing_date');
  return undefined;
}

function readPlainFields(
  flags: DraftFlags,
  today: string,
  problems: Problem[],
  notes: string[],
): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const [key, plain] of PLAIN_KEYS) {
    const value = flags[key];
    if (value === undefined || value === false) continue;
    const result = plain.parse(value === true ? '' : String(value), today);
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

const PLAIN_KEYS = PLAIN_FIELDS.map(plain => [camelCase(flagName(plain)), plain] as const);
