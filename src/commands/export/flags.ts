/** What `export` is told, as commander names it. */
export interface ExportFlags {
  to?: string;
  state?: string;
  as?: 'jsonl' | 'csv';
}
