/** One line of CSV by RFC 4180, without its end. `raw` keeps cells that a spreadsheet would run. */
export const csvLine = (cells: readonly string[], raw: boolean): string =>
  cells.map(text => quoted(raw ? text : harmless(text))).join(',');

/** Puts an apostrophe before text that a spreadsheet would run as a formula; a number with a sign is not a formula. */
const harmless = (text: string) =>
  /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;

const quoted = (text: string) => (/[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
