/** One line of CSV by RFC 4180, without its end. `raw` keeps cells that a spreadsheet would run. */
export const csvLine = (cells: readonly string[], raw: boolean): string =>
  cells.map(text => quoted(raw ? text : harmless(text))).join(',');

/**
 * Puts an apostrophe before text that a spreadsheet would run as a formula, also after a semicolon or a tab, where one
 * with that separator begins a cell whatever is quoted. A number with a sign is not a formula.
 */
function harmless(text: string): string {
  if (/^-?\d+(\.\d+)?$/.test(text)) return text;
  return text.replace(
    /^(?=[=+\-@\t\r\uff1d\uff0b\uff0d\uff20])|(?<=[;\t]["' ]*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/g,
    "'",
  );
}

const quoted = (text: string) => (/[",;\t\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
