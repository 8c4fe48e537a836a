import { afterEach, describe, expect, it } from 'vitest';
import type { Row } from '../../../src/wire/entities.ts';
import { useFakeSpace, useFolder, useSandbox } from '../../support/hooks.ts';
import { runHere } from '../../support/host.ts';

const space = useSandbox();
const folder = useFolder('each');

const CONVEYOR = '7d0c2d1f-de00-0122-2a39-28a7edf1dc66';
/** Runs as on a terminal of 100 columns, or into a pipe. */
const onTerminal = (...words: string[]) =>
  runHere([...words, '--no-color'], { env: space.env, folder: folder.path, columns: 100 });
const inPipe = (...words: string[]) => runHere(words, { env: space.env, folder: folder.path });
const api = async (...words: string[]) => JSON.parse((await inPipe('api', ...words)).stdout).data;
/** The lines of a card, without its frame. */
const linesOf = ({ stdout }: { stdout: string }) =>
  [...stdout.matchAll(/^│ (.*?) *│ (.*?) *│$/gm)].map(([, label, text]) => [label, text]);
const requestsOf = ({ stderr }: { stderr: string }) =>
  [...stderr.replace(/\n(?!\S+ http)/g, '').matchAll(/entities\/(\w+)/g)].map(([, entity]) => entity);

const made: string[] = [];
/** Makes a deal that is gone after the test. */
async function deal(name: string, more: Row = {}): Promise<string> {
  const { owner_id, step_id, value } = await api(`Opportunities/${CONVEYOR}`);
  const stdin = JSON.stringify({ name, owner_id, step_id, value, closing_date: '2026-12-31', ...more });
  const words = ['api', 'Opportunities', '-X', 'POST', '--input', '-'];
  const { code, stdout, stderr } = await runHere(words, { env: space.env, folder: folder.path, stdin });
  expect({ code, stderr }).toMatchObject({ code: 0 });
  const { id } = JSON.parse(stdout).data;
  made.push(id);
  return id;
}
afterEach(async () => {
  for (const id of made.splice(0)) await inPipe('api', `Opportunities/${id}`, '-X', 'DELETE');
});

describe('a deal for a person', () => {
  it('is a card with all that is set, by labels and names, with its steps and notes; the id last', async () => {
    const { code, stdout, stderr } = await onTerminal('oppty', 'view', 'Conveyor upgrade');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = linesOf({ stdout });
    expect(
      lines.filter(([label]) => !['created', 'modified', 'days in step', 'closing date'].includes(label!)),
    ).toEqual([
      ['name', 'Conveyor upgrade'],
      ['status', 'open'],
      ['owner', 'John Doe (john.doe@example.com)'],
      ['step', 'Test Pipeline › First (15 %)'],
      ['steps', '[First] › Qualified › Proposal › Negotiation › Won'],
      ['accounts', 'Ziemann and Sons'],
      ['contacts', 'Ida Ziemann'],
      ['value', '12,500.00 USD'],
      ['type', 'Standard'],
      ['unit', 'Example Company'],
      ['lead source', 'Web site'],
      ['ranking', '1'],
      ['Region', 'North'],
      ['note', expect.stringMatching(/^2024-01-15 \d\d:21, John Doe$/)],
      ['', 'Site visit done. Electrical work is not part of the offer.'],
      ['note', expect.stringMatching(/^2024-01-15 \d\d:20, John Doe$/)],
      ['', 'Ida wants the new conveyor before the harvest.'],
      ['', 'Budget is approved up to 13,000.'],
      ['id', CONVEYOR],
    ]);
    expect(Object.fromEntries(lines)).toMatchObject({
      'closing date': expect.stringMatching(/^2026-03-31, Tuesday \((in|\d+) /),
      'days in step': expect.stringMatching(/^\d+$/),
    });
  });

  it.each([
    ['a name', 'Conveyor upgrade', ['Opportunities', 'Notes', 'Fields', 'Currencies']],
    ['an id', CONVEYOR, ['Notes', 'Opportunities', 'Fields', 'Currencies']],
  ])('takes four requests by %s', async (_, ref, expected) => {
    const asked = requestsOf(await onTerminal('oppty', 'view', ref, '--debug'));
    expect([...asked].sort()).toEqual([...expected].sort());
    expect(asked.indexOf('Opportunities') < 2).toBe(true);
  });

  it('goes by the first characters of its id, once this machine has shown it', async () => {
    expect(await inPipe('oppty', 'view', '7d0c2d1f')).toMatchObject({ code: 5 });
    await inPipe('oppty', 'view', 'Conveyor upgrade');
    const short = await onTerminal('oppty', 'view', '7d0c2d1f', '--debug');
    expect(linesOf(short)[0]).toEqual(['name', 'Conveyor upgrade']);
    expect(requestsOf(short)).toHaveLength(4);
    expect(await inPipe('oppty', 'view', '7d0c', '--format', 'ids')).toMatchObject({ stdout: `${CONVEYOR}\n` });
  });

  it('says that it is deleted, and is found by its name if no other has it', async () => {
    const id = await deal('Twice');
    await inPipe('api', `Opportunities/${id}`, '-X', 'DELETE');
    expect(Object.fromEntries(linesOf(await onTerminal('oppty', 'view', 'twice')))).toMatchObject({
      status: 'open, deleted',
      id,
    });
    const living = await deal('Twice');
    expect(linesOf(await onTerminal('oppty', 'get', 'Twice')).at(-1)).toEqual(['id', living]);
  });

  it('says that it is lost', async () => {
    const [{ id }] = await api('Opportunities?filter[status]=2&first=1&load-only=id');
    expect(Object.fromEntries(linesOf(await onTerminal('oppty', 'view', id)))).toMatchObject({ status: 'lost' });
  });

  it('shows an amount in another currency in the base currency, too', async () => {
    const [{ id: currency_id }] = await api('Currencies?filter[code]=EUR');
    await deal('In euros', { value: { currency_id, value_foreign: 1000 } });
    expect(Object.fromEntries(linesOf(await onTerminal('oppty', 'view', 'In euros')))).toMatchObject({
      value: expect.stringMatching(/^1,000.00 EUR \([\d,]+\.\d\d USD\)$/),
    });
  });
});

describe('a deal for a program', () => {
  it('is the record as the API has it', async () => {
    const { stdout } = await inPipe('oppty', 'view', CONVEYOR, '--json');
    const known = ({ owner_id, step_id, value, revision }: Row) => ({ owner_id, step_id, value, revision });
    expect(known(JSON.parse(stdout))).toEqual(known(await api(`Opportunities/${CONVEYOR}`)));
    expect(requestsOf(await inPipe('oppty', 'view', CONVEYOR, '--json', '--debug'))).toEqual(['Opportunities']);
  });

  it('has the fields that were asked for', async () => {
    const ask = (...more: string[]) => inPipe('oppty', 'view', CONVEYOR, '--fields', 'name,value.base_value', ...more);
    expect(JSON.parse((await ask('--json')).stdout)).toEqual({
      name: 'Conveyor upgrade',
      value: { base_value: 12500 },
    });
    expect(await ask()).toMatchObject({ stdout: 'name\tConveyor upgrade\nvalue.base_value\t12500\n' });
    expect(await ask('--format', 'csv')).toMatchObject({
      stdout: 'name,value.base_value\r\nConveyor upgrade,12500\r\n',
    });
    expect(await inPipe('oppty', 'view', CONVEYOR, '--fields', 'nmae')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("Did you mean 'name'?"),
    });
  });

  it('that several have the name of ends with all of them', async () => {
    const ids = [await deal('Same'), await deal('Same')];
    const { code, stderr } = await inPipe('oppty', 'view', 'Same', '--json');
    const { error } = JSON.parse(stderr.trim().split('\n').at(-1)!);
    expect([code, error.code]).toEqual([6, 'AMBIGUOUS']);
    for (const id of ids) expect(stderr).toContain(id);
  });

  it('that nobody has the name of ends with similar ones', async () => {
    expect(await inPipe('oppty', 'view', 'Conveyor upgrad')).toMatchObject({
      code: 5,
      stderr: expect.stringContaining(
        "No opportunity is called exactly 'Conveyor upgrad'. Similar: Conveyor upgrade (2026-03-31).",
      ),
    });
    expect(await inPipe('oppty', 'view', ' ')).toMatchObject({ code: 2 });
  });
});

describe('of a server that gives less', () => {
  const fake = useFakeSpace('each');
  const link = (entity: string, id: string) => `${fake.url}/api/v100/rest/spaces/s/entities/${entity}/${id}`;
  const id = (n: number) => `cccc000${n}-1111-0222-0333-444455556666`;
  const record = () => ({
    ...{ id: id(1), name: 'Bare', status: 1, is_deleted: false, owner: link('Clients', id(2)), owner_id: id(2) },
    ...{ step: link('Steps', id(3)), step_id: id(3), closing_date: '2026-12-31', primary_account: null },
    ...{ account_relations: [link('LeadOpptyAccountRelations', id(4))], contact_relations: [], cf_no: 'x' },
  });
  const view = () =>
    runHere(['oppty', 'view', id(1), '--no-color'], { env: fake.env, folder: folder.path, columns: 100 });

  it('is a card of what it does give', async () => {
    fake.records.Opportunities = [record()];
    const ended = await view();
    expect(ended).toMatchObject({ code: 0 });
    expect(linesOf(ended)).toEqual([
      ['name', 'Bare'],
      ['status', 'open'],
      ['closing date', expect.stringContaining('2026-12-31, Thursday')],
      ['cf_no', 'x'],
      ['id', id(1)],
    ]);
  });

  it('is a card without notes, and says so', async () => {
    fake.records.Opportunities = [record()];
    fake.on('GET /Notes', { status: 403, body: { success: false, message: 'no' } });
    const ended = await view();
    expect(ended).toMatchObject({ code: 0, stderr: expect.stringContaining('The notes could not be loaded.') });
    expect(linesOf(ended).at(-1)).toEqual(['id', id(1)]);
  });

  it('is a card if it refuses to expand', async () => {
    fake.on('GET /Opportunities', ({ query }) =>
      query.has('expand')
        ? { status: 400, body: { success: false, code: 117, name: 'ERROR_PARAMETER_INVALID', message: 'expand' } }
        : { body: { success: true, data: [record()] } },
    );
    expect(linesOf(await view())[0]).toEqual(['name', 'Bare']);
  });
});
