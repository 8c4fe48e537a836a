import { describe, expect, it } from 'vitest';
import { noteHtml, planNote, readNote } from '../../../src/oppty/writes/note.ts';

describe('a note', () => {
  it('goes as HTML in which nothing of it is markup', () => {
    expect(noteHtml('5 < 6 & "so"\r\nnext <script>\nlast')).toBe(
      '5 &lt; 6 &amp; &quot;so&quot;<br>next &lt;script&gt;<br>last',
    );
  });

  it('keeps its lines and tabs, without blanks around it', () => {
    expect(readNote('\ufeff  first\n\tsecond \n')).toBe('first\n\tsecond');
  });

  it.each([
    ['', /is empty/],
    [' \n\t', /is empty/],
    ['x'.repeat(1 << 20), /has 1049 kB, and at most 500 kB/],
    ['<'.repeat(200_000), /has 800 kB/],
    ['one\ntwo \u001b[31m', /U\+001B in line 2/],
    ['nul\0', /U\+0000 in line 1/],
  ])('%# that cannot be sent is refused', (text, message) => {
    expect(() => readNote(text)).toThrow(message);
  });

  it('is of one opportunity and one client', () => {
    const read = { ref: 'x', name: 'Crane', row: { id: 'deal', is_archived: true } };
    expect(planNote(read, 'lost, sadly', 'me')).toMatchObject({
      changes: [
        { op: 'create', entity: 'Notes', after: { note: 'lost, sadly', owner_id: 'me', lead_oppty_id: 'deal' } },
      ],
    });
    expect(planNote({ ...read, row: { id: 'deal', is_deleted: true } }, 'x', 'me')).toMatchObject({ kind: 'refused' });
  });
});
