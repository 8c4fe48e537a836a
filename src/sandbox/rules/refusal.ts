import { type Entity, entityName, type Row } from '../../wire/entities.ts';
import type { Tables } from '../tables.ts';

/** Why one field is refused. `message` without the field's name in brackets in front. */
export interface FieldError {
  field: string;
  message: string;
  code?: number;
  name?: string;
}

/** An item of a step's checklist that has to be done first. */
export interface ChecklistError {
  /** The id in StepChecklists. */
  item: string;
  message: string;
}

/** A request that the server answers with an error body. */
export class Refusal extends Error {
  readonly status: number;
  readonly body: Row;

  constructor(status: number, code: number, name: string, message: string, details: Row = {}) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
    this.body = { success: false, code, name, message, ...details, http_status: status };
  }
}

/** No such record or, by the message alone, no such space. */
export const notFoundRefusal = (missing: 'Space' | 'Entity' | 'Page'): Refusal =>
  new Refusal(404, 404, 'ERROR_NOT_FOUND', `${missing} not found.`);

/** A parameter or a body that does not mean anything. */
export const invalidParameter = (message: string): Refusal => new Refusal(400, 117, 'ERROR_PARAMETER_INVALID', message);

/** Refusals the documentation has no body for: the shape is that of its 404, where `code` is the HTTP status. */
export const httpRefusal = (
  status: 401 | 403 | 405 | 409 | 413 | 415 | 429 | 500,
  name: string,
  message: string,
): Refusal => new Refusal(status, status, name, message);

/** The code for what has no documented code of its own. */
const FIELD_VALIDATION = { code: 40002, name: 'ERROR_FIELD_VALIDATION' };

/** A target of a relation that is not there. */
export const missingTargetError = (entity: Entity, field: string, id: string, target: string): FieldError => ({
  field,
  message: `Relation ${entityName(entity)}.${field}=${id} to ${target} doesn't exist!`,
  code: 120,
  name: 'ERROR_RELATIONS_DOESNT_EXIST',
});

/** The documented message when not exactly one row of a relation is the primary one. */
export const onePrimaryError = (field: string, relation: string): FieldError => ({
  field,
  message: `Error on field ${relation}. Exactly one 'is_primary' item must be set.`,
});

/** The documented body with three levels, all wrong fields in it. */
export function validationRefusal(
  tables: Tables,
  entity: Entity,
  id: string | null,
  errors: readonly FieldError[],
  checklistErrors: readonly ChecklistError[] = [],
): Refusal {
  const name = entityName(entity);
  const ids = new Map(tables.where('Fields', 'entity_name', name).map(row => [row.api_name, row.id]));
  const fields = [...new Set(errors.map(error => error.field))];
  const wording = (error: FieldError) =>
    error.message.startsWith('Error on field ') ? error.message : `[${error.field}] ${error.message}`;
  const lines = [...errors.map(wording), ...checklistErrors.map(({ message }) => message)];
  return new Refusal(422, 40000, 'ERROR_ENTITY_VALIDATION', lines.map(line => `\n${line}`).join(''), {
    entity_id: id,
    entity_name: name,
    entity_errors: [],
    field_errors: fields.map(field => ({
      field_id: ids.get(field) ?? null,
      field_name: field,
      ...FIELD_VALIDATION,
      errors: errors
        .filter(error => error.field === field)
        .map(error => ({
          code: error.code ?? FIELD_VALIDATION.code,
          name: error.name ?? FIELD_VALIDATION.name,
          message: wording(error),
          field_id: ids.get(field) ?? null,
          field_name: field,
        })),
    })),
    // The shape of an element is not documented: this one is the sandbox's own.
    step_checklist_errors: checklistErrors.map(({ item, message }) => ({
      ...{ code: FIELD_VALIDATION.code, name: 'ERROR_STEP_CHECKLIST_VALIDATION' },
      ...{ step_checklist_id: item, message },
    })),
    entity_index: null,
  });
}
