/** A line while it is typed; the cursor is an offset into the text, between two graphemes. */
export interface LineBuffer {
  readonly text: string;
  readonly cursor: number;
}

/** A key as readline reports it. */
export interface Key {
  name?: string | undefined;
  /** The bytes of the key. */
  sequence?: string | undefined;
  ctrl?: boolean | undefined;
  meta?: boolean | undefined;
}

/** The text as a line, with the cursor at its end. */
export const toLine = (text: string): LineBuffer => ({ text, cursor: text.length });

/** The line after a key, as readline would have it, but for whole graphemes; the same object if nothing changes. */
export function applyKey(line: LineBuffer, key: Key): LineBuffer {
  const { text, cursor } = line;
  const move = MOVES[nameOf(key)];
  if (move) return to(line, move(text, cursor));
  const cutting = CUTS[nameOf(key)];
  if (cutting) {
    const other = cutting(text, cursor);
    const [from, until] = other < cursor ? [other, cursor] : [cursor, other];
    return from === until ? line : { text: text.slice(0, from) + text.slice(until), cursor: from };
  }
  // A paste from a table holds tabs.
  const typed = key.name === 'tab' ? ' ' : (key.sequence ?? '');
  if (key.ctrl || key.meta || !/^\P{Cc}+$/u.test(typed)) return line;
  return { text: text.slice(0, cursor) + typed + text.slice(cursor), cursor: cursor + typed.length };
}

const nameOf = ({ name = '', ctrl, meta }: Key) => `${ctrl ? 'ctrl-' : ''}${meta ? 'meta-' : ''}${name}`;
const to = (line: LineBuffer, cursor: number): LineBuffer =>
  cursor === line.cursor ? line : { text: line.text, cursor };

type Way = (text: string, cursor: number) => number;

const GRAPHEMES = new Intl.Segmenter('und', { granularity: 'grapheme' });
const WORD = '[\\p{L}\\p{M}\\p{N}_]+|[^\\p{L}\\p{M}\\p{N}_\\s]+|';
const WORD_BEFORE = new RegExp(`(?:${WORD})\\s*$`, 'u');
const WORD_AFTER = new RegExp(`^\\s*(?:${WORD})`, 'u');

const start: Way = () => 0;
const end: Way = text => text.length;
const left: Way = (text, cursor) => {
  let last = 0;
  for (const { index } of GRAPHEMES.segment(text.slice(0, cursor))) last = index;
  return last;
};
const right: Way = (text, cursor) => {
  const [next] = GRAPHEMES.segment(text.slice(cursor));
  return cursor + (next?.segment.length ?? 0);
};
const wordLeft: Way = (text, cursor) => WORD_BEFORE.exec(text.slice(0, cursor))?.index ?? cursor;
const wordRight: Way = (text, cursor) => cursor + (WORD_AFTER.exec(text.slice(cursor))?.[0].length ?? 0);

const MOVES: Readonly<Record<string, Way>> = {
  left,
  right,
  home: start,
  end,
  'ctrl-b': left,
  'ctrl-f': right,
  'ctrl-a': start,
  'ctrl-e': end,
  'ctrl-left': wordLeft,
  'ctrl-right': wordRight,
  'meta-left': wordLeft,
  'meta-right': wordRight,
  'meta-b': wordLeft,
  'meta-f': wordRight,
};

/** What is taken away: everything from the cursor to there. */
const CUTS: Readonly<Record<string, Way>> = {
  backspace: left,
  'ctrl-h': left,
  delete: right,
  'ctrl-u': start,
  'ctrl-k': end,
  'ctrl-w': wordLeft,
  'ctrl-backspace': wordLeft,
  'meta-backspace': wordLeft,
  'meta-d': wordRight,
};
