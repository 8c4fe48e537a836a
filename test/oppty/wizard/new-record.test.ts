import { describe, expect, it } from 'vitest';
import { CliError, type Code } from '../../../src/errors.ts';
import { interview } from '../../../src/oppty/wizard/interview.ts';
import { advance, startWizard } from '../../../src/oppty/wizard/machine.ts';
import type { CreateRecord } from '../../../src/oppty/wizard/new-record.ts';
import type { FoundRecord } from '../../../src/records/found.ts';
import type { Row } from '../../../src/wire/entities.ts';
import { BACK, ENTER, fakeLookups, fakePerson, fakeSession, type Reply } from '../../support/create-tools.ts';
import { DEAL, JOHN, ZIEMANN } from '../../support/deals.ts';

const CRANE: FoundRecord = { id: 'crane', name: 'Crane Works' };
const [ACCOUNT] = DEAL.accounts as readonly [FoundRecord];
const MARA: FoundRecord = { id: 'mara', name: 'Mara Stein' };

/** Asks one question of a deal again; no account fits what stands in the line. */
async function ask(
  step: 'accounts' | 'contacts',
  replies: readonly Reply[],
  refusals: readonly CliError[] = [],
  { mayCreate = true, words = 'Crane Works' } = {},
) {
  const { person, questions, notes } = fakePerson(replies);
  const bodies: Row[] = [];
  const left = [...refusals];
  const createRecord: CreateRecord = async (entity, body) => {
    bodies.push({ entity, ...body });
    const refusal = left.shift();
    if (refusal) throw refusal;
    return entity === 'Accounts' ? CRANE : MARA;
  };
  const { lookups } = fakeLookups({
    search: async (_, text) => ({ choices: ['', ZIEMANN.name].includes(text) ? [ZIEMANN] : [], more: false }),
  });
  const { session } = fakeSession();
  const draft = { ...DEAL, owner: JOHN, ...(step === 'accounts' ? { accounts: [{ words }] } : {}) };
  const start = advance(advance(startWizard(draft, { currencies: 1 }), { type: 'enough' }), { type: 'edit', step });
  const tools = {
    ...{ prompter: await person.prompter(), lookups, session, today: '2026-01-20' },
    ...{ recent: { owners: [], accounts: [] }, ...(mayCreate ? { createRecord } : {}) },
  };
  const end = await interview(start, tools).catch(error => error);
  return { end, bodies, questions, notes, saved: session.answers };
}

const rejected = (field: string) =>
  new CliError('REJECTED', 'no', { details: [{ code: 'REJECTED', message: `${field} is wrong`, field }] });

describe('a new account', () => {
  const TAKE = /\+ new account 'Crane Works'/;

  it('gets the name that nothing fits, the owner of the deal, and an e-mail if there is one', async () => {
    const { bodies, questions, notes, saved } = await ask('accounts', [TAKE, ENTER, ENTER]);
    expect(questions).toEqual(expect.arrayContaining(['Name of the new account', 'E-mail of the new account']));
    expect(bodies).toEqual([{ entity: 'Accounts', name: 'Crane Works', owner_id: JOHN.id }]);
    expect(notes).toContain(`Creating the account 'Crane Works', owned by ${JOHN.name} ...`);
    expect(saved?.accounts).toEqual([CRANE]);
  });

  it.each([
    ['email1', 'E-mail of the new account'],
    ['name', 'Name of the new account'],
    ['unit_id', 'Name of the new account'],
  ])('that is refused for its %s is asked for that again', async (field, question) => {
    const again: Reply[] = question.startsWith('Name') ? [ENTER, ENTER] : [ENTER];
    const { bodies, questions, notes } = await ask(
      'accounts',
      [TAKE, ENTER, 'a@b.example', ...again],
      [rejected(field)],
    );
    expect(notes).toContain(`! ${field} is wrong`);
    expect(questions[3]).toBe(question);
    expect(bodies).toHaveLength(2);
    expect(bodies[1]).toEqual(bodies[0]);
  });

  it.each<[Code, number]>([
    ['FORBIDDEN', 2],
    ['UNREACHABLE', 2],
    ['OUTCOME_UNKNOWN', 1],
    ['SIGN_IN_REFUSED', 1],
  ])('that fails with %s is sent %i times at most', async (code, count) => {
    const refusals = [new CliError(code, 'failed')];
    const { bodies, end } = await ask('accounts', [TAKE, ENTER, ENTER, ENTER, ENTER], refusals);
    expect(bodies).toHaveLength(count);
    if (count === 1) expect(end).toMatchObject({ code });
  });

  it('can be gone back from, to the words that were searched', async () => {
    const { bodies, questions } = await ask('accounts', [TAKE, ENTER, BACK, BACK, TAKE]);
    expect(questions).toEqual([
      ...['Account', 'Name of the new account', 'E-mail of the new account', 'Name of the new account', 'Account'],
      'Name of the new account',
    ]);
    expect(bodies).toEqual([]);
  });

  it.each([
    ['where one fits', { words: ZIEMANN.name }],
    ['where nothing may be created', { mayCreate: false }],
  ])('is not offered %s', async (_, options) => {
    await expect(ask('accounts', [/\+ new account/], [], options)).resolves.toMatchObject({
      end: expect.objectContaining({ message: expect.stringContaining('offers no') }),
    });
  });
});

describe('a new contact', () => {
  it('belongs to the account, by a name that is taken apart', async () => {
    const { bodies, saved } = await ask('contacts', [/\+ new contact/, ' Mara van Stein ', 'm@crane.example', 'Buyer']);
    expect(bodies).toEqual([
      {
        ...{ entity: 'Contacts', first_name: 'Mara van', last_name: 'Stein', owner_id: JOHN.id },
        ...{ email1: 'm@crane.example', account_position: 'Buyer' },
        account_relations: [{ account_id: ACCOUNT.id, is_primary: true }],
      },
    ]);
    expect(saved?.contacts?.[0]).toEqual(MARA);
  });

  it('can have one name alone', async () => {
    const { bodies } = await ask('contacts', [/\+ new contact/, 'Stein', '', '']);
    expect(bodies).toMatchObject([{ last_name: 'Stein' }]);
    expect(bodies[0]).not.toHaveProperty('first_name');
  });
});
