/**
 * A value of an answer as text: an object as JSON, a number that keeps its digits as these. Not by String(): an object of
 * the server may have a field called toString.
 */
export function textOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  return 'value' in value && typeof value.value === 'string' ? value.value : (JSON.stringify(value) ?? '');
}
