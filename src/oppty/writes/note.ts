import { usage } from '../../errors.ts';
import { textOf } from '../../values/text-of.ts';
import { type Planned, type Read, refused, whyDeleted } from './planned.ts';

/** As much as a request may hold in this tool's own sandbox; that of the real server is not documented. */
const MAX_BYTES = 500_000;

/** A text as the HTML that the API keeps notes in: nothing in it is markup, lines end as they did. */
export const noteHtml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replace(/\r\n?|\n/g, '<br>');

/** The text of a note without blanks around it. Throws USAGE for what is none. */
export function readNote(text: string, flag?: string): string {
  const note = text.replace(/^\ufeff/, '').trim();
  if (note === '') throw usage('The note is empty', { flag });
  const { length } = Buffer.from(noteHtml(note));
  if (length > MAX_BYTES) {
    throw usage(`The note has ${Math.ceil(length / 1000)} kB, and at most ${MAX_BYTES / 1000} kB are sent`, { flag });
  }
  const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/.exec(note);
  if (!control) return note;
  const code = control[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  const line = note.slice(0, control.index).split('\n').length;
  throw usage(`The note has the control character U+${code} in line ${line}`, { flag, hint: 'Send plain text.' });
}

/** Adds a note to an opportunity, in the name of this client. Lost ones take notes, too. */
export function planNote(read: Read, note: string, owner: string): Planned {
  const deleted = whyDeleted(read);
  if (deleted) return refused(deleted);
  const after = { note: noteHtml(note), owner_id: owner, lead_oppty_id: textOf(read.row.id) };
  const change = {
    op: 'create',
    entity: 'Notes',
    parent: 'lead_oppty_id',
    edited: ['note'],
    before: {},
    after,
  } as const;
  return { kind: 'changes', changes: [change], lines: [{ label: 'note', after: note }] };
}
