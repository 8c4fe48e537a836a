import { describe, expect, it } from 'vitest';
import { CliError } from '../../../src/errors.ts';
import type { CreateTools, ResolvedWizard } from '../../../src/oppty/stages/pass.ts';
import { toRequest } from '../../../src/oppty/stages/request.ts';
import { send } from '../../../src/oppty/stages/send.ts';
import { startWizard } from '../../../src/oppty/wizard/machine.ts';
import type { Row } from '../../../src/wire/entities.ts';
import { fakeSession, fakeTools } from '../../support/create-tools.ts';
import { DEAL, JOHN } from '../../support/deals.ts';

const WIZARD: ResolvedWizard = {
  wizard: startWizard(DEAL, { currencies: 2 }, {}, [], true),
  ...{ draft: DEAL, problems: [], serverFields: [], repaired: false },
};
const INPUT = {
  input: { draft: DEAL, commandAnswers: DEAL, defaults: [], problems: [] },
  ...{ answers: DEAL, draft: DEAL, problems: [], doubts: [], defaults: {}, suggestions: {} },
};
const KEY = { field: 'cf_key', key: 'K1' };
const failing = (error: CliError) => ({ create: () => Promise.reject(error) });
const refusal = (field: string) =>
  new CliError('REJECTED', 'Refused', { details: [{ code: 'REJECTED', message: 'No.', field }] });
const unknown = new CliError('OUTCOME_UNKNOWN', 'Nobody knows');

describe('a draft that is sent', () => {
  it('is one request between the intent and the result', async () => {
    const { session, log } = fakeSession();
    const tools = fakeTools({ session, clientKey: KEY });
    expect(await send(INPUT, tools)).toMatchObject({ kind: 'created', record: { id: 'deal1', owner_id: JOHN.id } });
    expect(tools.sent).toMatchObject([{ name: DEAL.name, cf_key: 'K1' }]);
    expect(log).toEqual(['sending', 'done']);
  });

  it('is only described by a dry run', async () => {
    const { session, log } = fakeSession();
    const tools = fakeTools({ session, dryRun: true, query: { validationLevel: 4 } });
    expect(await send(INPUT, tools)).toMatchObject({
      kind: 'described',
      request: { path: '/api/v100/rest/spaces/here/entities/Opportunities?validation-level=4' },
    });
    expect([tools.sent, log]).toEqual([[], []]);
  });

  it('is told by a dry run what a create would tell of its client key', async () => {
    // The server has the record without its key, which this machine remembers.
    const record = { id: 'deal1', name: DEAL.name };
    const keys = (body: Row) => async () => ({
      ...{ read: async () => ({ id: 'deal1', body }), hold: () => Promise.reject(new Error('Held by a dry run')) },
    });
    const client = { ...fakeTools().client, get: async () => record } as CreateTools['client'];
    const tools = { dryRun: true, clientKey: KEY, client };
    const { body } = toRequest(DEAL, fakeTools({ clientKey: KEY }));
    const same = await send(INPUT, fakeTools({ ...tools, sentKeys: keys(body) }));
    expect(same).toMatchObject({ kind: 'existing', record });
    const other = send(INPUT, fakeTools({ ...tools, sentKeys: keys({ ...body, step_id: 'another' }) }));
    await expect(other).rejects.toMatchObject({ code: 'KEY_REUSED', details: [{ field: 'step_id' }] });
  });

  it('and refused opens its questions again in the wizard', async () => {
    const result = await send(WIZARD, fakeTools(failing(refusal('name'))));
    expect(result).toMatchObject({
      kind: 'refused',
      ...{ wizard: { step: 'name', refusals: [{ message: 'No.' }] }, serverFields: ['name'], repaired: true },
    });
  });

  it('and refused is thrown with its flags where nobody was asked', async () => {
    await expect(send(INPUT, fakeTools(failing(refusal('step_id'))))).rejects.toMatchObject({
      code: 'REJECTED',
      details: [{ flag: '--step' }],
    });
    const signIn = new CliError('SIGN_IN_REFUSED', 'No.');
    await expect(send(WIZARD, fakeTools(failing(signIn)))).rejects.toBe(signIn);
  });

  it('with an unknown outcome has all that it takes to look for it', async () => {
    const { session, log } = fakeSession();
    const result = await send(WIZARD, fakeTools({ session, ...failing(unknown) }));
    expect(result).toMatchObject({
      kind: 'unknown',
      error: unknown,
      draft: DEAL,
      request: { body: { name: DEAL.name } },
    });
    expect(log).toEqual(['sending', 'unknown']);
  });

  it('with an unknown outcome is looked for by its client key', async () => {
    const tools = fakeTools({ clientKey: KEY, ...failing(unknown) });
    const row = { id: 'late', cf_key: 'K1' };
    let looks = 0;
    const list = async () => ({ rows: ++looks > 1 ? [row] : [], next: undefined });
    const found = { ...tools, client: { ...tools.client, list } };
    expect(await send(INPUT, found as unknown as typeof tools)).toMatchObject({
      ...{ kind: 'created', record: row, foundBy: 'client key' },
    });
    expect(await send(INPUT, tools)).toMatchObject({ kind: 'unknown', error: { retrySafe: true } });
  });

  it('with an unknown outcome is waited for by its client key if no mark is on disk', async () => {
    const { session } = fakeSession();
    const unmarked = { ...session, id: undefined };
    const row = { id: 'late', cf_key: 'K1' };
    const tools = fakeTools({ session: unmarked, clientKey: KEY, ...failing(unknown) });
    const waited = (found: Row | undefined): typeof tools => ({
      ...tools,
      lateCommits: { ...tools.lateCommits, ofThisRun: async () => ({ found }) },
    });
    expect(await send(INPUT, waited(row))).toMatchObject({ kind: 'created', foundBy: 'client key' });
    expect(await send(INPUT, waited(undefined))).toMatchObject({ kind: 'unknown', error: { retrySafe: true } });
    const tooShort = { ...tools, lateCommits: { ...tools.lateCommits, ofThisRun: async () => ({ tooEarly: 50_000 }) } };
    expect(await send(INPUT, tooShort)).toMatchObject({ kind: 'unknown', error: { retrySafe: false } });
  });

  it('tells what the server stored otherwise', async () => {
    const create = async (body: Row) => ({ id: 'deal1', ...body, owner_id: 'somebody', name: 'New' });
    expect(await send(INPUT, fakeTools({ create }))).toMatchObject({
      kind: 'created',
      differences: [
        { field: 'name', sent: DEAL.name, stored: 'New' },
        { field: 'owner_id', stored: 'somebody' },
      ],
    });
  });
});
