export const METHODS = ['GET', 'POST', 'PATCH', 'DELETE'] as const;

/** The flags of `pipeliner api`. */
export interface ApiFlags {
  method?: (typeof METHODS)[number];
  /** Fields in the order of the command line; `parsed`: given with -F, so numbers and the like are not text. */
  fields?: { text: string; parsed: boolean }[];
  input?: string;
  paginate?: boolean;
  include?: boolean;
  dryRun?: boolean;
}
