/** Bracketed paste: the terminal puts marks around a paste. */
export const MARK_PASTES = '\u001b[?2004h';
export const NO_MARKS = '\u001b[?2004l';
const PASTE_BEGINS = '\u001b[200~';
const PASTE_ENDS = '\u001b[201~';

/** Keys and pastes, in the order in which the terminal sends them. */
interface Receiver<Target> {
  keys(bytes: string): void;
  paste(text: string, target: Target): void;
}

/**
 * Separates pastes from keys. A paste becomes one line, and is for the target that is current when it begins. Returns the
 * function that takes the bytes of the terminal, as Latin-1.
 */
export function separatePastes<Target>(receiver: Receiver<Target>, currentTarget: () => Target) {
  let paste: { bytes: string; target: Target } | undefined;
  return function receive(bytes: string): void {
    // Ctrl-C ends a paste whose end mark is missing.
    if (paste && bytes === '\u0003') paste = undefined;
    let added = bytes;
    if (!paste) {
      const [keys, pasted] = splitAt(bytes, PASTE_BEGINS);
      if (keys) receiver.keys(keys);
      if (pasted === undefined) return;
      paste = { bytes: '', target: currentTarget() };
      added = pasted;
    }
    const { bytes: earlier, target } = paste;
    paste.bytes += added;
    const [text, following] = splitAt(paste.bytes, PASTE_ENDS, earlier.length - PASTE_ENDS.length);
    if (following === undefined) return;
    paste = undefined;
    receiver.paste(toOneLine(Buffer.from(text, 'latin1').toString()), target);
    if (following) receive(following);
  };
}

/** A text as one line: text from a table or a mail has tabs and line breaks, often at its ends. */
const toOneLine = (text: string) => text.replace(/^[\r\n]+|[\r\n]+$/g, '').replace(/\p{Cc}+/gu, ' ');

/** The text before the first mark, and the text behind it if there is one. */
function splitAt(text: string, mark: string, start = 0): [before: string, behind?: string] {
  const index = text.indexOf(mark, start);
  return index < 0 ? [text] : [text.slice(0, index), text.slice(index + mark.length)];
}
