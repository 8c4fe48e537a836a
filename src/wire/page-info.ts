/** Where a page of a list ends. The last page has an `end_cursor` too: only `has_next_page` says that it is the last. */
export interface PageInfo {
  [key: string]: unknown;
  start_cursor?: string | null | undefined;
  end_cursor?: string | null | undefined;
  has_previous_page?: boolean | null | undefined;
  has_next_page?: boolean | null | undefined;
}
