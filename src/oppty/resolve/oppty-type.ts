import { CliError } from '../../errors.ts';
import { type FoundRecord, isFound, type Ref } from '../../records/found.ts';
import type { Lookups } from '../../records/lookups.ts';
import { matchOne } from '../../records/match.ts';
import type { Draft } from '../draft/draft.ts';
import { accept, joinNames, problemCode, refuse, type Search, sameId, widenToDeleted } from './search.ts';

const TYPE = { label: 'opportunity type', flag: '--type', entity: 'OpportunityTypes' } as const;

/** Looks up the opportunity type among those of the pipeline; without one, the pipeline's only type. */
export async function findType(search: Search, draft: Draft, pipelineRef: Ref | undefined): Promise<Ref | undefined> {
  const { lookups, options } = search;
  const ref = draft.oppty_type;
  const pipeline = isFound(pipelineRef) ? pipelineRef : undefined;
  if (isFound(ref)) {
    if (pipeline) await checkType(search, ref, pipeline);
    return ref;
  }
  const isEmptied = Object.hasOwn(draft.fields ?? {}, 'oppty_type_id');
  if (!ref) return isEmptied ? undefined : pipeline && onlyType(pipeline, lookups);
  const result = await widenToDeleted(
    async includeDeleted => matchOne(ref.words, await lookups.types(pipeline, includeDeleted), TYPE),
    problemCode,
    options,
  );
  if (options.open && !pipeline && problemCode(result) === 'AMBIGUOUS') return ref;
  return accept(search, result, 'oppty_type', ref);
}

/** A type is of one pipeline, which can have become known after the type. */
async function checkType(search: Search, type: FoundRecord, pipeline: FoundRecord): Promise<void> {
  const types = await visibleTypes(pipeline, search.lookups, search.options.allowDeleted);
  if (!types || types.some(candidate => sameId(candidate, type))) return;
  refuse(search, 'oppty_type', {
    code: 'NOT_FOUND',
    message: `The opportunity type '${type.name}' does not belong to the pipeline '${pipeline.name}'`,
    hint: types.length > 0 ? `Its types are ${joinNames(types)}.` : undefined,
  });
}

/** The pipeline's type if it has just one: which type the server would choose by itself is not documented. */
async function onlyType(pipeline: FoundRecord, lookups: Lookups): Promise<FoundRecord | undefined> {
  const types = await visibleTypes(pipeline, lookups);
  return types?.length === 1 ? types[0] : undefined;
}

/** Undefined in a space that does not show its types. */
async function visibleTypes(pipeline: FoundRecord, lookups: Lookups, includeDeleted?: boolean) {
  return lookups.types(pipeline, includeDeleted).catch(error => {
    if (error instanceof CliError && ['NOT_FOUND', 'FORBIDDEN', 'REJECTED'].includes(error.code)) return undefined;
    throw error;
  });
}
