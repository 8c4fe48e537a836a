/** What deals are summed up by: the key that orders and tells groups apart, and what people read. */
export interface Group {
  key: string;
  label: string;
}
