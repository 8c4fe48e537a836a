/** 0x80 to 0x9F; five of them are no characters. Source: CP1252.TXT of the Unicode Consortium. */
const FROM_0X80 = '€\ufffd‚ƒ„…†‡ˆ‰Š‹Œ\ufffdŽ\ufffd\ufffd‘’“”•–—˜™š›œ\ufffdžŸ';

/** The bytes that are no character. */
export const NO_CHARACTERS = [...FROM_0X80].flatMap((character, index) =>
  character === '\ufffd' ? [0x80 + index] : [],
);

/** Bytes of Windows-1252 as text. Throws RangeError for one that is no character. */
export function decodeWindows1252(bytes: Buffer): string {
  const text = bytes
    .toString('latin1')
    .replace(/[\u0080-\u009f]/g, character => FROM_0X80.charAt(character.charCodeAt(0) - 0x80));
  if (text.includes('\ufffd')) throw new RangeError('a byte is no character');
  return text;
}
