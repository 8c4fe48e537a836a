import type { Context } from '../../context.ts';
import { type RowJudge, type RowPlan, reject } from '../../import/judge-rows.ts';
import type { RowInput } from '../../import/rows/row-input.ts';
import type { Draft } from '../../oppty/draft/draft.ts';
import { VALIDATION_LEVELS } from '../../oppty/draft/plain-fields.ts';
import { missingInput, readCreateInput } from '../../oppty/input/read.ts';
import type { Default } from '../../oppty/resolve/defaults.ts';
import { resolve } from '../../oppty/resolve/resolve.ts';
import { toRequest } from '../../oppty/stages/request.ts';
import { resolvePass } from '../../oppty/stages/resolve-pass.ts';
import { readClear } from '../../oppty/writes/clear.ts';
import { createWrite } from '../../oppty/writes/create.ts';
import { whyClosed } from '../../oppty/writes/planned.ts';
import { completeDraft, planUpdate } from '../../oppty/writes/update.ts';
import { cachedLookups } from '../../records/cached-lookups.ts';
import { isFound } from '../../records/found.ts';
import { KINDS } from '../../records/kinds.ts';
import type { Lookups } from '../../records/lookups.ts';
import { textOf } from '../../values/text-of.ts';
import type { Row } from '../../wire/entities.ts';
import { linkGoals, readAllLinks } from '../oppty/update-links.ts';

/** How rows are looked up and checked. */
export interface JudgeOptions {
  defaults: readonly Default[];
  validationLevel?: number | undefined;
  today: string;
}

const ENTITY = 'Opportunities';

/** Makes opportunities of rows, by the same way as the flags of create and update. */
export async function opportunityJudge(
  lookups: Lookups,
  { defaults, validationLevel, today }: JudgeOptions,
  context: Context,
): Promise<RowJudge> {
  const client = await context.client();
  const query = validationLevel === undefined ? {} : { validationLevel };
  const allowDeleted = ((validationLevel ?? 0) & VALIDATION_LEVELS['allow-deleted']) !== 0;
  const tools = {
    ...{ lookups, cached: cachedLookups(lookups, undefined), today, allowDeleted, query, clientKey: undefined },
    dryRun: true,
  };
  const [steps, currencies, spaceFields] = await Promise.all([
    lookups.steps(),
    lookups.currencies(),
    lookups.fields().catch(() => []),
  ]);

  const create = async ({ flags, problems: earlier }: RowInput): Promise<RowPlan> => {
    const input = readCreateInput({ flags, defaults, today });
    const refused = [...earlier.flatMap(({ field }) => (field === undefined ? [] : [`--${field}`]))];
    const missing = missingInput(input, false).filter(({ flag }) => !refused.includes(flag ?? ''));
    const { draft, problems } = await resolvePass({ input }, tools);
    const all = [...earlier, ...missing, ...problems];
    const name = input.draft.name ?? '';
    if (all.length > 0) return reject(all, name);
    const { body } = toRequest(draft, { client, query });
    return { verdict: 'create', write: createWrite(draft, body, query), ...amountOf(draft) };
  };

  const update = async ({ flags, clear, problems: earlier }: RowInput, row: Row): Promise<RowPlan> => {
    const name = KINDS.opportunity.nameOf(row);
    const read = { ref: name, name, row };
    const closed = whyClosed(read);
    const input = readCreateInput({ flags, defaults: [], today });
    const cleared = readClear(clear, spaceFields);
    const completed = completeDraft(input.draft, row, { steps, currencies });
    const { accounts, contacts } = input.draft;
    const links = accounts || contacts ? await readAllLinks(read, context) : undefined;
    const current = links?.accounts.map(({ record }) => record);
    const draft = { ...completed.draft, accounts: accounts ?? current };
    const resolved = await resolve(draft, lookups, { today, allowDeleted });
    const goals = links && (await linkGoals({}, input.draft, resolved.draft, links, lookups));
    const problems = [
      ...[...(closed ? [closed] : []), ...earlier, ...input.problems, ...cleared.problems],
      ...[...(completed.problem ? [completed.problem] : []), ...resolved.problems, ...(goals?.problems ?? [])],
    ];
    if (problems.length > 0) return reject(problems, name);
    const planned = planUpdate(read, {
      ...{ draft: resolved.draft, clear: cleared.fields, links: goals?.links ?? {}, steps, currencies, spaceFields },
      ...{ today, validationLevel },
    });
    const id = textOf(row.id);
    if (planned.kind !== 'changes') return { verdict: 'skip', id, name };
    const { changes, lines } = planned;
    const write = { ref: name, entity: ENTITY, id, name, changes, lines, readAt: 0 } as const;
    return { verdict: 'update', write, ...amountOf(resolved.draft) };
  };

  return { entity: ENTITY, nameOf: KINDS.opportunity.nameOf, create, update, fields: FIELDS };
}

/** The amount of a draft, for the sum. */
function amountOf({ value, base_value = value, currency }: Draft): { amount?: { value: string; currency: string } } {
  if (base_value === undefined) return {};
  return { amount: { value: value ?? base_value, currency: isFound(currency) ? currency.name : '' } };
}

/** What an update looks at, beside the fields of the file. */
const FIELDS = [
  ...['name', 'step_id', 'value', 'status', 'is_archived', 'owner_id', 'owner', 'oppty_type_id', 'unit_id'],
  ...['lead_source_id', 'reason_of_close_id', 'closing_date'],
];
