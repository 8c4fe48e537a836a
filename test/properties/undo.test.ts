import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { runHere } from '../support/host.ts';

const DEALS = ['Conveyor upgrade', 'Packaging line', 'Spare parts frame contract'];

/** Each writes to all three, whatever they are by then. */
const VERBS: readonly (readonly string[])[] = [
  ['update', '--ranking', '7'],
  ['update', '--closing-date', '2027-02-03', '--value', '4321.05'],
  ['update', '--account', 'Bluefern Logistics'],
  ['update', '--owner', 'ana.capkova@example.com', '--clear', 'description'],
  ['lose', '--reason', 'Price'],
  ['delete'],
];

/** What somebody else does to a record in between, and whether it touches what an update writes. */
const EDITS: readonly (readonly string[])[] = [
  ['update', '--ranking', '2'],
  ['update', '--closing-date', '2027-05-06'],
  ['update', '--name', 'Other name'],
];

const runs = fc.record({
  verb: fc.constantFrom(...VERBS),
  // For each record: what somebody else does to it, if anything.
  edits: fc.tuple(...DEALS.map(() => fc.option(fc.constantFrom(...EDITS), { nil: undefined, freq: 2 }))),
});

type Row = Record<string, unknown>;

/** What people see of a record, without what counts writes. */
const seen = ({ revision: _r, modified: _m, modified_by_user: _u, ...row }: Row) => row;

it('takes back exactly the records and fields that nobody has touched since', async () => {
  await fc.assert(
    fc.asyncProperty(runs, async ({ verb: [verb = '', ...flags], edits }) => {
      const folder = mkdtempSync(join(tmpdir(), 'pipeliner-undo-'));
      const run = async (...words: readonly string[]) => {
        const ended = await runHere(['--sandbox', ...words, '--json'], { env: {}, folder });
        return { ...ended, rows: ended.stdout ? JSON.parse(ended.stdout) : undefined };
      };
      const fields =
        'name,ranking,closing_date,value,owner_id,description,is_archived,is_deleted,reason_of_close_id,primary_account.name,revision';
      const look = (id: string): Promise<Row> => run('oppty', 'view', id, '--fields', fields).then(({ rows }) => rows);
      try {
        const ids: string[] = [];
        for (const name of DEALS) ids.push((await run('oppty', 'view', name)).rows.id);
        const before = await Promise.all(ids.map(look));
        expect((await run('oppty', verb, ...ids, ...flags, '--yes')).code).toBe(0);
        const [{ id: newest }] = (await run('history', '--limit', '1')).rows;
        const after = await Promise.all(ids.map(look));
        // What cannot be edited, as a lost record, is not edited by somebody else either.
        const edited: boolean[] = [];
        for (const [at, edit] of edits.entries()) {
          const ended = edit && (await run('oppty', edit[0]!, ids[at]!, ...edit.slice(1), '--yes'));
          edited.push(ended?.code === 0);
        }
        const foreign = await Promise.all(ids.map(look));
        await run('undo', newest, '--yes');
        const now = await Promise.all(ids.map(look));
        for (const [at, row] of now.entries()) {
          for (const [field, value] of Object.entries(seen(row))) {
            const isTouched = edited[at] && JSON.stringify(foreign[at]![field]) !== JSON.stringify(after[at]![field]);
            const wanted = isTouched ? foreign[at]![field] : before[at]![field];
            expect([field, JSON.stringify(value)]).toEqual([field, JSON.stringify(wanted)]);
          }
        }
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    }),
    { numRuns: process.env.PROPERTIES === 'long' ? 100 : 3 },
  );
});
