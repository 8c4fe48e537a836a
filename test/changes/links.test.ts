import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/changes/change.ts';
import { type Link, planLinks, readLinks } from '../../src/changes/links.ts';
import { LINKS } from '../../src/oppty/writes/links.ts';
import type { FoundRecord } from '../../src/records/found.ts';

const account = (id: string): FoundRecord => ({ id, name: id.toUpperCase() });
const links = (ids: readonly string[]): Link[] =>
  ids.map((id, index) => ({ row: { id: `link-${id}`, is_primary: index === 0, revision: 1 }, record: account(id) }));

/** The accounts by their primary flag after each change, as a server keeps them that lets one be primary alone. */
function play(start: readonly string[], changes: readonly Change[]): Map<string, boolean>[] {
  let current = new Map(start.map((id, index) => [id, index === 0]));
  return changes.map(change => {
    current = new Map(current);
    const id = change.op === 'create' ? String(change.after.account_id) : change.id.replace('link-', '');
    if (change.op === 'delete') current.delete(id);
    else {
      if (change.after.is_primary) for (const other of current.keys()) current.set(other, false);
      current.set(id, change.after.is_primary === true);
    }
    return current;
  });
}

describe('changing links', () => {
  it('to another list makes the new ones first, then chooses the primary one, then removes the old', () => {
    const { changes, before, after } = planLinks(LINKS.accounts, 'deal', links(['a', 'b']), {
      replace: [account('b'), account('c')],
    });
    expect(changes.map(change => [change.op, change.op === 'create' ? change.after : change.id])).toEqual([
      ['create', { lead_oppty_id: 'deal', account_id: 'c', is_primary: false }],
      ['update', 'link-b'],
      ['delete', 'link-a'],
    ]);
    expect([before, after]).toEqual(['A (primary), B', 'B (primary), C']);
  });

  it('to the list there is changes nothing', () => {
    expect(
      planLinks(LINKS.accounts, 'deal', links(['a', 'b']), { replace: [account('A'), account('b')] }).changes,
    ).toEqual([]);
  });

  it('adds without touching the primary one, and passes that on when it goes', () => {
    const current = links(['a', 'b']);
    const added = planLinks(LINKS.contacts, 'deal', current, { add: [account('c'), account('b')] });
    expect(added.changes.map(({ entity, after }) => [entity, after])).toEqual([
      ['LeadOpptyContactRelations', { lead_oppty_id: 'deal', contact_id: 'c', is_primary: false }],
    ]);
    const removed = planLinks(LINKS.accounts, 'deal', current, { remove: [account('a')] });
    expect(removed.changes.map(({ op }) => op)).toEqual(['update', 'delete']);
  });

  it('keeps exactly one primary at every moment, and ends at what was wanted', () => {
    const ids = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 5 });
    fc.assert(
      fc.property(ids, ids, (start, wanted) => {
        const { changes } = planLinks(LINKS.accounts, 'deal', links(start), { replace: wanted.map(account) });
        const states = play(start, changes);
        for (const state of states) {
          const primaries = [...state.values()].filter(Boolean).length;
          expect(primaries).toBe(state.size > 0 ? 1 : 0);
        }
        const end = states.at(-1) ?? new Map(start.map((id, index) => [id, index === 0]));
        expect([...end.keys()].sort()).toEqual([...wanted].sort());
        if (wanted[0]) expect(end.get(wanted[0])).toBe(true);
      }),
    );
  });

  it('reads links with the primary one first, without deleted ones', () => {
    const rows = [
      { id: 'l1', account_id: 'a', is_primary: false, account: { id: 'a', name: 'Acme' } },
      { id: 'l2', account_id: 'b', is_primary: true, account: { id: 'b', name: 'Bolt' } },
      { id: 'l3', account_id: 'c', is_primary: false, is_deleted: true, account: { id: 'c', name: 'Cog' } },
    ];
    expect(readLinks(LINKS.accounts, rows, row => String(row.name)).map(({ record }) => record)).toEqual([
      { id: 'b', name: 'Bolt' },
      { id: 'a', name: 'Acme' },
    ]);
  });
});
