import { beforeAll, describe, expect, it } from 'vitest';
import { parseFaults } from '../../../src/sandbox/faults/faults.ts';
import { formatLocalTime } from '../../../src/values/dates.ts';
import type { Row } from '../../../src/wire/entities.ts';
import { opportunity, Space } from '../../sandbox/space.ts';
import { useFolder, useSandbox } from '../../support/hooks.ts';
import { runHere } from '../../support/host.ts';

/** What the documentation leaves open, each way: rules of the sandbox. */
const READINGS = {
  'as it is': [],
  'checks-revision': ['PATCH Opportunities/*: checks-revision'],
  'keeps-dates': ['PATCH Opportunities/*: keeps-dates'],
  'archived-won-is-lost': ['* Opportunities*: archived-won-is-lost'],
  'keeps-links-deleted': ['POST Opportunities/batch-restore: keeps-links-deleted'],
} as const;

const STARTS = ['open', 'won', 'lost', 'won and archived', 'deleted'] as const;
type Start = (typeof STARTS)[number];

const VERBS = {
  update: ['update', '--ranking', '7'],
  next: ['move', '--next'],
  back: ['move', '--back'],
  win: ['win'],
  lose: ['lose', '--reason', 'Price'],
  reopen: ['reopen'],
  delete: ['delete', '--yes'],
  restore: ['restore'],
  note: ['note', 'Called'],
} as const;
type Verb = keyof typeof VERBS;

/** How each verb ends, by where the record is: written, left as it is with a notice, or refused. */
const ENDS: Readonly<Record<Verb, Readonly<Record<Start, RegExp | 'written'>>>> = {
  update: {
    ...{ open: 'written', won: 'written', lost: /'Anvil' is lost, and/ },
    ...{ 'won and archived': /'Anvil' is (lost|won and archived), and/, deleted: /'Anvil' is deleted/ },
  },
  next: {
    ...{ open: 'written', won: /the last step/, lost: /'Anvil' is lost, and/ },
    ...{ 'won and archived': /'Anvil' is (lost|won and archived), and/, deleted: /'Anvil' is deleted/ },
  },
  back: {
    ...{ open: 'written', won: 'written', lost: /'Anvil' is lost, and/ },
    ...{ 'won and archived': /'Anvil' is (lost|won and archived), and/, deleted: /'Anvil' is deleted/ },
  },
  win: {
    ...{ open: 'written', won: /is won already/, lost: /'Anvil' is lost, and/ },
    ...{ 'won and archived': /'Anvil' is (lost|won and archived), and/, deleted: /'Anvil' is deleted/ },
  },
  lose: {
    ...{ open: 'written', won: /'Anvil' is won/, lost: /is lost already/ },
    ...{ 'won and archived': /is (lost|won and archived) already/, deleted: /'Anvil' is deleted/ },
  },
  reopen: {
    ...{ open: /is open already/, won: /'Anvil' is won/, lost: 'written' },
    ...{ 'won and archived': 'written', deleted: /'Anvil' is deleted/ },
  },
  delete: {
    ...{ open: 'written', won: 'written', lost: 'written', 'won and archived': 'written' },
    deleted: /is deleted already/,
  },
  restore: {
    ...{ open: /is not deleted/, won: /is not deleted/, lost: /is not deleted/, 'won and archived': /is not deleted/ },
    deleted: 'written',
  },
  note: {
    ...{ open: 'written', won: 'written', lost: 'written', 'won and archived': 'written' },
    deleted: /'Anvil' is deleted/,
  },
};

const STATUS = ['', 'open', 'lost', 'won'];

describe.each(Object.entries(READINGS))('where the server reads it thus: %s', (reading, rules) => {
  const sandbox = useSandbox({ faults: parseFaults(rules), username: 'user', password: 'secret' });
  const folder = useFolder('all');
  const run = (...words: string[]) => runHere(words, { env: sandbox.env, folder: folder.path });
  let space: Space;
  let deal: Row;
  beforeAll(async () => {
    space = new Space(sandbox.url, async () => {});
    const { id: account_id } = await space.row('Accounts?first=1');
    const { id: step_id } = await space.row('Steps?filter[name]=Qualified');
    deal = opportunity({ name: 'Anvil', step_id, account_relations: [{ account_id, is_primary: true }] });
  });
  /** The record as the server has it. */
  const heldOf = (id: string): Promise<Row> =>
    space.row(`Opportunities?filter[id]=${id}&include-deleted=true&expand=step,account_relations`);

  async function make(start: Start): Promise<string> {
    const { id } = await space.make('Opportunities', deal);
    const change = (body: Row) => space.patch(`Opportunities/${id}`, body);
    if (start.startsWith('won')) await change({ step_id: (await space.row('Steps?filter[name]=Won')).id });
    if (start === 'lost' || start === 'won and archived') await change({ is_archived: true });
    if (start === 'deleted') await space.delete(`Opportunities/${id}`);
    return id;
  }

  it.each((Object.keys(VERBS) as Verb[]).flatMap(verb => STARTS.map(start => [verb, start] as const)))(
    '%s one that is %s',
    async (verb, start) => {
      const id = await make(start);
      const before = await heldOf(id);
      const [name, ...more] = VERBS[verb];
      const ended = await run('oppty', name, id, ...more, '--json');
      const after = await heldOf(id);
      const { code, stdout, stderr } = ended;
      const end = ENDS[verb][start];
      if (end !== 'written') {
        expect(stderr).toMatch(end);
        if (stderr.includes('archived')) expect(before.status).toBe(3);
        if (start === 'won and archived' && / is lost/.test(stderr)) expect(before.status).toBe(2);
        return expect(after).toEqual(before);
      }
      expect(code, stderr).toBe(0);
      const printed = JSON.parse(stdout);
      if (verb === 'note')
        return expect((await space.get(`Notes/${printed.id}`)).body.data).toMatchObject({ note: 'Called' });
      expect(Number(after.revision)).toBe(Number(before.revision) + 1);
      if (verb === 'delete') return expect([printed, after.is_deleted]).toEqual([{ id, deleted: true }, true]);
      const { step, account_relations, ...fields } = after;
      expect(printed).toMatchObject({
        id,
        status: fields.status,
        revision: fields.revision,
        won_date: fields.won_date,
      });
      // Each line that is told, and each date that is told to be left, is what the server has.
      for (const [, label, to] of stderr.matchAll(/^ {2}(status|step) .* -> (.*?)(?: \d+ %)?$/gm))
        expect([label, to]).toEqual([label, label === 'step' ? (step as Row).name : STATUS[Number(after.status)]]);
      for (const [field, label, leftBy] of [
        ['lost_date', 'lost date', ['reopen']],
        ['won_date', 'won date', ['back']],
      ] as const) {
        const isLeft = leftBy.some(left => left === verb) && after[field] !== null;
        const told = isLeft ? `${label} (${formatLocalTime(String(after[field]))})` : '';
        expect(stderr.includes(`${label} (`), stderr).toBe(isLeft);
        expect(stderr).toContain(told);
      }
      if (verb === 'restore') {
        const isAlone = (account_relations as Row[]).every(link => link.is_deleted === true);
        expect([isAlone, stderr.includes('without')], stderr).toEqual([reading === 'keeps-links-deleted', isAlone]);
      }
    },
  );
});
