/** The ids of new records that are accounted for: those that were new before the run, and those that its answers brought. */
export interface KnownRecords {
  has(id: string): boolean;
  add(id: string): void;
}
