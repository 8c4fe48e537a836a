import type { Client } from '../../api/client.ts';
import { type Problem, problemsError } from '../../errors.ts';
import { findStep } from '../../oppty/resolve/step.ts';
import { isFound } from '../../records/found.ts';
import { KINDS, type Kind } from '../../records/kinds.ts';
import type { KnownIds } from '../../records/known-names.ts';
import { createLookups } from '../../records/lookups.ts';
import { textOf } from '../../values/text-of.ts';
import type { Row } from '../../wire/entities.ts';
import { lookUp } from '../lists/get.ts';
import type { Criterion, Selection } from '../lists/selection.ts';
import { type Link, linkedPages } from './linked-pages.ts';
import type { SelectionFlags } from './selection-flags.ts';

/** Looks up the names in the flags. Throws the problems of all of them together: NOT_FOUND, AMBIGUOUS. */
export async function findSelection(
  client: Client,
  knownIds: KnownIds | undefined,
  flags: SelectionFlags,
  criteria: readonly Criterion[],
): Promise<Selection> {
  const problems: Problem[] = [];
  const find = async (kind: Kind, words: string | undefined, flag: string) => {
    if (words === undefined) return undefined;
    const result = await lookUp(client, kind, words, { flag, query: { loadOnly: kind.fields }, knownIds });
    if ('row' in result) return textOf(result.row.id);
    problems.push(result.problem);
    return undefined;
  };
  const [owner, unit, type, account, contact, step] = await Promise.all([
    find(KINDS.client, flags.owner, '--owner'),
    find(KINDS.unit, flags.unit, '--unit'),
    find(KINDS.type, flags.type, '--type'),
    find(KINDS.account, flags.account, '--account'),
    find(KINDS.contact, flags.contact, '--contact'),
    stepCriteria(client, flags, problems),
  ]);
  if (problems.length > 0) throw problemsError(problems);
  const links: Link[] = [];
  if (account !== undefined) links.push({ entity: 'LeadOpptyAccountRelations', field: 'account_id', id: account });
  if (contact !== undefined) links.push({ entity: 'LeadOpptyContactRelations', field: 'contact_id', id: contact });
  return {
    criteria: [
      ...(owner === undefined ? [] : [idCriterion('owner_id', owner)]),
      ...(unit === undefined ? [] : [idCriterion('unit_id', unit)]),
      ...(type === undefined ? [] : [idCriterion('oppty_type_id', type)]),
      ...step,
      ...criteria,
    ],
    ...(flags.status === 'deleted' ? { includeDeleted: true } : {}),
    ...(links.length > 0 ? { read: (client, query) => linkedPages(client, links, query) } : {}),
  };
}

const sameText = (a: unknown, b: string) => textOf(a).toLowerCase() === b.toLowerCase();

const idCriterion = (field: string, id: string): Criterion => ({
  ...{ conditions: [{ field, value: id }], isComplete: true, fields: [field] },
  matches: row => sameText(row[field], id),
});

/** The step; or the steps of a pipeline, deleted ones too, which the client checks: the API has no OR. */
async function stepCriteria(
  client: Client,
  { pipeline, step }: SelectionFlags,
  problems: Problem[],
): Promise<Criterion[]> {
  if (pipeline === undefined && step === undefined) return [];
  const lookups = createLookups(client);
  const search = { lookups, options: { allowDeleted: true }, problems };
  const match = await findStep(search, {
    pipeline: pipeline === undefined ? undefined : { words: pipeline },
    step: step === undefined ? undefined : { words: step },
  });
  if (isFound(match.step)) return [idCriterion('step_id', match.step.id)];
  if (!isFound(match.pipeline)) return [];
  const { id } = match.pipeline;
  const ids = (await lookups.steps(true)).flatMap(step =>
    sameText(step.pipeline.id, id) ? step.id.toLowerCase() : [],
  );
  const matches = ({ step_id }: Row) => ids.includes(textOf(step_id).toLowerCase());
  return [{ conditions: [], isComplete: false, fields: ['step_id'], matches }];
}
