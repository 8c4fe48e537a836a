import type { NamesCache } from '../../records/known-names.ts';
import { toStep } from '../../records/load-lists.ts';
import { toFound } from '../../records/match.ts';
import { embeddedSteps } from '../../records/relations.ts';
import type { Row } from '../../wire/entities.ts';
import type { Noun } from './noun.ts';

/**
 * Saves the names of received records in the cache of names: of those that can be chosen, and of every opportunity, since
 * deleted ones can be restored.
 */
export function rememberNames(rows: readonly Row[], { kind }: Pick<Noun, 'kind'>, reference: NamesCache): void {
  const canBeMeant = (row: Row) => kind.entity === 'Opportunities' || !kind.whyUnusable?.(row);
  const rowsWithNames = rows.filter(row => kind.nameOf(row) && canBeMeant(row));
  reference.addNames(
    kind.entity,
    rowsWithNames.map(row => ({ ...toFound(kind, row), ...stepOf(row) })),
  );
  if (kind.entity !== 'Pipelines') return;
  const steps = rowsWithNames.flatMap(row => (embeddedSteps(row) ?? []).map(step => toStep(step, toFound(kind, row))));
  reference.addNames('Steps', steps);
}

const stepOf = ({ step_id }: Row) => (typeof step_id === 'string' ? { step: step_id } : {});
