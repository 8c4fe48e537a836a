/** The flags of an import, as commander names them. */
export interface ImportFlags {
  map?: string[];
  mapping?: string;
  set?: string[];
  key?: string[];
  onMatch?: 'update' | 'skip' | 'fail';
  createMissing?: string[];
  dryRun?: boolean;
  plan?: string;
  results?: string;
  failed?: string;
  delimiter?: string;
  encoding?: string;
  sheet?: string;
  dates?: 'dmy' | 'mdy' | 'ymd';
  decimal?: 'comma' | 'point';
  headerRow?: number;
  clearWith?: string;
  maxErrors?: number;
  batchSize?: number;
  maxRequests?: number;
  /** `false` after --no-verify. */
  verify?: boolean;
  validationLevel?: string;
  yes?: boolean;
  resume?: boolean;
  again?: boolean;
}
