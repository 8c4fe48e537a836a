/** Most characters of most languages, as the inside of a character class. Not all that are harmless. */
export const PRINTABLE_RANGES =
  ' -~\\u00a1-\\u00ac\\u00ae-\\u02ff\\u0370-\\u03ff\\u0400-\\u052f\\u2010-\\u2027\\u20a0-\\u20bf\\u3041-\\u30ff\\u4e00-\\u9fff\\uac00-\\ud7a3';

const HARMLESS = new RegExp(`^[${PRINTABLE_RANGES}]*$`);

/** Whether nothing in a text can drive a terminal or is invisible. A fast test that mostly saves the thorough one. */
export const isPrintable = (text: string): boolean => HARMLESS.test(text);

/** Whether a text holds control characters (Cc). By their codes: for \p{Cc}, V8 would first build a set from ICU. */
export function hasControl(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return true;
  }
  return false;
}
