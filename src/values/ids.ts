/** Whether the text has the shape of a record's id. Looser than RFC 4122, whose rules many real ids break. */
export const isId = (text: string): boolean => /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
