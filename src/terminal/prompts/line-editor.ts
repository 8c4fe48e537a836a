import { graphemes } from '../text/width.ts';

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
  if (move) return moveTo(line, move(text, cursor));
  const cutting = CUTS[nameOf(key)];
  if (cutting) {
    const otherEnd = cutting(text, cursor);
    const [from, until] = otherEnd < cursor ? [otherEnd, cursor] : [cursor, otherEnd];
    return from === until ? line : { text: text.slice(0, from) + text.slice(until), cursor: from };
  }
  const inserted = typedText(key);
  if (inserted === undefined) return line;
  return { text: text.slice(0, cursor) + inserted + text.slice(cursor), cursor: cursor + inserted.length };
}

/** The text that a key or a paste puts into a line; undefined for all other keys. */
export function typedText(key: Key): string | undefined {
  // A paste from a table holds tabs.
  const text = key.name === 'tab' ? ' ' : (key.sequence ?? '');
  return key.ctrl || key.meta || !/^\P{Cc}+$/u.test(text) ? undefined : text;
}

/** Whether a key edits a line or moves about in it, though perhaps not in this one: Right at its end, for example. */
export const isEditingKey = (key: Key): boolean =>
  Object.hasOwn(MOVES, nameOf(key)) || Object.hasOwn(CUTS, nameOf(key));

const nameOf = ({ name = '', ctrl, meta }: Key) => `${ctrl ? 'ctrl-' : ''}${meta ? 'meta-' : ''}${name}`;
const moveTo = (line: LineBuffer, cursor: number): LineBuffer =>
  cursor === line.cursor ? line : { text: line.text, cursor };

type CursorMove = (text: string, cursor: number) => number;

const WORD = '[\\p{L}\\p{M}\\p{N}_]+|[^\\p{L}\\p{M}\\p{N}_\\s]+|';
const WORD_BEFORE = new RegExp(`(?:${WORD})\\s*$`, 'u');
const WORD_AFTER = new RegExp(`^\\s*(?:${WORD})`, 'u');

const start: CursorMove = () => 0;
const end: CursorMove = text => text.length;
const left: CursorMove = (text, cursor) => {
  let last = 0;
  for (const { index } of graphemes(text.slice(0, cursor))) last = index;
  return last;
};
const right: CursorMove = (text, cursor) => {
  const [next] = graphemes(text.slice(cursor));
  return cursor + (next?.segment.length ?? 0);
};
const wordLeft: CursorMove = (text, cursor) => WORD_BEFORE.exec(text.slice(0, cursor))?.index ?? cursor;
const wordRight: CursorMove = (text, cursor) => cursor + (WORD_AFTER.exec(text.slice(cursor))?.[0].length ?? 0);

const MOVES: Readonly<Record<string, CursorMove>> = {
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
const CUTS: Readonly<Record<string, CursorMove>> = {
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
