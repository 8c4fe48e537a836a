import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { Answer } from '../../../src/answer.ts';
import { createClient } from '../../../src/api/index.ts';
import { PROGRAM } from '../../../src/cli.ts';
import { getRecord } from '../../../src/commands/lists/get.ts';
import { listRecords } from '../../../src/commands/lists/list.ts';
import type { ListFlags } from '../../../src/commands/lists/list-flags.ts';
import { NOUNS } from '../../../src/commands/lists/nouns.ts';
import type { Context } from '../../../src/context.ts';
import type { Row } from '../../../src/wire/entities.ts';
import { useFakeSpace } from '../../support/hooks.ts';
import { hangUp, lineTo } from '../../support/line.ts';

const space = useFakeSpace('all');
afterAll(hangUp);

const context = (format: Context['format']) =>
  ({
    host: { stdout: { isTTY: false } },
    flags: {},
    format,
    client: async () => createClient('my_space', lineTo(space.url)),
    progress: async () => {},
    namesCache: async () => ({
      addNames: (collection: string, records: readonly { name: string }[]) => {
        remembered[collection] = records.map(({ name }) => name);
      },
    }),
  }) as unknown as Context;

/** What was remembered last of each collection. */
let remembered: Record<string, string[]> = {};
beforeEach(() => {
  remembered = {};
});

const noun = (name: string) => NOUNS.find(one => one.name === name)!;

async function rowsOf(answer: Answer): Promise<Row[]> {
  if (answer.kind !== 'records') throw new Error('no records');
  const rows: Row[] = [];
  for await (const page of answer.pages) rows.push(...page.flatMap(row => answer.tableRows?.(row) ?? [row]));
  return rows;
}

const list = async (name: string, flags: ListFlags = {}, format: Context['format'] = 'tsv') =>
  rowsOf(await listRecords(noun(name), context(format), flags, PROGRAM));

const id = (n: number) => `cccc000${n}-1111-0222-0333-444455556666`;

describe('pipelines whose steps come as links', () => {
  const step = (n: number, sort_order: number): Row => ({ id: id(n), name: `S${n}`, sort_order, percent: n });
  beforeEach(() => {
    const links = [2, 3, 4].map(n => `http://h/api/v100/rest/spaces/s/entities/Steps/${id(n)}`);
    space.records.Pipelines = [{ id: id(1), name: 'Sales', steps: links }];
    const steps = [step(3, 2), step(2, 1), { ...step(4, 3), is_deleted: true }];
    space.records.Steps = steps.map(one => ({ ...one, pipeline_id: id(1) }));
  });

  it('are listed with them', async () => {
    const rows = await list('pipelines');
    expect(rows.map(({ pipeline, step }) => [pipeline, step])).toEqual([
      ['Sales', 'S2'],
      ['Sales', 'S3'],
    ]);
    expect(remembered).toEqual({ Pipelines: ['Sales'], Steps: ['S2', 'S3'] });
  });

  it('are shown with them', async () => {
    const answer = await getRecord(noun('pipelines'), context(undefined), 'Sales');
    expect(answer).toMatchObject({
      fields: [
        ['name', 'Sales'],
        ['id', id(1)],
        ['S2 (2 %)', id(2)],
        ['S3 (3 %)', id(3)],
      ],
    });
  });

  it('are given to a program with them, as it was asked for', async () => {
    const answer = await getRecord(noun('pipelines'), context('json'), id(1));
    expect(answer).toMatchObject({ row: { name: 'Sales', steps: [{ name: 'S2' }, { name: 'S3' }] } });
  });

  it('stay as they are where only some fields are wanted', async () => {
    const before = space.received.length;
    await rowsOf(await listRecords(noun('pipelines'), context('tsv'), { fields: ['name', 'steps'] }, PROGRAM));
    expect(space.received.slice(before).map(({ path }) => path)).toEqual(['/Pipelines']);
  });
});

describe('the contacts of an account', () => {
  const relation = (n: number, contact: unknown, is_primary: boolean): Row => ({
    ...{ id: `r${n}`, account_id: id(1), contact_id: id(n), is_primary },
    contact,
  });
  const person = (n: number, name: string, is_deleted = false): Row => ({ id: id(n), first_name: name, is_deleted });
  beforeEach(() => {
    space.records.Accounts = [{ id: id(1), name: 'Acme', is_deleted: false }];
    space.records.Contacts = [person(4, 'Linked')];
    space.records.ContactAccountRelations = [
      relation(2, person(2, 'Second'), false),
      relation(3, person(3, 'Gone', true), true),
      relation(4, `http://h/api/v100/rest/spaces/s/entities/Contacts/${id(4)}`, true),
    ];
  });

  const names = (rows: Row[]) => rows.map(row => row.first_name);

  it('are listed without deleted ones, the primary ones first, links followed', async () => {
    expect(names(await list('contacts', { account: 'Acme' }))).toEqual(['Linked', 'Second']);
  });

  it('are listed with deleted ones on request', async () => {
    expect(names(await list('contacts', { account: id(1), includeDeleted: true }))).toEqual([
      'Gone',
      'Linked',
      'Second',
    ]);
    expect(space.received.at(-2)?.query.get('include-deleted')).toBe('true');
  });

  it('have the fields that were asked for, without the mark that was needed to leave some out', async () => {
    const [row] = await list('contacts', { account: 'Acme', fields: ['first_name'] }, 'json');
    expect(row).toEqual({ id: id(4), first_name: 'Linked' });
    const asked = space.received.findLast(({ path }) => path === '/ContactAccountRelations');
    expect(asked?.query.get('load-only')).toBe(
      'id,contact_id,is_primary,contact.id,contact.first_name,contact.is_deleted',
    );
  });
});

it('a record is shown with its numbers as they came', async () => {
  const text = `{"id":"${id(1)}","name":"Acme","cf_amount":12345678901234567890.10,"cf_rate":0.50}`;
  space.on('GET /Accounts', { body: `{"success":true,"data":[${text}]}` });
  const answer = await getRecord(noun('accounts'), context(undefined), 'Acme');
  expect(answer).toMatchObject({
    fields: expect.arrayContaining([
      ['cf_amount', '12345678901234567890.10'],
      ['cf_rate', '0.50'],
    ]),
  });
});
