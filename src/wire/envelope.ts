import * as z from 'zod/mini';

/** What stands around every answer: `{success, data, page_info?, total?}`. */
export const envelope = z.looseObject({ success: z.optional(z.boolean()), data: z.unknown() });

/** Where a page of a list ends. The last page has an `end_cursor` too: only `has_next_page` says that it is the last. */
export const pageInfo = z.looseObject({
  start_cursor: z.nullish(z.string()),
  end_cursor: z.nullish(z.string()),
  has_previous_page: z.nullish(z.boolean()),
  has_next_page: z.nullish(z.boolean()),
});

export type PageInfo = z.infer<typeof pageInfo>;

export const listEnvelope = z.looseObject({
  success: z.optional(z.boolean()),
  data: z.array(z.looseObject({})),
  page_info: z.nullish(pageInfo),
  /** Seen in the portal's sample only; never used to end a walk. */
  total: z.nullish(z.number()),
});

/** One reason why a value was refused; the deepest of the three levels. */
const fieldReason = z.looseObject({
  code: z.nullish(z.number()),
  name: z.nullish(z.string()),
  message: z.nullish(z.string()),
  field_name: z.nullish(z.string()),
});

/** The API's error body. Everything but `success` has been seen absent. `message` may begin with a newline. */
export const errorBody = z.looseObject({
  success: z.nullish(z.boolean()),
  code: z.nullish(z.number()),
  name: z.nullish(z.string()),
  message: z.nullish(z.string()),
  http_status: z.nullish(z.number()),
  entity_id: z.nullish(z.string()),
  entity_name: z.nullish(z.string()),
  /** Element shapes unknown: passed on as they are. */
  entity_errors: z.nullish(z.array(z.unknown())),
  step_checklist_errors: z.nullish(z.array(z.unknown())),
  entity_index: z.nullish(z.number()),
  field_errors: z.nullish(
    z.array(
      z.looseObject({
        field_name: z.nullish(z.string()),
        name: z.nullish(z.string()),
        code: z.nullish(z.number()),
        message: z.nullish(z.string()),
        errors: z.nullish(z.array(fieldReason)),
      }),
    ),
  ),
});

export type ErrorBody = z.infer<typeof errorBody>;
