/** Whether the text has the shape of a record's id. Looser than RFC 4122, whose rules many real ids break. */
export const isId = (text: string): boolean => /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);

const SHORTEST = 4;

/** Whether the text can be the beginning of an id: at least four characters of one, and not a whole one. */
export const isShortId = (text: string): boolean =>
  text.length >= SHORTEST && text.length < EXAMPLE.length && isId(text + EXAMPLE.slice(text.length));

const EXAMPLE = '00000000-0000-0000-0000-000000000000';

/**
 * Whether a short id can as well be the name of another record, as `2026`, `Facade` or `A380` can. Eight characters and
 * more begin an id and are a name by chance as good as never.
 */
export const isNameLike = (text: string): boolean => text.length < 8;

/** The shortest beginning of an id, of eight characters at least, that none of the other ids has. */
export function shortenId(id: string, otherIds: readonly string[]): string {
  const isShared = (start: string) => otherIds.some(other => other !== id && other.startsWith(start));
  let length = 8;
  while (length < id.length && isShared(id.slice(0, length))) length += 1;
  return id.slice(0, length);
}
