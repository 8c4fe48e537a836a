import * as z from 'zod/mini';

/** In an error, a value of an undocumented type counts as absent, so that the rest of the error stays readable. */
const orUndefined = <T extends z.ZodMiniType>(schema: T) => z.catch(z.nullish(schema), undefined);

/** One reason why the server refused a value; the deepest of the three levels. */
const fieldReason = z.looseObject({
  code: orUndefined(z.number()),
  name: orUndefined(z.string()),
  message: orUndefined(z.string()),
  field_name: orUndefined(z.string()),
});
/** The API's error body. Everything but `success` has been seen absent. `message` may begin with a newline. */
const errorBody = z.looseObject({
  success: orUndefined(z.boolean()),
  code: orUndefined(z.number()),
  name: orUndefined(z.string()),
  message: orUndefined(z.string()),
  /** Problem details (RFC 9457), and what gateways send in place of a message. */
  title: orUndefined(z.string()),
  detail: orUndefined(z.string()),
  error: orUndefined(z.string()),
  error_description: orUndefined(z.string()),
  http_status: orUndefined(z.number()),
  entity_id: orUndefined(z.string()),
  entity_name: orUndefined(z.string()),
  /** Element shapes unknown: passed on as they are. */
  entity_errors: orUndefined(z.array(z.unknown())),
  step_checklist_errors: orUndefined(z.array(z.unknown())),
  entity_index: orUndefined(z.number()),
  field_errors: orUndefined(
    z.array(
      z.looseObject({
        field_name: orUndefined(z.string()),
        name: orUndefined(z.string()),
        code: orUndefined(z.number()),
        message: orUndefined(z.string()),
        errors: orUndefined(z.array(fieldReason)),
      }),
    ),
  ),
});

export type ErrorBody = z.infer<typeof errorBody>;

/** The error in a body; undefined if the body is not an object. A message under other names counts as one. */
export function parseErrorBody(body: unknown): ErrorBody | undefined {
  const error = errorBody.safeParse(body).data;
  if (!error || error.message?.trim()) return error;
  const { title, detail, error: name, error_description: description } = error;
  const words = [title ?? name, detail ?? description].map(text => text?.trim()).filter(Boolean);
  return { ...error, message: words.join(': ') };
}
