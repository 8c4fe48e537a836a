import type { Client } from '../../api/client.ts';
import type { ChangeLine } from '../../changes/write.ts';
import type { Context } from '../../context.ts';
import { CliError, interrupted, type Problem, problemsError } from '../../errors.ts';
import { fieldInput, missingFieldProblem } from '../../oppty/draft/space-fields.ts';
import { toKnownBody } from '../../oppty/draft/to-body.ts';
import { type DraftFlags, parseFlags } from '../../oppty/input/flags.ts';
import { resolve } from '../../oppty/resolve/resolve.ts';
import { askField } from '../../oppty/wizard/ask-field.ts';
import { fieldLines } from '../../oppty/writes/field-lines.ts';
import { demandedFields, lackingFields } from '../../oppty/writes/forms.ts';
import type { Read } from '../../oppty/writes/planned.ts';
import type { SpaceField } from '../../records/found.ts';
import { createLookups, type Lookups } from '../../records/lookups.ts';
import { recordNames } from '../../records/record-names.ts';
import { findField, wireName } from '../../records/space-fields.ts';
import { localDay } from '../../values/dates.ts';
import { textOf } from '../../values/text-of.ts';
import type { Row } from '../../wire/entities.ts';

/** The fields that go with a won or lost opportunity: those of flags, and those that its type's form demands. */
export interface ClosingForm {
  lookups: Lookups;
  /** The fields of the space; none where the sign-in may not see them. */
  fields(): Promise<readonly SpaceField[]>;
  /** The fields for one record, with what a person was asked for; or what is missing. */
  complete(
    read: Read,
    more?: Row,
  ): Promise<{ fields: Row; lines: readonly ChangeLine[] } | { problems: readonly Problem[] }>;
  /** Asks for the fields that the server refused. */
  repair(error: CliError): Promise<boolean>;
}

/** Reads the flags and opens the form. Throws all that is wrong with the flags. */
export async function openClosingForm(
  name: 'form_won' | 'form_lost',
  flags: DraftFlags,
  isSingle: boolean,
  context: Context,
): Promise<ClosingForm> {
  const today = localDay(context.host.now());
  const client = await context.client();
  const cache = await context.namesCache();
  const lookups = recordNames(createLookups(client, cache), cache);
  const parsed = parseFlags(flags, today);
  const resolved = await resolve(parsed.draft, lookups, { today });
  const problems = [...parsed.problems, ...resolved.problems];
  if (problems.length > 0) throw problemsError(problems);
  const flagFields: Row = toKnownBody(resolved.draft);
  const answers: Row = {};
  const demandsOf = formDemands(name, client);
  const fields = () => lookups.fields().catch(noneIfHidden<readonly SpaceField[]>([]));

  async function ask(field: string, read: Pick<Read, 'name'> | undefined): Promise<void> {
    const spaceFields = await fields();
    const info = findField(spaceFields, field);
    const key = info ? wireName(info) : field;
    const form = { ...fieldInput(key, spaceFields, answers[key], today), required: true };
    const prompter = await context.prompter();
    prompter.markStep(0);
    if (read) await prompter.note(`To close '${read.name}', its type demands ${info?.label ?? field}.`);
    const answer = await askField(form, answers[key], false, prompter);
    if (!answer) throw interrupted('Nothing was changed');
    answers[key] = answer.value;
  }

  return {
    lookups,
    fields,
    complete: async (read, more = {}) => {
      const demanded = await demandsOf(read.row.oppty_type_id);
      const lacking = () => lackingFields(demanded, read.row, { ...flagFields, ...answers, ...more });
      if (isSingle && context.canPrompt) for (const field of lacking()) await ask(field, read);
      const spaceFields =
        lacking().length > 0 || Object.keys({ ...flagFields, ...answers }).length > 0 ? await fields() : [];
      const problems = lacking().map(field => missingProblem(field, spaceFields));
      if (problems.length > 0) return { problems };
      const sent = { ...flagFields, ...answers };
      return { fields: sent, lines: fieldLines(sent, read.row, spaceFields, today) };
    },
    repair: async error => {
      const refusedFields = [...new Set((error.details ?? []).flatMap(({ field }) => field ?? []))];
      if (refusedFields.length === 0) return false;
      const prompter = await context.prompter();
      for (const { message } of error.details ?? []) await prompter.note(`! ${message}`);
      for (const field of refusedFields) await ask(field, undefined);
      return true;
    },
  };
}

/** What the form of a type demands, each loaded once. */
function formDemands(name: 'form_won' | 'form_lost', client: Client): (type: unknown) => Promise<string[]> {
  const forms = new Map<string, Promise<string[]>>();
  const load = async (id: string): Promise<string[]> => {
    if (id === '') return [];
    const row = await client.get('OpportunityTypes', id).catch(noneIfHidden<Row>({}));
    return demandedFields(row[name]);
  };
  return type => {
    const id = textOf(type ?? '');
    const form = forms.get(id) ?? load(id);
    forms.set(id, form);
    return form;
  };
}

const missingProblem = (field: string, fields: readonly SpaceField[]): Problem =>
  missingFieldProblem(findField(fields, field) ?? { api_name: field, label: field, required: true, options: [] });

/** What takes the place of what this sign-in may not see. */
const noneIfHidden =
  <T>(none: T) =>
  (error: unknown): T => {
    if (error instanceof CliError && ['NOT_FOUND', 'FORBIDDEN', 'REJECTED'].includes(error.code)) return none;
    throw error;
  };
