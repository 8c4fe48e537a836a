import * as z from 'zod/mini';

/** In an error, a value of another type than documented is as good as none: the words beside it must not be lost. */
const perhaps = <T extends z.ZodMiniType>(schema: T) => z.catch(z.nullish(schema), undefined);

/** One reason why a value was refused; the deepest of the three levels. */
const fieldReason = z.looseObject({
  code: perhaps(z.number()),
  name: perhaps(z.string()),
  message: perhaps(z.string()),
  field_name: perhaps(z.string()),
});
/** The API's error body. Everything but `success` has been seen absent. `message` may begin with a newline. */
const errorBody = z.looseObject({
  success: perhaps(z.boolean()),
  code: perhaps(z.number()),
  name: perhaps(z.string()),
  message: perhaps(z.string()),
  http_status: perhaps(z.number()),
  entity_id: perhaps(z.string()),
  entity_name: perhaps(z.string()),
  /** Element shapes unknown: passed on as they are. */
  entity_errors: perhaps(z.array(z.unknown())),
  step_checklist_errors: perhaps(z.array(z.unknown())),
  entity_index: perhaps(z.number()),
  field_errors: perhaps(
    z.array(
      z.looseObject({
        field_name: perhaps(z.string()),
        name: perhaps(z.string()),
        code: perhaps(z.number()),
        message: perhaps(z.string()),
        errors: perhaps(z.array(fieldReason)),
      }),
    ),
  ),
});

export type ErrorBody = z.infer<typeof errorBody>;

/** What a body tells of an error; undefined if it is no object. */
export const parseErrorBody = (body: unknown): ErrorBody | undefined => errorBody.safeParse(body).data;
