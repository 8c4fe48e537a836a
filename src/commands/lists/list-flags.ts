/** The flags of a list, as commander names them. */
export interface ListFlags {
  search?: string;
  filter?: string[];
  /** `true` for the bare flag. */
  fields?: string[] | true;
  ids?: boolean;
  expand?: string[];
  orderBy?: string[];
  limit?: number;
  all?: boolean;
  pageSize?: number;
  after?: string;
  before?: string;
  last?: number;
  includeDeleted?: boolean;
  account?: string;
  [scope: string]: unknown;
}
