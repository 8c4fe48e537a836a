import * as z from 'zod/mini';

/** What stands around every answer: `{success, data, page_info?, total?}`. */
export const envelope = z.looseObject({ success: z.optional(z.boolean()), data: z.unknown() });

/** Where a page of a list ends. The last page has an `end_cursor` too: only `has_next_page` says that it is the last. */
export interface PageInfo {
  [key: string]: unknown;
  start_cursor?: string | null | undefined;
  end_cursor?: string | null | undefined;
  has_previous_page?: boolean | null | undefined;
  has_next_page?: boolean | null | undefined;
}

const pageInfo: z.ZodMiniType<PageInfo> = z.looseObject({
  start_cursor: z.nullish(z.string()),
  end_cursor: z.nullish(z.string()),
  has_previous_page: z.nullish(z.boolean()),
  has_next_page: z.nullish(z.boolean()),
});

export const listEnvelope = z.looseObject({
  success: z.optional(z.boolean()),
  data: z.array(
    z.custom<Record<string, unknown>>(row => typeof row === 'object' && row !== null && !Array.isArray(row)),
  ),
  page_info: z.nullish(pageInfo),
  /** Seen in the portal's sample only; never used to end a walk. */
  total: z.optional(z.unknown()),
});

/** In an error, a value of another type than documented is as good as none: the words beside it must not be lost. */
const perhaps = <T extends z.ZodMiniType>(schema: T) => z.catch(z.nullish(schema), undefined);

/** The API's error body. Everything but `success` has been seen absent. `message` may begin with a newline. */
const makeErrorBody = () => {
  /** One reason why a value was refused; the deepest of the three levels. */
  const fieldReason = z.looseObject({
    code: perhaps(z.number()),
    name: perhaps(z.string()),
    message: perhaps(z.string()),
    field_name: perhaps(z.string()),
  });
  return z.looseObject({
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
};

export type ErrorBody = z.infer<ReturnType<typeof makeErrorBody>>;

let errorBody: ReturnType<typeof makeErrorBody> | undefined;

/** What a body tells of an error; undefined if it is no object. The schema is made when first needed, which is seldom. */
export function readErrorBody(body: unknown): ErrorBody | undefined {
  errorBody ??= makeErrorBody();
  return errorBody.safeParse(body).data;
}
