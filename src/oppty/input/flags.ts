import type { Problem } from '../../errors.ts';
import type { Ref } from '../../records/found.ts';
import { readDate } from '../../values/dates.ts';
import { readAmount } from '../../values/money.ts';
import type { Draft, ParsedDraft } from '../draft/draft.ts';
import { overlay } from '../draft/overlay.ts';
import { flagName, PLAIN_FIELDS } from '../draft/plain-fields.ts';
import { type QuestionId, questionById } from '../draft/questions.ts';
import { type BodyOptions, parseSetFlags } from './json.ts';

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

/** Reads the flags as far as that goes without the server. `today` is the user's civil day. */
export function parseFlags(flags: DraftFlags, today: string, options: BodyOptions = {}): ParsedDraft {
  const problems: Problem[] = [];
  const refuse = (message: string, flag: string, field?: string) =>
    problems.push({ code: 'USAGE', message, flag, ...(field ? { field } : {}) });
  const fields: Record<string, unknown> = {};

  const words = (id: QuestionId, value: string | undefined): Ref | undefined => {
    if (value === undefined) return undefined;
    if (value.trim() !== '') return { words: value.trim() };
    refuse(`${questionById(id).flag} is empty`, questionById(id).flag, questionById(id).fields[0]);
    return undefined;
  };
  const several = (id: QuestionId, values: string[] | undefined) => {
    const refs = values?.flatMap(value => words(id, value) ?? []);
    return refs?.length ? refs : undefined;
  };

  const amount = (value: string | undefined, flag: string, field: string): string | undefined => {
    if (value === undefined) return undefined;
    const read = readAmount(value);
    if ('amount' in read) return read.amount;
    refuse(read.problem, flag, field);
    return undefined;
  };

  let closing_date: string | undefined;
  if (flags.closingDate !== undefined) {
    const read = readDate(flags.closingDate, today);
    if ('date' in read) closing_date = read.date;
    else refuse(read.problem, '--closing-date', 'closing_date');
  }
  for (const plain of PLAIN_FIELDS) {
    const given = flags[camel(flagName(plain))];
    if (given === undefined || given === false) continue;
    const read = plain.read(given === true ? '' : String(given));
    if ('problem' in read) refuse(read.problem, flagName(plain), plain.field);
    else fields[plain.field] = read.value;
  }
  if (flags.name !== undefined && flags.name.trim() === '') refuse('--name is empty', '--name', 'name');

  const draft: Draft = {
    name: flags.name?.trim() || undefined,
    owner: words('owner', flags.owner),
    pipeline: words('pipeline', flags.pipeline),
    step: words('step', flags.step),
    accounts: several('accounts', flags.account),
    contacts: flags.contact === false ? [] : several('contacts', flags.contact),
    value: amount(flags.value, '--value', 'value'),
    currency: words('currency', flags.currency),
    base_value: amount(flags.baseValue, '--base-value', 'value.base_value'),
    closing_date,
    oppty_type: words('oppty_type', flags.type),
    unit: words('unit', flags.unit),
    lead_source: words('lead_source', flags.leadSource),
    reason_of_close: words('reason_of_close', flags.reasonOfClose),
    fields,
  };
  const set = parseSetFlags(flags.set ?? [], options);
  return { draft: overlay(set.draft, draft), problems: [...problems, ...set.problems] };
}

/** `--share-mode` as commander names its value: `shareMode`. */
const camel = (flag: string) => flag.slice(2).replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
