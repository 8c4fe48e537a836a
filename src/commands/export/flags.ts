/** What `export` is told, as commander names it. */
export interface ExportFlags {
  to?: string;
  state?: string;
  since?: string;
  as?: 'jsonl' | 'csv' | 'singer';
}

/** What a tap is told. */
export interface TapFlags {
  config?: string;
  catalog?: string;
  state?: string;
  discover?: boolean;
}
